package store_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// tb is a test, or one run of a random test.
type tb interface {
	rapid.TB
	Cleanup(f func())
	Context() context.Context
}

// A box is a store whose file system outlives it. The test's end closes it.
type box struct {
	*store.Store
	t  tb
	fs vfs.FS
	o  store.Options
}

func openBox(t tb, o store.Options) *box {
	t.Helper()
	b := &box{t: t, fs: vfs.NewMem(), o: o}
	b.Store = openOn(t, b.fs, o)
	t.Cleanup(b.close)
	return b
}

func (b *box) close() {
	if err := b.Close(); err != nil {
		b.t.Errorf("close: %v", err)
	}
}

// reopen closes the store and opens it anew.
func (b *box) reopen() *store.Store {
	b.t.Helper()
	b.close()
	b.Store = openOn(b.t, b.fs, b.o)
	return b.Store
}

// openMem returns a store in memory.
func openMem(t tb, o store.Options) *store.Store {
	t.Helper()
	return openBox(t, o).Store
}

// openOn returns a store on a file system. The caller closes it.
func openOn(t tb, fs vfs.FS, o store.Options) *store.Store {
	t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	s, err := store.New(context.WithoutCancel(t.Context()), e, o)
	if err != nil {
		t.Fatalf("new: %v", err)
	}
	return s
}

// create makes an authorized instance.
func create(t tb, s *store.Store) sluice.InstanceID {
	t.Helper()
	i, _, err := s.Create(t.Context(), sluice.Instance{Settings: allOn()}, "")
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	authorize(t, s, i.ID)
	return i.ID
}

// allOn are settings with every notification on but the state's.
func allOn() sluice.Settings {
	return sluice.Settings{
		Interval: sluice.MinInterval, NotifyStatus: true, NotifyPhone: true, NotifyAPI: true,
		NotifyIncoming: true, NotifyEdited: true, NotifyDeleted: true,
	}
}

func authorize(t tb, s *store.Store, id sluice.InstanceID) {
	t.Helper()
	setState(t, s, id, sluice.Change{State: sluice.Authorized, Account: account})
}

var account = sluice.Account{ID: "500", Phone: "79990000000", Name: "Own"}

func setState(t tb, s *store.Store, id sluice.InstanceID, c sluice.Change) {
	t.Helper()
	if err := s.SetState(t.Context(), id, c); err != nil {
		t.Fatalf("set state: %v", err)
	}
}

func text(id sluice.InstanceID, chat sluice.ChatID, words string) sluice.Message {
	return sluice.Message{Instance: id, Chat: chat, Body: sluice.TextBody{Text: sluice.Text(words)}}
}

func enqueue(t tb, s *store.Store, m sluice.Message) sluice.MessageID {
	t.Helper()
	id, err := s.Enqueue(t.Context(), m, sluice.Once{})
	if err != nil {
		t.Fatalf("enqueue: %v", err)
	}
	return id
}

func next(t tb, s *store.Store, id sluice.InstanceID) sluice.Message {
	t.Helper()
	m, ok, err := s.Next(t.Context(), id)
	if err != nil || !ok {
		t.Fatalf("next: %v, %v", ok, err)
	}
	return m
}

func attempt(t tb, s *store.Store, m sluice.Message) {
	t.Helper()
	ok, err := s.Attempt(t.Context(), m.Instance, m.ID, m.Revision)
	if err != nil || !ok {
		t.Fatalf("attempt: %v, %v", ok, err)
	}
}

func user(chat sluice.ChatID) sluice.Peer { return sluice.Peer{Chat: chat, Type: sluice.ChatUser} }

// send sends m as the lane does, with the network's number n.
func send(t tb, s *store.Store, m sluice.Message, n int64) {
	t.Helper()
	time.Sleep(time.Until(m.NotBefore))
	attempt(t, s, m)
	finish(t, s, m, sluice.Sent{ID: n, At: time.Now(), Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
}

func finish(t tb, s *store.Store, m sluice.Message, sent sluice.Sent, o sluice.Outcome) {
	t.Helper()
	chat := m.Chat
	if !chat.Numeric() {
		chat = "777"
	}
	if err := s.Finish(t.Context(), m, sent, user(chat), o); err != nil {
		t.Fatalf("finish: %v", err)
	}
}

func count(t tb, s *store.Store, id sluice.InstanceID) int {
	t.Helper()
	n, err := s.Count(t.Context(), id)
	if err != nil {
		t.Fatalf("count: %v", err)
	}
	list, err := s.Show(t.Context(), id, 1<<20)
	if err != nil {
		t.Fatalf("show: %v", err)
	}
	if len(list) != n {
		t.Fatalf("the list has %d messages and the count is %d", len(list), n)
	}
	return n
}

func shown(t tb, s *store.Store, id sluice.InstanceID) []sluice.MessageID {
	t.Helper()
	list, err := s.Show(t.Context(), id, 1<<20)
	if err != nil {
		t.Fatalf("show: %v", err)
	}
	ids := make([]sluice.MessageID, 0, len(list))
	for _, item := range list {
		ids = append(ids, item.ID)
	}
	return ids
}

// told takes all notifications that wait.
func told(t tb, s *store.Store, id sluice.InstanceID) []sluice.Notification {
	t.Helper()
	var list []sluice.Notification
	for {
		receipt, n, ok, err := s.Head(t.Context(), id)
		if err != nil {
			t.Fatalf("head: %v", err)
		}
		if !ok {
			return list
		}
		if ok, err := s.Ack(t.Context(), id, receipt); !ok || err != nil {
			t.Fatalf("ack %d: %v, %v", receipt, ok, err)
		}
		list = append(list, n)
	}
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func TestMessagesGoOutInOrderNoFasterThanTheInterval(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		var want []sluice.MessageID
		for k := range 40 {
			want = append(want, enqueue(t, s, text(id, "10", fmt.Sprint(k))))
		}
		if n := count(t, s, id); n != 40 {
			t.Fatalf("count %d", n)
		}
		start := time.Now()
		for k, w := range want {
			m := next(t, s, id)
			if m.ID != w {
				t.Fatalf("message %d is %s, want %s", k, m.ID, w)
			}
			send(t, s, m, int64(k+1))
			if at := time.Since(start); at != time.Duration(k)*sluice.MinInterval {
				t.Fatalf("message %d went after %v", k, at)
			}
		}
		if n := count(t, s, id); n != 0 {
			t.Fatalf("count %d", n)
		}
		if _, ok, err := s.Next(t.Context(), id); ok || err != nil {
			t.Fatalf("next: %v, %v", ok, err)
		}
		if got := len(told(t, s, id)); got != 80 {
			t.Fatalf("%d notifications", got)
		}
	})
}

func TestWhatWasStoredIsThereAfterAReopen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		var ids []sluice.MessageID
		for k := range 5 {
			ids = append(ids, enqueue(t, s, text(id, "10", fmt.Sprint(k))))
		}
		send(t, s, next(t, s, id), 1)
		if err := s.Values(id).Put(t.Context(), map[string][]byte{"session": []byte("secret")}); err != nil {
			t.Fatal(err)
		}
		s = b.reopen()
		if n := count(t, s, id); n != 4 {
			t.Fatalf("count %d", n)
		}
		if i, err := s.Instance(id); err != nil || i.State != sluice.Starting {
			t.Fatalf("state %v, %v", i.State, err)
		}
		if _, ok, err := s.Next(t.Context(), id); ok || err != nil {
			t.Fatalf("a message is next before the session has spoken: %v", err)
		}
		authorize(t, s, id)
		if m := next(t, s, id); m.ID != ids[1] {
			t.Fatalf("next is %s, want %s", m.ID, ids[1])
		}
		if v, ok, err := s.Values(id).Get(t.Context(), "session"); string(v) != "secret" || !ok || err != nil {
			t.Fatalf("value %q, %v, %v", v, ok, err)
		}
		if n, err := s.CountNotifications(t.Context(), id); n != 2 || err != nil {
			t.Fatalf("%d notifications, %v", n, err)
		}
	})
}

func TestAWatcherIsWokenByAChange(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		s.Woken(sluice.TopicQueue)
		own, anyone := s.Watch(id, sluice.TopicQueue), s.Watch(0, sluice.TopicQueue)
		select {
		case <-own:
			t.Fatal("woken without a change")
		default:
		}
		enqueue(t, s, text(id, "10", "a"))
		<-own
		<-anyone
		if ids := s.Woken(sluice.TopicQueue); len(ids) != 1 || ids[0] != id {
			t.Fatalf("woken: %v", ids)
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		create(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		time.Sleep(72 * time.Hour)
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}
