package sandbox_test

import (
	"bytes"
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

func TestAnAccountChangesItsPortrait(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{Username: "first"})
	_, d := planted(t, s, sandbox.Order{})
	content := picture(t, 300, 300)
	_, err := c.api.PhotosUploadProfilePhoto(t.Context(), &tg.PhotosUploadProfilePhotoRequest{File: upload(t, c, "me.jpg", picture(t, 9, 9))})
	wantRefusal(t, "a tiny picture", err, "PHOTO_CROP_SIZE_SMALL")
	_, err = c.api.PhotosUploadProfilePhoto(t.Context(), &tg.PhotosUploadProfilePhotoRequest{File: upload(t, c, "me.jpg", content)})
	must(t, err)
	peer := user(t, d, "first")
	full, err := d.api.UsersGetFullUser(t.Context(), &tg.InputUser{UserID: peer.UserID, AccessHash: peer.AccessHash})
	must(t, err)
	shown := full.FullUser.ProfilePhoto.(*tg.Photo)
	small := full.Users[0].(*tg.User).Photo.(*tg.UserProfilePhoto)
	got, err := download(t, d, &tg.InputPeerPhotoFileLocation{Big: true, Peer: peer, PhotoID: small.PhotoID})
	if err != nil || !bytes.Equal(got, content) || small.PhotoID != shown.ID {
		t.Errorf("the portrait has %d bytes, %v", len(got), err)
	}
	list, err := d.api.PhotosGetUserPhotos(t.Context(), &tg.PhotosGetUserPhotosRequest{UserID: who(t, d, "first"), Limit: 10})
	must(t, err)
	if n := len(list.(*tg.PhotosPhotos).Photos); n != 1 {
		t.Errorf("%d portraits, want 1", n)
	}
	if p := who(t, d, "example"); p != nil {
		full, err := d.api.UsersGetFullUser(t.Context(), p)
		must(t, err)
		if _, ok := full.FullUser.ProfilePhoto.(*tg.Photo); !ok {
			t.Error("Example shows no portrait")
		}
	}
}

func TestWhoHidesIsNotFoundByPhone(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	hidden, _ := planted(t, s, sandbox.Order{Username: "shyone", Privacy: &sandbox.Privacy{Hidden: true}})
	_, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	_, err := c.api.ContactsResolvePhone(ctx, hidden.Phone)
	wantRefusal(t, "by phone", err, "PHONE_NOT_OCCUPIED")
	imported, err := c.api.ContactsImportContacts(ctx, []tg.InputPhoneContact{{Phone: hidden.Phone, FirstName: "A"}})
	if err != nil || len(imported.Imported) != 0 {
		t.Errorf("imported %v, %v", imported, err)
	}
	got, err := c.api.ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: "shyone"})
	must(t, err)
	if u := got.Users[0].(*tg.User); u.Phone != "" {
		t.Errorf("the phone is shown: %v", u)
	}
}

func TestAContactIsTakenOutAgain(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, sandbox.Options{Dir: dir})
	a, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	imported, err := c.api.ContactsImportContacts(ctx, []tg.InputPhoneContact{{Phone: "79500000777", FirstName: "A"}, {Phone: "79500000778", FirstName: "B"}})
	must(t, err)
	u := imported.Users[0].(*tg.User)
	_, err = c.api.ContactsDeleteContacts(ctx, []tg.InputUserClass{u.AsInput()})
	must(t, err)
	stop()
	s, _ = start(t, sandbox.Options{Dir: dir})
	c = dial(t, s, login{session: a.Session})
	got, err := c.api.ContactsGetContacts(ctx, 0)
	must(t, err)
	if list := got.(*tg.ContactsContacts).Contacts; len(list) != 1 || list[0].UserID != 40000778 {
		t.Errorf("the contacts are %v", list)
	}
}

func TestAChatGoesIntoTheArchive(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	archived := func() int {
		t.Helper()
		r := &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100}
		r.SetFolderID(1)
		got, err := c.api.MessagesGetDialogs(ctx, r)
		must(t, err)
		list, _ := got.AsModified()
		return len(list.GetDialogs())
	}
	_, supergroup := groups(t, c)
	for _, peer := range []tg.InputPeerClass{user(t, c, "silent"), supergroup} {
		before := archived()
		_, err := c.api.FoldersEditPeerFolders(ctx, []tg.InputFolderPeer{{Peer: peer, FolderID: 1}})
		must(t, err)
		if n := archived(); n != before+1 {
			t.Errorf("%d in the archive, want %d", n, before+1)
		}
	}
	_, err := c.api.FoldersEditPeerFolders(ctx, []tg.InputFolderPeer{{Peer: supergroup}})
	must(t, err)
	if n := archived(); n != 1 {
		t.Errorf("%d in the archive, want 1", n)
	}
}
