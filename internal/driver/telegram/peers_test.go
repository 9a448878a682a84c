package telegram_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/tg"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

func user(id int64, change ...func(*tg.User)) *tg.User {
	u := &tg.User{ID: id, AccessHash: id * 7, FirstName: "Ann", LastName: "Lee"}
	for _, c := range change {
		c(u)
	}
	return u
}

func fixedTime() time.Time { return time.Unix(1_700_000_000, 0) }

func named(u *tg.User) { u.Username, u.Phone = "Ann_Lee", "79990000001" }

func TestAPeerIsWhatTelegramLastSaid(t *testing.T) {
	rows := []struct {
		name  string
		users []tg.UserClass
		chats []tg.ChatClass
		chat  sluice.ChatID
		want  sluice.Peer
		input tg.InputPeerClass
	}{
		{
			"a user who never wrote",
			[]tg.UserClass{user(5, named)},
			nil, "5",
			sluice.Peer{Chat: "5", Type: sluice.ChatUser, Name: "Ann Lee", Phone: "79990000001", Username: "Ann_Lee", First: true},
			&tg.InputPeerUser{UserID: 5, AccessHash: 35},
		},
		{
			"a contact",
			[]tg.UserClass{user(5, func(u *tg.User) { u.Contact = true })},
			nil, "5",
			sluice.Peer{Chat: "5", Type: sluice.ChatUser, Name: "Ann Lee", Contact: "Ann Lee"},
			&tg.InputPeerUser{UserID: 5, AccessHash: 35},
		},
		{
			"a bot",
			[]tg.UserClass{user(5, func(u *tg.User) { u.Bot = true })},
			nil, "5",
			sluice.Peer{Chat: "5", Type: sluice.ChatBot, Name: "Ann Lee", First: true},
			&tg.InputPeerUser{UserID: 5, AccessHash: 35},
		},
		{
			"the account itself",
			[]tg.UserClass{user(1, func(u *tg.User) { u.Self = true })},
			nil, "1",
			sluice.Peer{Chat: "1", Type: sluice.ChatUser, Name: "Ann Lee"},
			&tg.InputPeerSelf{},
		},
		{
			"a basic group", nil,
			[]tg.ChatClass{&tg.Chat{ID: 9, Title: "All"}},
			"-9",
			sluice.Peer{Chat: "-9", Type: sluice.ChatGroup, Name: "All"},
			&tg.InputPeerChat{ChatID: 9},
		},
		{
			"a supergroup", nil,
			[]tg.ChatClass{&tg.Channel{ID: 9, AccessHash: 3, Title: "All", Megagroup: true}},
			"-1000000000009",
			sluice.Peer{Chat: "-1000000000009", Type: sluice.ChatSupergroup, Name: "All"},
			&tg.InputPeerChannel{ChannelID: 9, AccessHash: 3},
		},
		{
			"a channel", nil,
			[]tg.ChatClass{&tg.Channel{ID: 9, AccessHash: 3, Title: "News", Broadcast: true, Username: "news"}},
			"-1000000000009",
			sluice.Peer{Chat: "-1000000000009", Type: sluice.ChatChannel, Name: "News", Username: "news"},
			&tg.InputPeerChannel{ChannelID: 9, AccessHash: 3},
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			store := drivertest.NewValues()
			if err := telegram.NewPeers(store, fixedTime).Learn(t.Context(), r.users, r.chats); err != nil {
				t.Fatal(err)
			}
			// Another process reads what this one has stored.
			got, input, ok, err := telegram.NewPeers(store, fixedTime).Chat(t.Context(), r.chat)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if diff := cmp.Diff(r.want, got) + cmp.Diff(r.input, input); diff != "" {
				t.Error(diff)
			}
			if store.Puts() != 1 {
				t.Errorf("%d commits for one answer", store.Puts())
			}
		})
	}
}

func TestAMinimalUserDoesNotReplaceAnAccessHash(t *testing.T) {
	p := telegram.NewPeers(drivertest.NewValues(), fixedTime)
	learn(t, p, user(5))
	learn(t, p, user(5, func(u *tg.User) { u.Min, u.AccessHash = true, 1 }))
	_, input, _, err := p.Chat(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tg.InputPeerClass(&tg.InputPeerUser{UserID: 5, AccessHash: 35}), input); diff != "" {
		t.Error(diff)
	}
}

func TestAChatThatWroteIsNotNew(t *testing.T) {
	store := drivertest.NewValues()
	p := telegram.NewPeers(store, fixedTime)
	learn(t, p, user(5))
	if err := p.Wrote(t.Context(), "5"); err != nil {
		t.Fatal(err)
	}
	learn(t, p, user(5, func(u *tg.User) { u.FirstName = "Anna" })) // news do not undo it
	got, _, _, err := telegram.NewPeers(store, fixedTime).Chat(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if got.First || got.Name != "Anna Lee" {
		t.Errorf("%+v", got)
	}
}

func TestAPhoneAndAUsernameLeadToTheirOwner(t *testing.T) {
	store := drivertest.NewValues()
	now := fixedTime()
	p := telegram.NewPeers(store, func() time.Time { return now })
	learn(t, p, user(5, func(u *tg.User) { u.Username, u.Phone = "Ann", "79990000001" }))

	wantPhone(t, p, "79990000001", "5")
	wantUsername(t, p, "aNN", "5")

	learn(t, p, user(5, func(u *tg.User) { u.Username, u.Phone = "Anna", "79990000002" }))
	wantPhone(t, p, "79990000001", "")
	wantPhone(t, p, "79990000002", "5")
	wantUsername(t, p, "ann", "")
	wantUsername(t, p, "anna", "5")

	now = now.Add(25 * time.Hour) // it may have a new owner
	wantUsername(t, p, "anna", "")
	wantPhone(t, p, "79990000002", "5")
}

func TestWhatIsKnownIsNotWrittenAgain(t *testing.T) {
	store := drivertest.NewValues()
	p := telegram.NewPeers(store, fixedTime)
	for range 3 {
		learn(t, p, user(5))
	}
	if store.Puts() != 1 {
		t.Errorf("%d commits", store.Puts())
	}
}

func TestAThousandPeersFitTheTable(t *testing.T) {
	p := telegram.NewPeers(drivertest.NewValues(), fixedTime)
	for id := range int64(1000) {
		learn(t, p, user(id+2))
	}
	for id := range int64(1000) {
		want := userID(id + 2)
		if got, _, ok, err := p.Chat(t.Context(), want); !ok || err != nil || got.Chat != want {
			t.Fatal(want, got.Chat, ok, err)
		}
	}
}

func userID(id int64) sluice.ChatID { return sluice.ChatID(strconv.FormatInt(id, 10)) }

func learn(t *testing.T, p telegram.Peers, users ...tg.UserClass) {
	t.Helper()
	if err := p.Learn(t.Context(), users, nil); err != nil {
		t.Fatal(err)
	}
}

func wantPhone(t *testing.T, p telegram.Peers, phone sluice.Phone, want sluice.ChatID) {
	t.Helper()
	got, ok, err := p.Phone(t.Context(), phone)
	if err != nil || ok != (want != "") || ok && got != want {
		t.Errorf("%s leads to %q, %v, %v; want %q", phone, got, ok, err, want)
	}
}

func wantUsername(t *testing.T, p telegram.Peers, name string, want sluice.ChatID) {
	t.Helper()
	got, ok, err := p.Username(t.Context(), name)
	if err != nil || ok != (want != "") || ok && got != want {
		t.Errorf("%s leads to %q, %v, %v; want %q", name, got, ok, err, want)
	}
}

func TestTheNextPageBeginsBehindTheLastDialogThatHasAMessage(t *testing.T) {
	dialogs := []tg.DialogClass{
		&tg.Dialog{Peer: &tg.PeerUser{UserID: 5}, TopMessage: 50},
		&tg.Dialog{Peer: &tg.PeerUser{UserID: 6}, TopMessage: 40},
		&tg.Dialog{Peer: &tg.PeerUser{UserID: 7}, TopMessage: 30},
	}
	messages := []tg.MessageClass{
		&tg.Message{ID: 50, Date: 500, PeerID: &tg.PeerUser{UserID: 5}},
		&tg.MessageService{ID: 40, Date: 400, PeerID: &tg.PeerUser{UserID: 6}},
	}
	folder, id, chat := telegram.Following(dialogs, messages, false)
	if folder != 0 || id != 40 || chat != "6" {
		t.Errorf("folder %d, message %d, chat %s", folder, id, chat)
	}
	if folder, _, _ := telegram.Following(dialogs, messages, true); folder != 1 {
		t.Errorf("after a whole folder: folder %d", folder)
	}
	if folder, _, _ := telegram.Following(nil, nil, false); folder != 1 {
		t.Errorf("after an empty page: folder %d", folder)
	}
}

func TestAnUnknownNumberIsExplained(t *testing.T) {
	rows := map[sluice.ChatID]string{
		"10000000":       "This account has never met chat 10000000; send once by phone number or @username",
		"79876543210":    "This account has never met chat 79876543210; send once by phone number or @username; did you mean 79876543210@c.us?",
		"-1001234567890": "This account has never met chat -1001234567890; send once by phone number or @username",
	}
	for chat, want := range rows {
		if got := telegram.NeverMet(chat); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
