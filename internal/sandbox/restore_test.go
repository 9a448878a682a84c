package sandbox_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestTheWorldSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, sandbox.Options{Dir: dir})
	password := "secret"
	a, c := planted(t, s, sandbox.Order{Instance: "4900000001", Username: "theaccount", Password: &password, Dialogs: 25, Contacts: 3})
	banned, err := s.AddAccount(t.Context(), sandbox.Order{Planted: true})
	must(t, err)
	setFault(t, s, sandbox.Fault{Do: sandbox.DoBan, Account: banned.Phone})
	to := user(t, c, "silent")
	_, supergroup := groups(t, c)
	first, err := text(t, c, to, "hello", 1)
	must(t, err)
	_, err = text(t, c, supergroup, "to all", 2)
	must(t, err)
	if _, err := text(t, c, to, "hello", 1); !tgerr.Is(err, "RANDOM_ID_DUPLICATE") {
		t.Fatal(err)
	}
	touch := sandbox.Touch{Account: a.Phone, Chat: "10000001", MessageID: sentID(t, first, 1), Text: "edited"}
	must(t, s.Edit(touch))
	_, err = c.api.ContactsImportContacts(t.Context(), []tg.InputPhoneContact{{Phone: "79500000777", FirstName: "A"}})
	must(t, err)
	before, err := c.api.UpdatesGetState(t.Context())
	must(t, err)
	connect, accounts, messages, calls := s.Connect(), s.Accounts(), s.Messages(0), s.Calls(sandbox.CallFilter{})
	stop()

	s, _ = start(t, sandbox.Options{Dir: dir})
	if s.Connect().PublicKey != connect.PublicKey {
		t.Error("the server has another key")
	}
	if diff := cmp.Diff(accounts, s.Accounts()); diff != "" {
		t.Errorf("the accounts changed: %s", diff)
	}
	if diff := cmp.Diff(messages, s.Messages(0)); diff != "" {
		t.Errorf("the messages changed: %s", diff)
	}
	if diff := cmp.Diff(calls, s.Calls(sandbox.CallFilter{})); diff != "" {
		t.Errorf("the calls changed: %s", diff)
	}
	c = dial(t, s, login{session: a.Session, device: "4900000001"})
	after, err := c.api.UpdatesGetState(t.Context())
	must(t, err)
	if after.Pts != before.Pts {
		t.Errorf("pts %d, was %d", after.Pts, before.Pts)
	}
	if _, err := text(t, c, to, "hello", 1); !tgerr.Is(err, "RANDOM_ID_DUPLICATE") {
		t.Errorf("a random_id from before the restart: %v", err)
	}
	next, err := text(t, c, to, "next", 3)
	must(t, err)
	if was, is := sentID(t, first, 1), sentID(t, next, 3); is != was+1 {
		t.Errorf("the next message is %d after %d", is, was)
	}
	rows := s.Messages(0)
	if rows[0].Repeats != 2 || !rows[0].Edited || rows[2].Epoch != 2 || rows[2].N != 3 || rows[2].At < rows[0].At {
		t.Errorf("the messages are %+v", rows)
	}
	contacts, err := c.api.ContactsGetContacts(t.Context(), 0)
	must(t, err)
	if n := len(contacts.(*tg.ContactsContacts).Contacts); n != 4 {
		t.Errorf("%d contacts, want 4", n)
	}
}

func TestAHalfWrittenLineIsCutOff(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, sandbox.Options{Dir: dir})
	_, err := s.AddAccount(t.Context(), sandbox.Order{Phone: "79001112233"})
	must(t, err)
	stop()
	path := filepath.Join(dir, "journal.jsonl")
	whole, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, append(whole, `{"birth":{"n":2,"pho`...), 0o600))
	s, stop = start(t, sandbox.Options{Dir: dir})
	if _, err := s.AddAccount(t.Context(), sandbox.Order{Phone: "79001112234"}); err != nil {
		t.Fatal(err)
	}
	stop()
	s, _ = start(t, sandbox.Options{Dir: dir})
	if n := len(s.Accounts()); n != 2 {
		t.Errorf("%d accounts, want 2", n)
	}
}

func TestADamagedJournalIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte("{}\nnonsense\n"), 0o600))
	if _, err := sandbox.New(sandbox.Options{Dir: dir, Key: serverKey()}); err == nil {
		t.Error("it was opened")
	}
}

func TestControlMustStayOnLoopback(t *testing.T) {
	s, err := sandbox.New(sandbox.Options{Key: serverKey()})
	must(t, err)
	control, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "0.0.0.0:0")
	must(t, err)
	if err := s.Serve(t.Context(), listen(t), control); err == nil {
		t.Error("it serves strangers")
	}
}
