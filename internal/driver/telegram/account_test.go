package telegram_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tgerr"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

const (
	first    sluice.InstanceID = 4900000001
	patience                   = 30 * time.Second
)

// account is a connection with what it reports.
type account struct {
	driver.Conn
	sink  *journal
	stop  func()
	ended chan error
}

// run runs a connection until the test ends.
func run(t *testing.T, w *world, store driver.SessionStore, l sluice.Link) *account {
	t.Helper()
	r := &account{sink: &journal{changed: make(chan struct{})}, ended: make(chan error, 1)}
	conn, err := w.driver.Open(driver.Config{Instance: first, Link: l}, store, r.sink)
	if err != nil {
		t.Fatal(err)
	}
	r.Conn = conn
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- conn.Run(ctx)
	}()
	r.stop = func() { cancel(); <-done }
	t.Cleanup(r.stop)
	return r
}

// logged runs a connection with a planted session until its dialogs are read.
func logged(t *testing.T, w *world) (*account, drivertest.Account, *drivertest.Values) {
	t.Helper()
	store := drivertest.NewValues()
	a := w.Plant(t, first, store, 0)
	r := run(t, w, store, sluice.Link{})
	r.authorized(t)
	r.sink.wait(t, "the dialogs", func(j *journal) bool { return j.known })
	return r, a, store
}

func (r *account) authorized(t *testing.T) {
	t.Helper()
	r.until(t, "authorized", func(c sluice.Change) bool { return c.State == sluice.Authorized })
}

// until waits for a change, and drops it and those before it.
func (r *account) until(t *testing.T, what string, fits func(sluice.Change) bool) sluice.Change {
	t.Helper()
	var found sluice.Change
	r.sink.wait(t, what, func(j *journal) bool {
		k := slices.IndexFunc(j.changes, fits)
		if k < 0 {
			return false
		}
		found, j.changes = j.changes[k], j.changes[k+1:]
		return true
	})
	return found
}

// heard waits for an incoming text.
func (r *account) heard(t *testing.T, text sluice.Text) {
	t.Helper()
	r.sink.wait(t, string(text), func(j *journal) bool {
		return slices.ContainsFunc(j.events, func(e sluice.Event) bool { return e.Content.Text == text })
	})
}

// journal is a Sink that remembers.
type journal struct {
	mu      sync.Mutex // guards what follows
	changes []sluice.Change
	events  []sluice.Event
	known   bool
	changed chan struct{}
}

func (j *journal) tell(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
	close(j.changed)
	j.changed = make(chan struct{})
}

func (j *journal) State(c sluice.Change) { j.tell(func() { j.changes = append(j.changes, c) }) }
func (j *journal) Known()                { j.tell(func() { j.known = true }) }

func (j *journal) Event(_ context.Context, e sluice.Event) error {
	j.tell(func() { j.events = append(j.events, e) })
	return nil
}

// all returns the events that were told so far.
func (j *journal) all() []sluice.Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.events)
}

func (j *journal) wait(t *testing.T, what string, fits func(*journal) bool) {
	t.Helper()
	deadline := time.After(patience)
	for {
		j.mu.Lock()
		ok, changed := fits(j), j.changed
		j.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("waited for %s; told were %+v and %+v", what, j.changes, j.events)
		}
	}
}

func message(chat sluice.ChatID, text string) sluice.Message {
	m := sluice.Message{Instance: first, Chat: chat, Body: sluice.TextBody{Text: sluice.Text(text)}, Queued: time.Now()}
	_, _ = rand.Read(m.Key[:]) // never fails
	return m
}

func sendText(t *testing.T, r *account, chat sluice.ChatID, text string) sluice.Sent {
	t.Helper()
	sent, err := trySend(t, r, message(chat, text))
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func trySend(t *testing.T, r *account, m sluice.Message) (sluice.Sent, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	p, err := r.Prepare(ctx, m)
	if err != nil {
		return sluice.Sent{}, err
	}
	return r.Send(ctx, p)
}

func TestWithoutAnAppIDALoginSaysWhereToGetOne(t *testing.T) {
	d, err := telegram.New(telegram.Options{})
	must(t, err)
	sink := &journal{changed: make(chan struct{})}
	conn, err := d.Open(driver.Config{}, drivertest.NewValues(), sink)
	must(t, err)
	must(t, conn.Login(t.Context(), sluice.LoginMethod{}))
	sink.wait(t, "the reason", func(j *journal) bool {
		return len(j.changes) == 1 && j.changes[0].Prompt.Problem == sluice.ProblemNoAppID &&
			j.changes[0].Prompt.Hint == "Get an api_id and api_hash at https://my.telegram.org/apps"
	})
}

func TestAPasswordIsNotAskedForWithoutALoginBefore(t *testing.T) {
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r := run(t, w, drivertest.NewValues(), sluice.Link{})
	must(t, r.Login(t.Context(), sluice.LoginMethod{Resume: true}))
	r.until(t, "the reason", func(c sluice.Change) bool {
		return c.Prompt.Step == sluice.StepNone && c.Prompt.Problem == sluice.ProblemForgotten
	})
}

func TestASandboxSessionIsNotUsedElsewhere(t *testing.T) {
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	store := drivertest.NewValues()
	w.Plant(t, first, store, 0)
	must(t, store.Put(t.Context(), map[string][]byte{"environment": []byte("production")}))
	before := store.All()[driver.SessionName]
	r := run(t, w, store, sluice.Link{})
	told := r.until(t, "the reason", func(c sluice.Change) bool { return c.Prompt.Problem == sluice.ProblemForeignSession })
	if told.State != sluice.NotAuthorized || told.Cause != sluice.CauseForeign || !strings.Contains(told.Why, "belongs to the real Telegram") {
		t.Errorf("told %+v", told)
	}
	if err := r.Answer(t.Context(), sluice.Answer{}); err == nil {
		t.Error("a login is under way")
	}
	if !bytes.Equal(before, store.All()[driver.SessionName]) {
		t.Error("the session is not kept")
	}
	if n := w.Calls(t, first); n != 0 {
		t.Errorf("%d calls were made with a session of the real Telegram", n)
	}
	must(t, r.Login(t.Context(), sluice.LoginMethod{}))
	r.until(t, "the QR", func(c sluice.Change) bool { return c.Prompt.Step == sluice.StepQR })
	r.stop()

	production, err := telegram.New(telegram.Options{AppID: 1, AppHash: "x"})
	must(t, err)
	if err := production.Import(t.Context(), store, []byte("{}")); sluice.CodeOf(err) != sluice.Invalid {
		t.Errorf("a session was imported: %v", err)
	}
}

func TestFiveTokensThatNobodyScansEndTheLogin(t *testing.T) {
	t.Parallel()
	slow := func() time.Time { return time.Now().Add(-time.Minute) } // its tokens are over when they come
	w := newWorld(t, sandbox.Options{Now: slow}, telegram.Options{})
	r := run(t, w, drivertest.NewValues(), sluice.Link{})
	must(t, r.Login(t.Context(), sluice.LoginMethod{}))
	pictures := map[string]bool{}
	end := r.until(t, "the end", func(c sluice.Change) bool {
		if c.Prompt.Step == sluice.StepQR {
			pictures[c.Prompt.QR] = true
		}
		return c.Prompt.Step == sluice.StepNone
	})
	if end.Prompt.Problem != sluice.ProblemUnscanned || len(pictures) != 5 {
		t.Errorf("%q after %d pictures", end.Prompt.Problem, len(pictures))
	}
	if err := r.Answer(t.Context(), sluice.Answer{}); err == nil {
		t.Error("the login goes on")
	}
}

func TestAKeyThatTheServerHasForgottenEndsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoForgetKey, Account: string(a.ID)})
	if told := r.until(t, "notAuthorized", func(c sluice.Change) bool { return c.State == sluice.NotAuthorized }); told.Cause != sluice.CauseRevoked {
		t.Errorf("the cause is %q", told.Cause)
	}
	if err := <-r.ended; sluice.CodeOf(err) != sluice.Unauthorized {
		t.Errorf("Run returned %v", err)
	}
	r.ended <- nil
	if _, ok := store.All()[driver.SessionName]; ok {
		t.Error("the new key, which belongs to nobody, is kept as a session")
	}
}

func TestAnotherAccountStartsWithNothingOfTheOneBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	sendText(t, r, sluice.ChatID(a.Stranger+"@c.us"), "hi")
	w.fault(t, sandbox.Fault{Do: sandbox.DoRevoke, Account: string(a.ID), Disconnect: true})
	r.until(t, "notAuthorized", func(c sluice.Change) bool { return c.State == sluice.NotAuthorized })
	r.stop()
	if _, kept := store.All()["phone/"+string(a.Stranger)]; !kept {
		t.Fatal("the peers are gone before another account came")
	}

	next := run(t, w, store, sluice.Link{})
	must(t, next.Login(t.Context(), sluice.LoginMethod{}))
	next.until(t, "the QR", func(c sluice.Change) bool { return c.Prompt.Step == sluice.StepQR })
	w.Scan(t, first, "79160000001")
	next.authorized(t)
	if _, kept := store.All()["phone/"+string(a.Stranger)]; kept {
		t.Error("what the account before knew is kept")
	}
	next.sink.wait(t, "the dialogs", func(j *journal) bool { return j.known })
	sendText(t, next, a.Known, "with an access hash of its own")
}

func TestWhyALoginEnded(t *testing.T) {
	rows := map[string]sluice.Prompt{
		"PHONE_NUMBER_INVALID":    {Problem: sluice.ProblemPhoneInvalid},
		"PHONE_NUMBER_BANNED":     {Problem: sluice.ProblemPhoneBanned},
		"PHONE_NUMBER_FLOOD":      {Problem: sluice.ProblemLimited},
		"PHONE_NUMBER_UNOCCUPIED": {Problem: sluice.ProblemNoSuchAccount},
		"FLOOD_WAIT_60":           {Problem: sluice.ProblemLimited, Wait: time.Minute},
		"USER_DEACTIVATED_BAN":    {Problem: sluice.ProblemAccountBlocked},
		"API_ID_INVALID":          {Problem: sluice.ProblemNetworkRefusal, Hint: "API_ID_INVALID"},
	}
	for name, want := range rows {
		if diff := cmp.Diff(want, telegram.ProblemOf(tgerr.New(400, name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if got := telegram.ProblemOf(&auth.SignUpRequired{}); got.Problem != sluice.ProblemNoSuchAccount {
		t.Errorf("sign up: %+v", got)
	}
	if got := telegram.ProblemOf(errors.New("EOF")); got.Problem != sluice.ProblemNetworkTrouble {
		t.Errorf("no connection: %+v", got)
	}
}
