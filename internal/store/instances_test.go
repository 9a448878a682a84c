package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

func TestAnInstancesNumberIsNeverUsedTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		made, token, err := b.Create(t.Context(), sluice.Instance{Name: "shop"}, "")
		must(t, err)
		if made.ID != sluice.FirstInstance || len(token) != 50 || made.State != sluice.NotAuthorized ||
			made.Settings.Interval != sluice.DefaultInterval || made.Name != "shop" {
			t.Fatalf("made %+v with a token of %d", made, len(token))
		}
		brought, kept, err := b.Create(t.Context(), sluice.Instance{ID: 7}, "0123456789abcdef")
		must(t, err)
		if brought.ID != 7 || kept != "0123456789abcdef" {
			t.Fatalf("brought %d", brought.ID)
		}
		_, _, err = b.Create(t.Context(), sluice.Instance{ID: 9999999999}, "") // the next numbers stay small
		must(t, err)
		enqueue(t, b.Store, text(made.ID, "1", "x"))
		must(t, b.Remove(t.Context(), made.ID))
		b.reopen()
		for _, id := range []sluice.InstanceID{made.ID, 7} {
			if _, _, err := b.Create(t.Context(), sluice.Instance{ID: id}, ""); sluice.CodeOf(err) != sluice.Conflict {
				t.Fatalf("%d is made twice: %v", id, err)
			}
		}
		second, _, err := b.Create(t.Context(), sluice.Instance{}, "")
		must(t, err)
		if second.ID != sluice.FirstInstance+1 {
			t.Fatalf("the next number is %d", second.ID)
		}
		if list := b.Instances(); len(list) != 4 || list[0].ID != 7 || list[1].Deleted.IsZero() {
			t.Fatalf("the list is %+v", list)
		}
		time.Sleep(91 * 24 * time.Hour)
		if list := b.Instances(); len(list) != 3 {
			t.Fatalf("after 91 days the list is %+v", list)
		}
	})
}

// A slip at the making of an instance that brings its number along is no loss of it.
func TestANumberOfWhichNothingCameIsGivenAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		use  func(t *testing.T, b *box, id sluice.InstanceID)
		want sluice.Code
	}{
		"nothing":   {func(*testing.T, *box, sluice.InstanceID) {}, ""},
		"a message": {func(t *testing.T, b *box, id sluice.InstanceID) { enqueue(t, b.Store, text(id, "1", "x")) }, sluice.Conflict},
		"a login":   {func(t *testing.T, b *box, id sluice.InstanceID) { authorize(t, b.Store, id) }, sluice.Conflict},
		"a notification": {func(t *testing.T, b *box, id sluice.InstanceID) {
			setState(t, b.Store, id, sluice.Change{State: sluice.Starting})
		}, sluice.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b, settings := openBox(t, store.Options{}), allOn()
				settings.NotifyState = true
				wrong := sluice.Instance{ID: 7, Settings: settings, Name: "wrong"}
				_, _, err := b.Create(t.Context(), wrong, "")
				must(t, err)
				tt.use(t, b, 7)
				b.reopen() // its queue is not read before it is removed
				must(t, b.Remove(t.Context(), 7))
				b.reopen()
				made, _, err := b.Create(t.Context(), sluice.Instance{ID: 7, Name: "right"}, "0123456789abcdef")
				if sluice.CodeOf(err) != tt.want && (err != nil || tt.want != "") {
					t.Fatalf("made again: %v", err)
				}
				if tt.want != "" {
					return
				}
				if _, _, err := b.Create(t.Context(), wrong, ""); sluice.CodeOf(err) != sluice.Conflict {
					t.Errorf("and once more: %v", err)
				}
				b.reopen()
				got, err := b.Instance(7)
				must(t, err)
				if got.Name != "right" || !got.Deleted.IsZero() || made.Name != "right" || b.Authenticate(7, "0123456789abcdef") != nil {
					t.Errorf("it is %+v", got)
				}
				enqueue(t, b.Store, text(7, "1", "x"))
			})
		})
	}
}

func TestWhatCannotBeOfAnInstanceIsNotStored(t *testing.T) {
	b := openBox(t, store.Options{})
	long, bad := strings.Repeat("a", sluice.MaxName+1), sluice.Link{Proxy: "nonsense"}
	worsen := func(l *sluice.Link) { *l = bad }
	good, _, err := b.Create(t.Context(), sluice.Instance{Name: "shop"}, "")
	must(t, err)
	_, _, named := b.Create(t.Context(), sluice.Instance{Name: long}, "")
	_, _, linked := b.Create(t.Context(), sluice.Instance{Link: bad}, "")
	for what, err := range map[string]error{
		"a name": named, "a link": linked, "another name": b.Rename(t.Context(), good.ID, long), "another link": b.UpdateLink(t.Context(), good.ID, worsen),
	} {
		if sluice.CodeOf(err) != sluice.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if list := b.Instances(); len(list) != 1 || list[0].Name != "shop" || list[0].Link != (sluice.Link{}) {
		t.Errorf("the list is %+v", list)
	}
}

func TestAuthenticate(t *testing.T) {
	b := openBox(t, store.Options{})
	i, token, err := b.Create(t.Context(), sluice.Instance{}, "")
	must(t, err)
	gone, old, err := b.Create(t.Context(), sluice.Instance{}, "")
	must(t, err)
	must(t, b.Remove(t.Context(), gone.ID))
	if err := b.Remove(t.Context(), gone.ID); sluice.CodeOf(err) != sluice.NotFound {
		t.Fatalf("removed twice: %v", err)
	}
	renewed, _, err := b.Create(t.Context(), sluice.Instance{}, "")
	must(t, err)
	fresh, err := b.RenewToken(t.Context(), renewed.ID)
	must(t, err)
	b.reopen()
	tests := []struct {
		id    sluice.InstanceID
		token sluice.Token
		want  sluice.Code
	}{
		{i.ID, token, ""},
		{i.ID, "wrong", sluice.Unauthorized},
		{i.ID, "", sluice.Unauthorized},
		{1, token, sluice.NotFound},
		{gone.ID, old, sluice.Deleted},
		{gone.ID, token, sluice.Unauthorized},
		{renewed.ID, fresh, ""},
		{renewed.ID, "", sluice.Unauthorized},
	}
	for _, tt := range tests {
		if err := b.Authenticate(tt.id, string(tt.token)); sluice.CodeOf(err) != tt.want {
			t.Errorf("%d: %v, want %q", tt.id, err, tt.want)
		}
	}
}

func TestRemovingAnInstanceErasesAllItHas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		kept, gone := create(t, b.Store), create(t, b.Store)
		for _, id := range []sluice.InstanceID{kept, gone} {
			for k := range 4 {
				enqueue(t, b.Store, text(id, "10", "canary"))
				receive(t, b.Store, id, incoming(int64(k+1), "canary"))
			}
			send(t, b.Store, next(t, b.Store, id), 99)
			postpone(t, b.Store, next(t, b.Store, id), slow)
			must(t, b.Values(id).Put(t.Context(), map[string][]byte{"session": []byte("s")}))
		}
		must(t, b.Remove(t.Context(), gone))
		b.reopen()
		if n := count(t, b.Store, kept); n != 3 {
			t.Fatalf("the other one has %d left", n)
		}
		if _, err := b.Count(t.Context(), gone); sluice.CodeOf(err) != sluice.Deleted {
			t.Fatalf("count: %v", err)
		}
		b.close()
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
		must(t, err)
		defer func() { b.Store = openOn(t, b.fs, b.o) }()
		defer func() { _ = e.Close() }()
		st, err := e.Recover(t.Context(), gone)
		must(t, err)
		if st.Out != (store.Cursor{}) || st.Tails[0].ID+st.Tails[1].ID+st.Tails[2].ID != 0 || len(st.Aside) != 0 {
			t.Fatalf("something is left: %+v", st)
		}
	})
}

func TestStateChangesAreToldOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		i, _, err := b.Create(t.Context(), sluice.Instance{Settings: sluice.Settings{NotifyState: true}}, "")
		must(t, err)
		steps := []struct {
			change sluice.Change
			want   sluice.State // told; "": nothing
		}{
			{sluice.Change{State: sluice.NotAuthorized}, ""},
			{sluice.Change{State: sluice.PendingPassword}, sluice.PendingPassword},
			{sluice.Change{State: sluice.Authorized, Account: account}, sluice.Authorized},
			{sluice.Change{State: sluice.Authorized, Account: account}, ""},
			{sluice.Change{State: sluice.Starting}, sluice.Starting},
			{sluice.Change{State: sluice.Authorized, Account: account}, sluice.Authorized},
			{sluice.Change{State: sluice.BlockedState}, sluice.BlockedState},
		}
		for k, step := range steps {
			setState(t, b.Store, i.ID, step.change)
			list := told(t, b.Store, i.ID)
			switch {
			case step.want == "" && len(list) == 0:
			case len(list) != 1 || list[0].State != step.want:
				t.Fatalf("step %d tells %+v, want %q", k, list, step.want)
			case step.want == sluice.BlockedState && list[0].WID == "":
				t.Fatal("leaving an account does not name it")
			}
		}
		if i, err := b.Instance(i.ID); err != nil || i.Account != (sluice.Account{}) {
			t.Fatalf("the account stays: %+v, %v", i.Account, err)
		}
	})
}

func TestWhyAnAccountIsNotLetInIsKeptUntilItIs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		other := sluice.Account{ID: "502", Phone: "79990000002"}
		revoked := sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseRevoked}
		for k, step := range []struct {
			change sluice.Change
			cause  sluice.Cause
			before sluice.Account
		}{
			{sluice.Change{State: sluice.Authorized, Account: account}, "", sluice.Account{}},
			{revoked, sluice.CauseRevoked, account},
			{sluice.Change{State: sluice.PendingPassword}, sluice.CauseRevoked, account},
			{sluice.Change{State: sluice.NotAuthorized}, sluice.CauseRevoked, account}, // the login was given up
			{sluice.Change{State: sluice.Authorized, Account: account}, "", account},   // the same again
			{sluice.Change{State: sluice.BlockedState, Cause: sluice.CauseBanned}, sluice.CauseBanned, account},
			{sluice.Change{State: sluice.Starting}, "", account}, // not known now
			{sluice.Change{State: sluice.BlockedState, Cause: sluice.CauseBanned}, sluice.CauseBanned, account},
			{sluice.Change{State: sluice.Authorized, Account: other}, "", account},
			{revoked, sluice.CauseRevoked, other},
		} {
			time.Sleep(time.Second)
			setState(t, b.Store, id, step.change)
			i, err := b.Instance(id)
			if err != nil || i.Cause != step.cause || i.Before != step.before || i.CauseAt.IsZero() != (step.cause == "") {
				t.Errorf("step %d: %q at %v, before %+v: %v", k, i.Cause, i.CauseAt, i.Before, err)
			}
		}
		at := time.Now()
		time.Sleep(time.Hour)
		b.reopen()
		if i, err := b.Instance(id); err != nil || i.Cause != sluice.CauseRevoked || !i.CauseAt.Equal(at) || i.Before != other {
			t.Errorf("after a restart: %q at %v, before %+v: %v", i.Cause, i.CauseAt, i.Before, err)
		}
	})
}

func TestAfterARestartAnAccountIsOnlyAboutToBeLetIn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		i, _, err := b.Create(t.Context(), sluice.Instance{Settings: sluice.Settings{NotifyState: true}}, "")
		must(t, err)
		authorize(t, b.Store, i.ID)
		told(t, b.Store, i.ID)
		b.reopen()
		if i, err := b.Instance(i.ID); err != nil || i.State != sluice.Starting || i.Account != account {
			t.Fatalf("%+v, %v", i, err)
		}
		wake := b.Watch(i.ID, sluice.TopicQueue)
		authorize(t, b.Store, i.ID)
		<-wake
		if n := pending(t, b.Store, i.ID); n != 0 {
			t.Fatal("the same state is told again")
		}
		b.reopen()
		setState(t, b.Store, i.ID, sluice.Change{State: sluice.Starting})
		if list := told(t, b.Store, i.ID); len(list) != 1 || list[0].State != sluice.Starting {
			t.Fatalf("told %+v", list)
		}
	})
}

func TestHowLongACommitTakesIsKnown(t *testing.T) {
	s := openMem(t, store.Options{})
	if d := s.CommitTime(); d != 0 {
		t.Errorf("%v before there was any", d)
	}
	create(t, s)
	create(t, s) // so that the one before has been measured
	if d := s.CommitTime(); d <= 0 || d > time.Minute {
		t.Errorf("%v", d)
	}
}

func TestValuesAreSealed(t *testing.T) {
	b := openBox(t, store.Options{Secret: [32]byte{1}})
	id := create(t, b.Store)
	other := create(t, b.Store)
	v := b.Values(id)
	canary := []byte("canary-of-a-session-key")
	must(t, v.Put(t.Context(), map[string][]byte{"session": canary, "peers": []byte("p")}))
	if _, ok, err := b.Values(other).Get(t.Context(), "session"); ok || err != nil {
		t.Fatalf("another instance sees it: %v", err)
	}
	must(t, v.Put(t.Context(), map[string][]byte{"peers": nil}))
	if _, ok, err := v.Get(t.Context(), "peers"); ok || err != nil {
		t.Fatalf("nil does not delete: %v", err)
	}
	b.close()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
	must(t, err)
	data, ok, err := e.Value(t.Context(), id, "v/session")
	if !ok || err != nil || bytes.Contains(data, canary) {
		t.Fatalf("the stored value is %q, %v, %v", data, ok, err)
	}
	must(t, e.Close())
	b.o.Secret = [32]byte{2}
	e, err = pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
	must(t, err)
	if _, err := store.New(t.Context(), e, b.o); err == nil {
		t.Fatal("another secret opens the instances")
	}
	must(t, e.Close())
	b.o.Secret = [32]byte{1}
	b.Store = openOn(t, b.fs, b.o)
	if got, ok, err := b.Values(id).Get(t.Context(), "session"); !bytes.Equal(got, canary) || !ok || err != nil {
		t.Fatalf("the value is %q, %v, %v", got, ok, err)
	}
	must(t, b.Values(id).DeleteAll(t.Context()))
	if _, ok, err := b.Values(id).Get(t.Context(), "session"); ok || err != nil {
		t.Fatalf("it is still there: %v", err)
	}
	if _, err := b.Instance(id); err != nil {
		t.Fatalf("the record went with its values: %v", err)
	}
}

func TestASecondOpenerIsToldWhoHoldsTheStore(t *testing.T) {
	dir := t.TempDir()
	e, err := pebble.Open(pebble.Options{Dir: dir, Ballast: -1})
	must(t, err)
	defer func() { _ = e.Close() }()
	_, err = pebble.Open(pebble.Options{Dir: dir, Ballast: -1})
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("in use by process ")) {
		t.Fatalf("a second opener: %v", err)
	}
}

func TestAFullDiskRefusesNewMessagesAlone(t *testing.T) {
	fs := vfs.NewMem()
	fs.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: 1 << 40, TotalBytes: 1 << 41})
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20, Ballast: 1 << 10})
	must(t, err)
	if _, err := fs.Stat("data/ballast"); err != nil {
		t.Fatalf("no ballast: %v", err)
	}
	bubbleless, err := store.New(t.Context(), e, store.Options{})
	must(t, err)
	defer func() { must(t, bubbleless.Close()) }()
	s := bubbleless
	id := create(t, s)
	enqueue(t, s, text(id, "10", "a"))
	m := next(t, s, id)
	fs.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: 1 << 20, TotalBytes: 1 << 41})
	full := &sluice.Error{}
	for range 900_000 { // the disk is asked now and then alone, and the queue has a limit of its own
		_, err := s.Enqueue(t.Context(), text(id, "10", fmt.Sprint()), sluice.Once{})
		if errors.As(err, &full) {
			break
		}
		must(t, err)
	}
	if full.Code != sluice.Full {
		t.Fatalf("refused with %v", full)
	}
	finish(t, s, m, sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
	must(t, s.Clear(t.Context(), id))
	if n := count(t, s, id); n != 0 {
		t.Fatalf("count %d", n)
	}
}
