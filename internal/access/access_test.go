package access_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/access"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

const good = "correct horse battery"

// A house is a keeper over a store that survives it.
type house struct {
	*access.Keeper
	t     *testing.T
	fs    *vfs.MemFS
	store *store.Store
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, fs: vfs.NewMem()}
	h.start()
	t.Cleanup(func() { h.must(h.store.Close()) })
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) start() {
	h.t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: h.fs, Memory: 8 << 20})
	h.must(err)
	h.store, err = store.New(context.WithoutCancel(h.t.Context()), e, store.Options{})
	h.must(err)
	h.Keeper, err = access.Open(h.t.Context(), h.store.Deployment(), access.Options{})
	h.must(err)
}

func (h *house) restart() {
	h.t.Helper()
	h.must(h.store.Close())
	h.start()
}

func (h *house) signIn(c sluice.Credential) string {
	h.t.Helper()
	secret, _, err := h.SignIn(h.t.Context(), c, "192.0.2.1")
	h.must(err)
	return secret
}

func (h *house) refuses(c sluice.Credential, want sluice.Code) {
	h.t.Helper()
	if _, _, err := h.SignIn(h.t.Context(), c, "192.0.2.1"); sluice.CodeOf(err) != want {
		h.t.Errorf("%q: %v, want %s", c.Name+c.Link, err, want)
	}
}

func (h *house) link() string {
	h.t.Helper()
	link, _, err := h.Link(h.t.Context())
	h.must(err)
	return link
}

func TestALinkSignsInOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		link := h.link()
		secret := h.signIn(sluice.Credential{Link: " " + strings.ToLower(link) + "\n"})
		h.refuses(sluice.Credential{Link: link}, sluice.Unauthorized)
		h.restart()
		h.refuses(sluice.Credential{Link: link}, sluice.Unauthorized)
		c, ok := h.Session(secret)
		if !ok || c.Role != sluice.RoleOperator || c.Name != "operator" || c.Password || !c.Proved.IsZero() {
			t.Errorf("after a restart the session is %+v, %v", c, ok)
		}
		h.must(h.SignOut(t.Context(), secret))
		if _, ok := h.Session(secret); ok {
			t.Error("the session goes on")
		}
	})
}

func TestALinkOfTwoAtOnceSignsOneIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		link := h.link()
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, _, err := h.SignIn(t.Context(), sluice.Credential{Link: link}, "")
				errs <- err
			}()
		}
		if a, b := <-errs, <-errs; (a == nil) == (b == nil) {
			t.Errorf("%v and %v; one of them must come in", a, b)
		}
	})
}

func TestLinksAndSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		late, inTime := h.link(), h.link()
		time.Sleep(access.LinkFor - time.Nanosecond)
		secret := h.signIn(sluice.Credential{Link: inTime})
		time.Sleep(time.Nanosecond)
		h.refuses(sluice.Credential{Link: late}, sluice.Unauthorized)
		time.Sleep(7*24*time.Hour - 2*time.Nanosecond)
		if _, ok := h.Session(secret); !ok {
			t.Error("the session ended early")
		}
		time.Sleep(time.Nanosecond)
		if _, ok := h.Session(secret); ok {
			t.Error("the session goes on")
		}
	})
}

func TestAGuestComesForOneInstanceUntilTheLinkEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		link, until, err := h.GuestLink(t.Context(), 7, time.Hour)
		h.must(err)
		if want := time.Now().Add(time.Hour); !until.Equal(want) {
			t.Errorf("until %v, want %v", until, want)
		}
		phone, desktop := h.signIn(sluice.Credential{Link: link}), h.signIn(sluice.Credential{Link: link})
		for _, secret := range []string{phone, desktop} {
			c, ok := h.Session(secret)
			if !ok || c.Role != sluice.RoleGuest || c.Instance != 7 || c.Sees(8) || !c.Sees(7) || !c.Expires.Equal(until) {
				t.Errorf("the guest is %+v, %v", c, ok)
			}
		}
		h.must(h.EndGuests(t.Context(), 8))
		if _, ok := h.Session(phone); !ok {
			t.Error("the end of another instance's links ended this one")
		}
		h.must(h.EndGuests(t.Context(), 7))
		if _, ok := h.Session(phone); ok {
			t.Error("the guest stays after the login")
		}
		h.refuses(sluice.Credential{Link: link}, sluice.Unauthorized)
	})
}

func TestPasswordsLetOperatorsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		secret := h.signIn(sluice.Credential{Link: h.link()})
		other := h.signIn(sluice.Credential{Link: h.link()})
		h.must(h.SetPassword(t.Context(), "operator", good, secret))
		if c, ok := h.Session(secret); !ok || !c.Password || !c.Proved.Equal(time.Now()) {
			t.Errorf("whoever set the password is %+v, %v", c, ok)
		}
		if _, ok := h.Session(other); ok {
			t.Error("another session of the name goes on")
		}
		h.must(h.AddOperator(t.Context(), "anna", sluice.RoleViewer, good+"!"))
		h.restart()
		c, ok := h.Session(h.signIn(sluice.Credential{Name: "anna", Password: good + "!"}))
		if !ok || c.Role != sluice.RoleViewer || c.Name != "anna" {
			t.Errorf("anna is %+v, %v", c, ok)
		}
		for _, wrong := range []sluice.Credential{
			{Name: "anna", Password: good}, {Name: "anna"}, {Name: "nobody", Password: good}, {}, {Name: "anna", Password: strings.Repeat("x", 300)},
		} {
			h.refuses(wrong, sluice.Unauthorized)
		}
		if err := h.RemoveOperator(t.Context(), "operator"); sluice.CodeOf(err) != sluice.Conflict {
			t.Errorf("the last operator goes: %v", err)
		}
		h.must(h.RemoveOperator(t.Context(), "anna"))
		h.refuses(sluice.Credential{Name: "anna", Password: good + "!"}, sluice.Unauthorized)
		if list := h.Operators(); len(list) != 1 || list[0].Name != "operator" || !list[0].Password {
			t.Errorf("the operators are %+v", list)
		}
	})
}

func TestThePasswordOfAnotherProvesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.must(h.AddOperator(t.Context(), "anna", sluice.RoleOperator, good))
		h.must(h.AddOperator(t.Context(), "boris", sluice.RoleOperator, good))
		secret, signedIn := h.signIn(sluice.Credential{Name: "anna", Password: good}), time.Now()
		time.Sleep(time.Hour)
		h.must(h.SetPassword(t.Context(), "boris", good+"!", secret))
		if c, ok := h.Session(secret); !ok || !c.Proved.Equal(signedIn) {
			t.Errorf("anna is %+v, %v; proved at %v", c, ok, signedIn)
		}
	})
}

// TestAPasswordIsMeasuredInCharacters of which many have more than one byte.
func TestAPasswordIsMeasuredInCharacters(t *testing.T) {
	h := open(t)
	for name, password := range map[string]string{"anna": strings.Repeat("п", 10), "boris": strings.Repeat("п", 256)} {
		h.must(h.AddOperator(t.Context(), name, sluice.RoleOperator, password))
		h.signIn(sluice.Credential{Name: name, Password: password})
		h.must(h.CheckPassword(t.Context(), name, password, "192.0.2.1"))
	}
	h.refuses(sluice.Credential{Name: "boris", Password: strings.Repeat("п", 257)}, sluice.Unauthorized)
}

// TestANameIsRefusedByTheRuleThatItIsTold tries each sign that there is.
func TestANameIsRefusedByTheRuleThatItIsTold(t *testing.T) {
	h := open(t)
	const rule = "'name' must have 1 to 64 characters: letters from a to z, digits, dots, dashes, underscores or @"
	h.must(h.AddOperator(t.Context(), "Anna.B-c_9@example.org", sluice.RoleViewer, good))
	for r := range rune(0x500) {
		fits := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_@", r)
		err := h.AddOperator(t.Context(), string(r), sluice.RoleGuest, good) // refused for its role if not for its name
		if got := sluice.TextOf(err) != rule; got != fits {
			t.Errorf("%q: %v", r, err)
		}
	}
}

func TestARoleChangesAndTheLastOperatorKeepsIt(t *testing.T) {
	h := open(t)
	h.must(h.AddOperator(t.Context(), "anna", sluice.RoleOperator, good))
	if err := h.SetRole(t.Context(), "anna", sluice.RoleViewer); sluice.CodeOf(err) != sluice.Conflict {
		t.Errorf("nobody is left who may do anything: %v", err)
	}
	h.must(h.AddOperator(t.Context(), "boris", sluice.RoleViewer, good))
	before := h.signIn(sluice.Credential{Name: "boris", Password: good})
	h.must(h.SetRole(t.Context(), "boris", sluice.RoleOperator))
	if _, ok := h.Session(before); ok {
		t.Error("a session goes on in the role before")
	}
	h.restart()
	if c, ok := h.Session(h.signIn(sluice.Credential{Name: "boris", Password: good})); !ok || c.Role != sluice.RoleOperator {
		t.Errorf("boris is %+v, %v", c, ok)
	}
	h.must(h.SetRole(t.Context(), "anna", sluice.RoleViewer))
	for _, err := range []error{h.SetRole(t.Context(), "clara", sluice.RoleViewer), h.SetRole(t.Context(), "boris", sluice.RoleGuest)} {
		if code := sluice.CodeOf(err); code != sluice.NotFound && code != sluice.Invalid {
			t.Errorf("%v", err)
		}
	}
}

func TestWhatIsNoNameOrPasswordIsRefused(t *testing.T) {
	h := open(t)
	for name, add := range map[string]func() error{
		"a slash":    func() error { return h.AddOperator(t.Context(), "a/b", sluice.RoleViewer, good) },
		"no name":    func() error { return h.AddOperator(t.Context(), "", sluice.RoleViewer, good) },
		"a long one": func() error { return h.AddOperator(t.Context(), strings.Repeat("a", 65), sluice.RoleViewer, good) },
		"no role":    func() error { return h.AddOperator(t.Context(), "a", sluice.RoleGuest, good) },
		"short":      func() error { return h.AddOperator(t.Context(), "a", sluice.RoleViewer, "123456789") },
		"long":       func() error { return h.AddOperator(t.Context(), "a", sluice.RoleViewer, strings.Repeat("п", 257)) },
	} {
		if err := add(); sluice.CodeOf(err) != sluice.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.must(h.AddOperator(t.Context(), "a", sluice.RoleViewer, good))
	if err := h.AddOperator(t.Context(), "a", sluice.RoleOperator, good); sluice.CodeOf(err) != sluice.Conflict {
		t.Errorf("twice: %v", err)
	}
	if err := h.SetPassword(t.Context(), "b", good, ""); sluice.CodeOf(err) != sluice.NotFound {
		t.Errorf("a password for nobody: %v", err)
	}
}

// TestGuessesAtOnceAreNoMoreThanOneByOne has many wait for the hash of a password, of
// one network of IPv6, and somebody who knows the password come in often.
func TestGuessesAtOnceAreNoMoreThanOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.must(h.AddOperator(t.Context(), "anna", sluice.RoleOperator, good))
		for range 15 {
			h.signIn(sluice.Credential{Name: "anna", Password: good})
			h.must(h.CheckPassword(t.Context(), "anna", good, "192.0.2.1"))
		}
		codes := make(chan sluice.Code, 30)
		for k := range cap(codes) {
			go func() {
				_, _, err := h.SignIn(t.Context(), sluice.Credential{Name: "anna", Password: fmt.Sprint("wrong horse ", k)}, fmt.Sprintf("2001:db8::%x", k))
				codes <- sluice.CodeOf(err)
			}()
		}
		got := map[sluice.Code]int{}
		for range cap(codes) {
			got[<-codes]++
		}
		if got[sluice.Unauthorized] != 10 || got[sluice.Limited] != 20 {
			t.Errorf("the answers are %v; 10 may be tried", got)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 15 { // whoever goes has guessed nothing
			_, _, err := h.SignIn(gone, sluice.Credential{Name: "anna", Password: good}, "192.0.2.3")
			if sluice.CodeOf(err) != sluice.Unavailable {
				t.Errorf("%v", err)
			}
		}
	})
}

func TestWhoGuessesWaitsAndOthersDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		h.must(h.AddOperator(t.Context(), "anna", sluice.RoleOperator, good))
		for range 10 {
			h.refuses(sluice.Credential{Link: "WRONG"}, sluice.Unauthorized)
		}
		right := sluice.Credential{Name: "anna", Password: good}
		h.refuses(right, sluice.Limited)
		if _, _, err := h.SignIn(t.Context(), right, "192.0.2.2"); err != nil {
			t.Errorf("another address: %v", err)
		}
		time.Sleep(30*time.Second - time.Millisecond)
		h.refuses(right, sluice.Limited)
		time.Sleep(time.Millisecond)
		h.signIn(right)
		if wait := h.Wrong("192.0.2.1"); wait != 30*time.Second {
			t.Errorf("a wrong token: wait %v", wait)
		}
	})
}

// TestANetworkGuessesAsOne because of IPv6 everybody has 2^64 addresses, and many
// guessers cost no more than the bound.
func TestANetworkGuessesAsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t)
		for i := range 10 {
			h.Wrong(fmt.Sprintf("2001:db8::%x", i))
		}
		wrong := sluice.Credential{Link: "WRONG"}
		for address, want := range map[string]sluice.Code{"2001:db8::ffff": sluice.Limited, "2001:db8:0:1::1": sluice.Unauthorized, "no address": sluice.Unauthorized} {
			if _, _, err := h.SignIn(t.Context(), wrong, address); sluice.CodeOf(err) != want {
				t.Errorf("%s: %v, want %s", address, err, want)
			}
		}
		for i := range 30_000 { // forgetting some must not cost a look at all of them, each time
			h.Wrong(fmt.Sprintf("10.%d.%d.1", i/250, i%250))
		}
		if wait := h.Wrong("192.0.2.1"); wait != 0 {
			t.Errorf("a first wrong token: wait %v", wait)
		}
	})
}

func TestNoSecretIsStored(t *testing.T) {
	h := open(t)
	link := h.link()
	secret := h.signIn(sluice.Credential{Link: h.link()})
	h.must(h.SetPassword(t.Context(), "operator", good, secret))
	data, ok, err := h.store.Deployment().Get(t.Context(), "access")
	if err != nil || !ok || !bytes.Contains(data, []byte("argon2id")) {
		t.Fatalf("stored: %s, %v, %v", data, ok, err)
	}
	for _, s := range []string{link, secret, good} {
		if bytes.Contains(data, []byte(s)) {
			t.Errorf("%q is stored", s)
		}
	}
}

func TestTheTrailIsReadBackwards(t *testing.T) {
	h := open(t)
	for k := range 250 {
		h.must(h.Note(t.Context(), sluice.Deed{Who: "anna", Action: "queue.cancel", Target: fmt.Sprint("m", k+1)}))
		if k == 120 {
			h.restart()
		}
	}
	var got []int64
	for before := int64(0); ; {
		page, err := h.Deeds(t.Context(), before, 70, "")
		h.must(err)
		if len(page) == 0 {
			break
		}
		for _, d := range page {
			got = append(got, d.Number)
			if d.Target != fmt.Sprint("m", d.Number) || d.At.IsZero() {
				t.Fatalf("deed %d is %+v", d.Number, d)
			}
		}
		before = page[len(page)-1].Number
	}
	if len(got) != 250 || got[0] != 250 || got[249] != 1 {
		t.Errorf("%d deeds, from %d to %d", len(got), got[0], got[len(got)-1])
	}
	found, err := h.Deeds(t.Context(), 0, 10, "M123")
	if err != nil || len(found) != 1 || found[0].Number != 123 {
		t.Errorf("found %+v (%v)", found, err)
	}
}
