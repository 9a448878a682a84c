package console_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

const login = "/v1/instances/{b}/login"

func TestALoginByQRIsData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if a := w.call("GET", login, "").want(http.StatusOK); a.text("step") != "none" || a.at("waiting") != nil {
			t.Errorf("before: %s", a.body)
		}
		until := time.Now().Add(30 * time.Second)
		w.sessions.prompt = sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA", Expires: until, Attempt: 1}
		a := w.call("POST", login, `{"method":"qr"}`).want(http.StatusOK)
		if a.text("step") != "qr" || a.text("qr.url") != "tg://login?token=AQIDBA" || a.text("expiresAt") != stamp(until) {
			t.Errorf("the picture: %s", a.body)
		}
		if path, size := a.text("qr.path"), a.number("qr.size"); size < 21 || !strings.HasPrefix(path, "M0 0h7v1h-7z") {
			t.Errorf("it is %d modules wide: %.60s", size, path)
		}
		w.news.Prompted(w.b, sluice.Prompt{Step: sluice.StepPassword, Hint: "dog"})
		w.must(w.store.SetState(t.Context(), w.b, sluice.Change{State: sluice.PendingPassword}))
		if a := w.call("GET", login, ""); a.text("step") != "password" || a.text("hint") != "dog" {
			t.Errorf("the password is awaited: %s", a.body)
		}
		w.sessions.reply = sluice.Reply{Heard: true, Problem: sluice.ProblemPasswordWrong}
		if a := w.call("POST", login+"/password", `{"password":"cat"}`).want(http.StatusOK); a.text("problem") != "invalid_password" || a.text("step") != "password" {
			t.Errorf("a wrong one: %s", a.body)
		}
		w.sessions.reply = sluice.Reply{Heard: true}
		if a := w.call("POST", login+"/password", `{"password":"rex"}`).want(http.StatusOK); a.text("step") != "done" || a.at("problem") != nil {
			t.Errorf("the right one: %s", a.body)
		}
		w.call("POST", login, `{"method":"qr"}`).refused(http.StatusConflict, "conflict")
		if want := []string{"qr", "password cat", "password rex"}; !slices.Equal(w.sessions.calls, want) {
			t.Errorf("asked %v, want %v", w.sessions.calls, want)
		}
	})
}

func TestALoginThatSucceededIsNoProblemOfTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.news.Prompted(w.b, sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA", Attempt: 1})
		w.authorize(w.b)
		w.news.Prompted(w.b, sluice.Prompt{Problem: sluice.ProblemRegistered})
		if a := w.call("GET", login, "").want(http.StatusOK); a.text("step") != "done" || a.at("problem") != nil {
			t.Errorf("logged in: %s", a.body)
		}
		w.must(w.store.SetState(t.Context(), w.b, sluice.Change{State: sluice.NotAuthorized}))
		if a := w.call("GET", login, "").want(http.StatusOK); a.text("step") != "none" || a.at("problem") != nil {
			t.Errorf("logged out: %s", a.body)
		}
		w.news.Prompted(w.b, sluice.Prompt{Problem: sluice.ProblemUnscanned})
		if a := w.call("GET", login, "").want(http.StatusOK); a.text("problem") != "qr_not_scanned" {
			t.Errorf("a login that did not succeed: %s", a.body)
		}
	})
}

func TestWhyNobodyIsLoggedInAndWhoWasBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const one = "/v1/instances/{a}"
		if a := w.call("GET", one, "").want(http.StatusOK); a.at("cause") != nil || a.at("accountBefore") != nil {
			t.Errorf("logged in: %s", a.body)
		}
		w.enqueue(w.a, "10000000", "in doubt")
		m, _, err := w.store.Next(t.Context(), w.a)
		w.must(err)
		_, err = w.store.Attempt(t.Context(), w.a, m.ID, m.Revision)
		w.must(err)
		w.must(w.store.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, sluice.Peer{Chat: "10000000"}, sluice.Wait{Reason: sluice.WaitsOffline}))
		at := time.Now()
		w.must(w.store.SetState(t.Context(), w.a, sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseRevoked}))
		time.Sleep(time.Minute)
		a := w.call("GET", one, "").want(http.StatusOK)
		if a.text("cause") != "revoked" || a.text("causeAt") != stamp(at) || a.text("accountBefore.phone") != "79990000000" || a.at("account") != nil {
			t.Errorf("logged out: %s", a.body)
		}
		if a := w.call("GET", one+"/login", "").want(http.StatusOK); a.text("waiting.onOtherAccount") != "send" || a.at("accountBefore") != nil {
			t.Errorf("before a login: %s", a.body)
		}
		w.must(w.store.SetState(t.Context(), w.a, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "600"}}))
		a = w.call("GET", one, "").want(http.StatusOK)
		if a.at("cause") != nil || a.text("account.id") != "600" || a.text("accountBefore.id") != "500" || a.number("queue.heldMessages") != 1 {
			t.Errorf("another account: %s", a.body)
		}
		if a := w.call("POST", one+"/queue/release", "").want(http.StatusOK); a.at("queue.heldMessages") != nil || a.number("queue.count") != 1 {
			t.Errorf("released: %s", a.body)
		}
	})
}

func TestALoginByPhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for _, body := range []string{`{}`, `{"method":"fax"}`, `{"method":"phone"}`, `{"method":"phone","phoneNumber":"12"}`, `{"method":"phone","phoneNumber":"79x"}`} {
			w.call("POST", login, body).refused(http.StatusBadRequest, "invalid")
		}
		w.sessions.reply = sluice.Reply{Heard: true, Problem: sluice.ProblemLimited, Wait: 29500 * time.Millisecond}
		if a := w.call("POST", login, `{"method":"phone","phoneNumber":"+7 (987) 654-32-10"}`).want(http.StatusOK); a.text("step") != "none" ||
			a.text("problem") != "rate_limit_exceeded" || a.number("waitMs") != 29500 {
			t.Errorf("throttled: %s", a.body)
		}
		w.sessions.err = &sluice.Error{Code: sluice.Unavailable}
		if a := w.call("POST", login, `{"method":"phone","phoneNumber":"79876543210"}`).want(http.StatusOK); a.text("problem") != "unreachable" {
			t.Errorf("out of reach: %s", a.body)
		}
		w.sessions.reply, w.sessions.err = sluice.Reply{Heard: true}, nil
		if a := w.call("POST", login, `{"method":"phone","phoneNumber":"79876543210"}`).want(http.StatusOK); a.text("step") != "code" || a.text("via") != "app" {
			t.Errorf("a code was sent: %s", a.body)
		}
		w.sessions.reply = sluice.Reply{Heard: true, Problem: sluice.ProblemCodeWrong}
		if a := w.call("POST", login+"/code", `{"code":"12 34-5"}`).want(http.StatusOK); a.text("step") != "code" || a.text("problem") != "verify_code_wrong" {
			t.Errorf("a wrong code: %s", a.body)
		}
		if a := w.call("DELETE", login, "").want(http.StatusOK); a.text("step") != "none" {
			t.Errorf("given up: %s", a.body)
		}
		want := []string{"phone 79876543210", "phone 79876543210", "phone 79876543210", "code 12345 ", "logout"}
		if !slices.Equal(w.sessions.calls, want) {
			t.Errorf("asked %v, want %v", w.sessions.calls, want)
		}
	})
}

func TestNothingGoesOutUnaskedAfterALogin(t *testing.T) {
	for answer, want := range map[string]struct {
		count int
		held  bool
	}{"send": {3, false}, "hold": {3, true}, "clear": {0, false}} {
		t.Run(answer, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				first := w.enqueue(w.b, "10000000", "yesterday's")
				w.enqueue(w.b, "10000000", "more")
				w.enqueue(w.b, "10000000", "and more")
				a := w.call("POST", login, `{"method":"qr"}`).refused(http.StatusConflict, "waiting")
				if a.number("error.details.count") != 3 || a.text("error.details.oldestAt") != stamp(time.UnixMilli(first.Number())) {
					t.Errorf("the question: %s", a.body)
				}
				w.call("POST", login, `{"method":"qr","waiting":"burn"}`).refused(http.StatusBadRequest, "invalid")
				if len(w.sessions.calls) != 0 {
					t.Errorf("a login began: %v", w.sessions.calls)
				}
				w.call("POST", login, `{"method":"qr","waiting":"`+answer+`"}`).want(http.StatusOK)
				i, err := w.store.Instance(w.b)
				w.must(err)
				if n, err := w.store.Count(t.Context(), w.b); n != want.count || i.Held != want.held || err != nil {
					t.Errorf("%d wait (%v), held: %v", n, err, i.Held)
				}
			})
		})
	}
}

func TestALinkLetsAStrangerLogOneInstanceIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for _, minutes := range []int{0, 1441} {
			w.call("POST", login+"/link", fmt.Sprintf(`{"minutes":%d}`, minutes)).refused(http.StatusBadRequest, "invalid")
		}
		w.call("POST", "/v1/instances/{a}/login/link", `{}`).refused(http.StatusConflict, "conflict") // it is logged in
		a := w.call("POST", login+"/link", `{"minutes":5}`).want(http.StatusCreated)
		secret, ok := strings.CutPrefix(a.text("url"), public+"/console/?t=")
		if !ok || a.text("expiresAt") != stamp(time.Now().Add(5*time.Minute)) {
			t.Errorf("the link: %s", a.body)
		}
		in := w.call("POST", "/v1/session", `{"link":"`+secret+`"}`, visitor()...).want(http.StatusOK)
		if in.text("role") != "guest" || in.at("idInstance") != float64(w.b) {
			t.Errorf("the guest: %s", in.body)
		}
		w.enqueue(w.b, "10000000", "waits") // which a stranger is not asked about
		w.sessions.prompt = sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"}
		w.call("POST", login, `{"method":"qr"}`, in.cookie()...).want(http.StatusOK)
		w.call("GET", "/v1/instances/{b}/queue", "", in.cookie()...).refused(http.StatusForbidden, "forbidden")
		w.call("GET", "/v1/instances/{a}/login", "", in.cookie()...).refused(http.StatusForbidden, "forbidden")
		time.Sleep(5 * time.Minute)
		w.call("GET", login, "", in.cookie()...).refused(http.StatusUnauthorized, "unauthorized")
	})
}

func TestAPictureThatCannotBeDrawnIsAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.news.Prompted(w.b, sluice.Prompt{Step: sluice.StepQR, QR: strings.Repeat("x", 10_000)})
		w.call("GET", "/v1/instances/{b}/login", "").refused(http.StatusInternalServerError, "internal")
	})
}
