package sandbox_test

import (
	"testing"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestThousandsOfDialogsComePageByPage(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{Dialogs: 3000, Contacts: 40})
	for folder, want := range map[int]int{0: 2700 + 4, 1: 300} {
		seen := map[int64]*tg.User{}
		lines, request := 0, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100}
		request.SetFolderID(folder)
		for {
			got, err := c.api.MessagesGetDialogs(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			page, _ := got.AsModified()
			if len(page.GetDialogs()) == 0 {
				break
			}
			lines += len(page.GetDialogs())
			for _, u := range page.GetUsers() {
				seen[u.GetID()] = u.(*tg.User)
			}
			last := page.GetDialogs()[len(page.GetDialogs())-1].(*tg.Dialog)
			for _, m := range page.GetMessages() {
				if m, ok := m.(*tg.Message); ok && m.ID == last.TopMessage && m.PeerID.String() == last.Peer.String() {
					request.OffsetDate, request.OffsetID = m.Date, m.ID
				}
			}
			request.OffsetPeer = inputPeer(seen, last.Peer)
			if last.FolderID != folder {
				t.Fatalf("a dialog of folder %d in folder %d", last.FolderID, folder)
			}
		}
		if lines != want {
			t.Errorf("folder %d has %d dialogs, want %d", folder, lines, want)
		}
		if folder == 1 {
			if _, err := text(t, c, seen[40_000_010].AsInputPeer(), "hello", 1); err != nil {
				t.Errorf("a text to an old dialog: %v", err)
			}
		}
	}
	contacts, err := c.api.ContactsGetContacts(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := contacts.(*tg.ContactsContacts); len(got.Contacts) != 40 || !got.Users[0].(*tg.User).Contact {
		t.Errorf("%d contacts, the first is %v", len(got.Contacts), got.Users[0])
	}
}

func inputPeer(users map[int64]*tg.User, p tg.PeerClass) tg.InputPeerClass {
	if u, ok := p.(*tg.PeerUser); ok && users[u.UserID] != nil {
		return users[u.UserID].AsInputPeer()
	}
	return &tg.InputPeerEmpty{}
}

func TestPeopleAreFoundByPhoneAndName(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, err := s.AddAccount(t.Context(), sandbox.Order{Phone: "79001112233", Username: "Example_Account"})
	must(t, err)
	for _, tt := range []struct {
		phone string
		want  int64
	}{
		{"79998887766", 10000000},
		{"+7 999 888-77-67", 10000001},
		{"79500000123", 40_000_123},
		{"79600000001", 50_000_001},
		{"79001112233", 20_000_002},
		{"79500000000", 0},
		{"70001112233", 0},
		{"123", 0},
	} {
		got, err := c.api.ContactsResolvePhone(t.Context(), tt.phone)
		if tt.want == 0 {
			if !tgerr.Is(err, "PHONE_NOT_OCCUPIED") {
				t.Errorf("phone %s: %v", tt.phone, err)
			}
			continue
		}
		if err != nil || got.Peer.(*tg.PeerUser).UserID != tt.want {
			t.Errorf("phone %s: %v, %v, want %d", tt.phone, got, err, tt.want)
		}
	}
	for name, want := range map[string]int64{"EXAMPLE": 10000000, "example_account": 20_000_002, "stranger5": 40_000_005, "contact9": 50_000_009} {
		if got := user(t, c, name); got.UserID != want {
			t.Errorf("%s is %d, want %d", name, got.UserID, want)
		}
	}
	for _, name := range []string{"nobody_here", "stranger05", "stranger0", "stranger-1", "stranger99999999"} {
		if _, err := c.api.ContactsResolveUsername(t.Context(), &tg.ContactsResolveUsernameRequest{Username: name}); !tgerr.Is(err, "USERNAME_NOT_OCCUPIED") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestImportedPhonesBecomeContacts(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	got, err := c.api.ContactsImportContacts(t.Context(), []tg.InputPhoneContact{
		{ClientID: 1, Phone: "79500000001", FirstName: "A"}, {ClientID: 2, Phone: "70001112233", FirstName: "B"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Imported) != 1 || got.Imported[0].ClientID != 1 || !got.Users[0].(*tg.User).Contact {
		t.Errorf("imported %v", got)
	}
}

func TestChatsAreShownWithTheirMembers(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, other := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	group, supergroup := groups(t, c)
	_, foreign := groups(t, other)
	full, err := c.api.MessagesGetFullChat(ctx, group.ChatID)
	if err != nil {
		t.Fatal(err)
	}
	if members := full.FullChat.(*tg.ChatFull).Participants.(*tg.ChatParticipants).Participants; len(members) != 4 || len(full.Users) != 4 {
		t.Errorf("the members are %v", members)
	}
	channel := &tg.InputChannel{ChannelID: supergroup.ChannelID, AccessHash: supergroup.AccessHash}
	full, err = c.api.ChannelsGetFullChannel(ctx, channel)
	if err != nil {
		t.Fatal(err)
	}
	if got := full.FullChat.(*tg.ChannelFull); got.ParticipantsCount != 4 || got.UnreadCount != 1 || got.Pts != 1 {
		t.Errorf("the supergroup is %v", got)
	}
	if ok, err := c.api.ChannelsReadHistory(ctx, &tg.ChannelsReadHistoryRequest{Channel: channel, MaxID: 1}); err != nil || !ok {
		t.Errorf("reading it: %v", err)
	}
	if full, err = c.api.ChannelsGetFullChannel(ctx, channel); err != nil || full.FullChat.(*tg.ChannelFull).UnreadCount != 0 {
		t.Errorf("it is still unread: %v", err)
	}
	stolen := &tg.InputChannel{ChannelID: foreign.ChannelID, AccessHash: foreign.AccessHash}
	if _, err := c.api.ChannelsGetChannels(ctx, []tg.InputChannelClass{stolen}); !tgerr.Is(err, "CHANNEL_INVALID") {
		t.Errorf("the supergroup of another account: %v", err)
	}
	if _, err := c.api.MessagesGetFullChat(ctx, 30_000_002); !tgerr.Is(err, "CHAT_ID_INVALID") {
		t.Errorf("the group of another account: %v", err)
	}
}
