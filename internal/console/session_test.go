package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// visitor is somebody without anything, from an address.
func visitor() []string { return []string{"Authorization", ""} }

// cookie returns the header of the session that an answer has set.
func (a reply) cookie() []string {
	a.t.Helper()
	for _, k := range (&http.Response{Header: a.head}).Cookies() {
		return []string{"Authorization", "", "Cookie", k.Name + "=" + k.Value}
	}
	a.t.Fatalf("no cookie is set: %v", a.head)
	return nil
}

func TestALinkOpensTheConsoleAndAPasswordOpensItAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if a := w.call("GET", "/v1/session", "", visitor()...).want(http.StatusOK); a.text("role") != "none" {
			t.Errorf("a visitor: %s", a.body)
		}
		link, _, err := w.keeper.Link(t.Context())
		w.must(err)
		a := w.call("POST", "/v1/session", `{"link":"`+link+`"}`, visitor()...).want(http.StatusOK)
		if a.text("role") != "operator" || a.at("passwordSet") != false {
			t.Errorf("signed in: %s", a.body)
		}
		me := a.cookie()
		w.call("POST", "/v1/session", `{"link":"`+link+`"}`, visitor()...).refused(http.StatusUnauthorized, "unauthorized")
		w.call("POST", "/v1/operators/operator/password", `{"password":"short"}`, me...).refused(http.StatusBadRequest, "invalid")
		w.call("POST", "/v1/operators/operator/password", `{"password":"correct horse"}`, me...).want(http.StatusNoContent)
		w.call("POST", "/v1/operators/operator/password", `{"password":"another horse"}`, me...).refused(http.StatusBadRequest, "invalid")
		w.call("POST", "/v1/operators/operator/password", `{"password":"another horse","current":"correct horse"}`, me...).want(http.StatusNoContent)
		if a := w.call("GET", "/v1/session", "", me...); a.at("passwordSet") != true {
			t.Errorf("with a password: %s", a.body)
		}
		w.call("DELETE", "/v1/session", "", me...).want(http.StatusNoContent)
		w.call("GET", "/v1/instances", "", me...).refused(http.StatusUnauthorized, "unauthorized")
		w.call("POST", "/v1/session", `{"name":"operator","password":"correct horse"}`, visitor()...).refused(http.StatusUnauthorized, "unauthorized")
		a = w.call("POST", "/v1/session", `{"name":"operator","password":"another horse"}`, visitor()...).want(http.StatusOK)
		w.call("GET", "/v1/instances", "", a.cookie()...).want(http.StatusOK)
	})
}

func TestTheCookieIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	for url, want := range map[string]string{
		"http://sluice.example":  "sluice_session=; Path=/; Expires=; HttpOnly; SameSite=Strict",
		"https://sluice.example": "__Host-sluice_session=; Path=/; Expires=; HttpOnly; Secure; SameSite=Strict",
	} {
		t.Run(url, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.server.PublicURL = url
				w.handler = w.server.Handler()
				link, _, err := w.keeper.Link(t.Context())
				w.must(err)
				a := w.call("POST", "/v1/session", `{"link":"`+link+`"}`, visitor()...).want(http.StatusOK)
				var got []string
				for part := range strings.SplitSeq(a.head.Get("Set-Cookie"), "; ") {
					name, _, valued := strings.Cut(part, "=")
					if valued && (strings.HasSuffix(name, "session") || name == "Expires") {
						part = name + "="
					}
					got = append(got, part)
				}
				if s := strings.Join(got, "; "); s != want {
					t.Errorf("the cookie is %s, want %s", s, want)
				}
			})
		})
	}
}

func TestPagesOfOthersChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		me := w.signIn("anna", sluice.RoleOperator)
		for _, foreign := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"},
		} {
			w.call("POST", "/v1/instances/{a}/queue/pause", "", append(foreign, me...)...).refused(http.StatusForbidden, "forbidden")
			w.call("GET", "/v1/instances/{a}/api/logout", "", append(foreign, me...)...).refused(http.StatusForbidden, "forbidden")
		}
		if i, err := w.store.Instance(w.a); err != nil || i.Paused {
			t.Errorf("paused: %v (%v)", i.Paused, err)
		}
		w.call("POST", "/v1/instances/{a}/queue/pause", "", append([]string{"Sec-Fetch-Site", "same-origin"}, me...)...).want(http.StatusOK)
		w.call("POST", "/v1/instances/{a}/queue/resume", "", append([]string{"Origin", public}, me...)...).want(http.StatusOK)
	})
}

func TestGuessingIsHeldUpByAddressAndTheValidCallerIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for range 9 {
			w.call("GET", "/v1/instances/{a}", "", as("wrong-wrong-wrong")...).refused(http.StatusUnauthorized, "unauthorized")
		}
		a := w.call("GET", "/v1/instances/{a}", "", as("wrong-wrong-wrong")...).refused(http.StatusTooManyRequests, "limited")
		if a.head.Get("Retry-After") != "30" || a.number("error.waitMs") != 30_000 {
			t.Errorf("it is to wait %s: %s", a.head.Get("Retry-After"), a.body)
		}
		w.call("POST", "/v1/session", `{"link":"WRONG"}`, visitor()...).refused(http.StatusTooManyRequests, "limited")
		w.call("GET", "/v1/instances/{a}", "", as(w.tokens[w.a])...).want(http.StatusOK)
		w.call("GET", "/v1/instances/{a}", "").want(http.StatusOK)
	})
}

func TestACallerHasSoManyRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for range 200 {
			w.call("GET", "/v1/about", "").want(http.StatusOK)
		}
		w.call("GET", "/v1/about", "").refused(http.StatusTooManyRequests, "limited")
		w.call("GET", "/v1/instances/{a}", "", as(w.tokens[w.a])...).want(http.StatusOK)
		time.Sleep(20 * time.Millisecond)
		w.call("GET", "/v1/about", "").want(http.StatusOK)
		w.call("GET", "/v1/about", "").refused(http.StatusTooManyRequests, "limited")
	})
}

func TestANetworkIsOneCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		ask := func(address string) int {
			r := httptest.NewRequest(http.MethodGet, public+"/v1/about", http.NoBody)
			r.Header.Set("Authorization", "Bearer "+operatorToken)
			r.RemoteAddr = address
			out := httptest.NewRecorder()
			w.handler.ServeHTTP(out, r)
			return out.Code
		}
		for k := range 200 {
			if code := ask(fmt.Sprintf("[2001:db8::%x]:7", k)); code != http.StatusOK {
				t.Fatalf("request %d: %d", k, code)
			}
		}
		if one, other := ask("[2001:db8::ffff]:7"), ask("[2001:db8:0:1::1]:7"); one != http.StatusTooManyRequests || other != http.StatusOK {
			t.Errorf("of the same network: %d, of another: %d", one, other)
		}
	})
}

func TestATokenIsShownWhileThePasswordIsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		me := w.signIn("anna", sluice.RoleOperator)
		if a := w.call("POST", "/v1/instances/{a}/token/show", "", me...).want(http.StatusOK); a.text("apiTokenInstance") != w.tokens[w.a] {
			t.Errorf("the token is %s", a.body)
		}
		time.Sleep(time.Hour)
		w.call("POST", "/v1/instances/{a}/token/show", "", me...).refused(http.StatusForbidden, "reauthenticate")
		w.call("POST", "/v1/instances/{a}/token/renew", "", me...).refused(http.StatusForbidden, "reauthenticate")
		a := w.call("POST", "/v1/instances/{a}/token/renew", "").want(http.StatusOK)
		w.call("GET", "/v1/instances/{a}", "", as(w.tokens[w.a])...).refused(http.StatusUnauthorized, "unauthorized")
		w.call("GET", "/v1/instances/{a}", "", as(a.text("apiTokenInstance"))...).want(http.StatusOK)
	})
}

func TestNoWayLeadsAroundThePassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		me := w.signIn("anna", sluice.RoleOperator)
		w.signIn("bob", sluice.RoleOperator)
		w.unchecked = true // what is handed on is not described
		for _, method := range []string{"updateApiToken", "getSettings"} {
			w.call("GET", "/v1/instances/{a}/api/"+method, "", me...).want(http.StatusTeapot)
		}
		time.Sleep(time.Hour)
		for _, method := range []string{"updateApiToken", "UPDATEAPITOKEN", "getSettings", "getsettings"} {
			w.call("GET", "/v1/instances/{a}/api/"+method, "", me...).refused(http.StatusForbidden, "reauthenticate")
			w.call("GET", "/v1/instances/{a}/api/"+method, "").want(http.StatusTeapot)
			w.call("GET", "/v1/instances/{a}/api/"+method, "", as(w.tokens[w.a])...).want(http.StatusTeapot)
		}
		for _, method := range []string{"%2FupdateApiToken", "updateApiToken%2F", "get%2F..%2FupdateApiToken", ".%2Flogout"} {
			w.call("GET", "/v1/instances/{a}/api/"+method, "", me...).refused(http.StatusNotFound, "not_found")
		}
		w.call("GET", "/v1/instances/{a}/api/getStateInstance", "", me...).want(http.StatusTeapot)
		w.unchecked = false
		w.call("POST", "/v1/operators", `{"name":"eve","role":"operator","password":"battery staple"}`, me...).refused(http.StatusForbidden, "reauthenticate")
		w.call("POST", "/v1/operators/bob/password", `{"password":"battery staple"}`, me...).refused(http.StatusForbidden, "reauthenticate")
		w.call("POST", "/v1/operators/bob/password", `{"password":"battery staple"}`).want(http.StatusNoContent)
		w.call("POST", "/v1/instances/{a}/token/show", "", me...).refused(http.StatusForbidden, "reauthenticate")
		w.call("POST", "/v1/operators/anna/password", `{"password":"battery staple","current":"correct horse battery"}`, me...).want(http.StatusNoContent)
		w.call("POST", "/v1/instances/{a}/token/show", "", me...).want(http.StatusOK)
	})
}

func TestOperatorsComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		me := w.signIn("anna", sluice.RoleOperator)
		w.call("POST", "/v1/operators", `{"name":"bob","role":"viewer","password":"correct horse"}`, me...).want(http.StatusCreated)
		w.call("POST", "/v1/operators", `{"name":"bob","role":"viewer","password":"correct horse"}`, me...).refused(http.StatusConflict, "conflict")
		w.call("POST", "/v1/operators", `{"name":"a b","role":"viewer","password":"correct horse"}`, me...).refused(http.StatusBadRequest, "invalid")
		bob := w.call("POST", "/v1/session", `{"name":"bob","password":"correct horse"}`, visitor()...).want(http.StatusOK).cookie()
		w.call("POST", "/v1/operators/anna/password", `{"password":"taken over!"}`, bob...).refused(http.StatusForbidden, "forbidden")
		w.call("POST", "/v1/operators/bob/password", `{"password":"battery staple","current":"correct horse"}`, bob...).want(http.StatusNoContent)
		w.call("DELETE", "/v1/operators/anna", "", me...).refused(http.StatusConflict, "conflict")
		if a := w.call("GET", "/v1/operators", "", bob...).want(http.StatusOK); a.length("operators") != 2 || a.text("operators.1.name") != "bob" {
			t.Errorf("the operators are %s", a.body)
		}
		w.call("DELETE", "/v1/operators/bob", "", me...).want(http.StatusNoContent)
		w.call("GET", "/v1/operators", "", bob...).refused(http.StatusUnauthorized, "unauthorized")
		a := w.call("GET", "/v1/audit?text=bob&limit=2", "", me...).want(http.StatusOK)
		if a.text("entries.0.action") != "operator.remove" || a.text("entries.0.who") != "anna" || a.text("entries.0.address") != "192.0.2.1" || a.text("next") == "" {
			t.Errorf("the trail is %s", a.body)
		}
	})
}

func TestThePagesAreServedUnderAStrictPolicy(t *testing.T) {
	w := newWorld(t)
	w.unchecked = true
	if a := w.call("GET", "/", ""); a.code != http.StatusSeeOther || a.head.Get("Location") != "/console/" {
		t.Errorf("/ answers %d to %s", a.code, a.head.Get("Location"))
	}
	for _, path := range []string{"/console/", "/console/instances/1", "/console/index.html"} {
		a := w.call("GET", path, "").want(http.StatusOK)
		policy := a.head.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if a.head.Get("Cache-Control") != "no-cache" || a.head.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(a.head.Get("Content-Type"), "text/html") {
			t.Errorf("%s: the headers are %v", path, a.head)
		}
		if again := w.call("GET", path, "", "If-None-Match", a.head.Get("ETag")); again.code != http.StatusNotModified {
			t.Errorf("%s, seen before: %d", path, again.code)
		}
	}
	if a := w.call("GET", "/console/assets/none.js", ""); a.code != http.StatusNotFound {
		t.Errorf("a file that is none: %d", a.code)
	}
	if a := w.call("POST", "/console/", "x"); a.code != http.StatusNotFound {
		t.Errorf("a POST: %d", a.code)
	}
}

func TestAPanicIsAFaultAndNothingMore(t *testing.T) {
	w := newWorld(t)
	w.server.Gateway.Checks = nil
	w.server.Gateway.Deliveries = nil // which the next call needs
	w.handler = w.server.Handler()
	w.call("GET", "/v1/instances/{a}/deliveries", "").refused(http.StatusInternalServerError, "internal")
	w.call("GET", "/v1/health", "").want(http.StatusOK)
}
