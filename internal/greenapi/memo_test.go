package greenapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// TestListsAreAskedForOnceAMinute and older ones serve while the network cannot
// be asked.
func TestListsAreAskedForOnceAMinute(t *testing.T) {
	for _, method := range []string{"getContacts", "getChats"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			first := w.get(t, method)
			w.network.peers = nil
			time.Sleep(59 * time.Second)
			if got := w.get(t, method); got != first {
				t.Errorf("%s after 59 s: %s", method, got)
			}
			one := text(t, w.ask(http.MethodGet, "/waInstance{id}/"+method+"/{token}?count=1", ""))
			if !strings.HasPrefix(first, strings.TrimSuffix(one, "]")+",") {
				t.Errorf("%s of one: %s", method, one)
			}
			time.Sleep(2 * time.Second)
			for _, code := range []sluice.Code{sluice.Limited, sluice.Unavailable} {
				w.network.err = &sluice.Error{Code: code, Wait: time.Minute}
				if got := w.get(t, method); got != first {
					t.Errorf("%s while it is %s: %s", method, code, got)
				}
			}
			time.Sleep(time.Hour)
			w.want(t, http.StatusBadGateway, http.MethodGet, method, "")
			w.network.err = nil
			if got := w.get(t, method); got != "[]" {
				t.Errorf("%s then: %s", method, got)
			}
		})
	}
}

// TestAnotherAccountHasOtherContacts logs another account in.
func TestAnotherAccountHasOtherContacts(t *testing.T) {
	w := newWorld()
	before := w.get(t, "getContacts")
	state(sluice.NotAuthorized)(w)
	w.want(t, http.StatusBadRequest, http.MethodGet, "getContacts", "")
	w.accounts.change(func(i *sluice.Instance) { i.State, i.Account = sluice.Authorized, sluice.Account{ID: "20000000"} })
	w.network.peers = nil
	if got := w.get(t, "getContacts"); got != "[]" || before == got {
		t.Errorf("the second account has %s", got)
	}
}

// TestChecksAreRemembered a day when there is an account, an hour when there is
// none, and not at all with force.
func TestChecksAreRemembered(t *testing.T) {
	const body, forced = `{"phoneNumber":79876543210}`, `{"phoneNumber":79876543210,"force":true}`
	for _, tt := range []struct {
		name string
		err  error
		kept time.Duration
	}{
		{"found", nil, 24 * time.Hour},
		{"not found", &sluice.Error{Code: sluice.NotFound}, time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			w.network.err = tt.err
			for n, s := range []struct {
				after time.Duration
				body  string
				asked int
			}{
				{0, body, 1},
				{tt.kept - time.Second, body, 1},
				{0, forced, 2},
				{tt.kept - time.Second, body, 2},
				{2 * time.Second, body, 3},
			} {
				time.Sleep(s.after)
				got := w.post(t, "checkAccount", s.body)
				if len(w.network.asked) != s.asked {
					t.Errorf("%s, step %d: asked %d times, want %d", tt.name, n, len(w.network.asked), s.asked)
				}
				cached := n == 1 || n == 3
				if tt.err == nil && strings.Contains(got, `"fromCache":true`) != cached {
					t.Errorf("%s, step %d: %s", tt.name, n, got)
				}
			}
		})
	}
}

// TestAFailedCheckIsNotRemembered asks again.
func TestAFailedCheckIsNotRemembered(t *testing.T) {
	w := newWorld()
	w.network.errs = []error{&sluice.Error{Code: sluice.Unknown}}
	w.want(t, http.StatusInternalServerError, http.MethodPost, "checkAccount", `{"username":"@example"}`)
	if got := w.post(t, "checkAccount", `{"username":"@example"}`); !strings.Contains(got, `"fromCache":false`) {
		t.Errorf("then %s", got)
	}
}

// TestMemoryOfChecksIsBounded looks for 60,000 people; the first are forgotten,
// the last are not.
func TestMemoryOfChecksIsBounded(t *testing.T) {
	w := newWorld()
	check := func(n int) int {
		before := len(w.network.asked)
		w.post(t, "checkAccount", fmt.Sprintf(`{"phoneNumber":%d}`, 79000000000+n))
		w.log.Reset()
		return len(w.network.asked) - before
	}
	const people = 60_000
	for n := range people {
		check(n)
	}
	if check(0) != 1 {
		t.Error("the first is remembered")
	}
	if check(people-1) != 0 {
		t.Error("the last is forgotten")
	}
}

// TestTheOwnPictureIsAskedForSeldom and never holds getAccountSettings up.
func TestTheOwnPictureIsAskedForSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		first := w.get(t, "getAccountSettings")
		w.get(t, "getAccountSettings")
		if len(w.network.asked) != 1 || w.network.asked[0] != "profile 10000000" {
			t.Errorf("asked %v", w.network.asked)
		}
		w.ask(http.MethodPost, "/waInstance{id}/setProfilePicture/{token}", form(part{"file", jpeg, "a.jpg", ""}), "Content-Type", formType)
		w.get(t, "getAccountSettings")
		if len(w.network.asked) != 3 {
			t.Errorf("with another picture asked %v", w.network.asked)
		}
		time.Sleep(11 * time.Minute)
		w.network.silent = true
		began := time.Now()
		if got := w.get(t, "getAccountSettings"); got != first {
			t.Errorf("of a silent network: %s", got)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
		time.Sleep(2 * time.Hour)
		if got := w.get(t, "getAccountSettings"); !strings.HasPrefix(got, `{"avatar":"",`) {
			t.Errorf("after hours: %s", got)
		}
	})
}

// TestHistoryIsAskedForOnceAMinute and what it brought is journaled once.
func TestHistoryIsAskedForOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}
		w.network.events = []sluice.Event{{Kind: sluice.EventMessage, At: time.Unix(1763115000, 0), Chat: user, Number: 6}}
		const body = `{"chatId":"10000000"}`
		first := w.post(t, "getChatHistory", body)
		if strings.Count(first, `"idMessage"`) != 3 {
			t.Fatalf("history %s", first)
		}
		if again := w.post(t, "getChatHistory", body); again != first || w.journal.absorbed != 1 || len(w.network.asked) != 1 {
			t.Errorf("again: %s, asked %v, absorbed %d", again, w.network.asked, w.journal.absorbed)
		}
		w.post(t, "getChatHistory", `{"chatId":"10000000","count":2}`)
		if len(w.network.asked) != 1 {
			t.Errorf("asked although the journal has enough: %v", w.network.asked)
		}
		time.Sleep(time.Minute)
		w.post(t, "getChatHistory", body)
		if len(w.network.asked) != 2 {
			t.Errorf("after a minute asked %v", w.network.asked)
		}
	})
}

// TestASilentNetworkHoldsHistoryUpTenSeconds and no longer.
func TestASilentNetworkHoldsHistoryUpTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.network.silent = true
		began := time.Now()
		if got := w.post(t, "getChatHistory", `{"chatId":"10000000"}`); strings.Count(got, `"idMessage"`) != 2 {
			t.Errorf("history %s", got)
		}
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// TestALookUpIsRemembered by the journal: a chat that was just resolved is known by
// the name that the client wrote.
func TestALookUpIsRemembered(t *testing.T) {
	const message = `{"chatId":"@newcomer","idMessage":"1763115112345"}`
	for method, body := range map[string]string{"checkAccount": `{"username":"@newcomer"}`, "getContactInfo": `{"chatId":"@newcomer"}`} {
		w := newWorld()
		w.want(t, http.StatusBadRequest, http.MethodPost, "getMessage", message)
		w.post(t, method, body)
		for _, asks := range []string{"getMessage", "readChat"} {
			if r := w.ask(http.MethodPost, "/waInstance{id}/"+asks+"/{token}", message); r.StatusCode != http.StatusOK {
				t.Errorf("after %s, %s: %d", method, asks, r.StatusCode)
			}
		}
	}
}

// TestANamelessFileIsNamedByItsMessage and not by the moment of its last status.
func TestANamelessFileIsNamedByItsMessage(t *testing.T) {
	w := newWorld()
	w.journal.change(func(r *sluice.Record) { r.Content.File = &sluice.File{Remote: "r2", MIME: "image/jpeg"} })
	got := w.post(t, "getMessage", `{"chatId":"10000000","idMessage":"1763115112346"}`)
	if !strings.Contains(got, `"fileName":"1763115112.jpg"`) {
		t.Error(got)
	}
}
