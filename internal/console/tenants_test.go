package console_test

import (
	"encoding/json"
	"net/http"
	"sort"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"sluice"
	"sluice/internal/reference"
)

// An operation is a call as the description has it.
type operation struct {
	verb, path string
	body       string
	operation  *openapi3.Operation
}

// operations are all calls of /v1 that are described.
func operations(t *testing.T) []operation {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(reference.OpenAPI(public, public))
	if err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, item := range doc.Paths.Map() {
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		for verb, o := range item.Operations() {
			all = append(all, operation{verb, path, example(t, o), o})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].path+all[i].verb < all[j].path+all[j].verb })
	if len(all) < 50 {
		t.Fatalf("only %d calls are described", len(all))
	}
	return all
}

// example is the body of a call's first example.
func example(t *testing.T, o *openapi3.Operation) string {
	t.Helper()
	if o.RequestBody == nil {
		return ""
	}
	for _, e := range o.RequestBody.Value.Content.Get("application/json").Examples {
		data, err := json.Marshal(e.Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	return ""
}

// filled is the path with an instance and something that it may have.
func filled(path string, id sluice.InstanceID, m sluice.MessageID) string {
	return strings.NewReplacer("{idInstance}", number(id), "{idMessage}", string(m), "{receiptId}", "1", "{name}", "operator",
		"{method}", "logout", "{arg}", "1", "{call}", "scan").Replace(path)
}

// snapshot is all that an instance has, as its own token sees it.
func (w *world) snapshot(id sluice.InstanceID) string {
	w.t.Helper()
	var all []string
	for _, what := range []string{"", "/settings", "/queue", "/journal", "/notifications", "/dead-letters", "/events", "/login"} {
		all = append(all, string(w.call("GET", "/v1/instances/"+number(id)+what, "", as(w.tokens[id])...).want(http.StatusOK).body))
	}
	token, err := w.store.Token(w.t.Context(), id)
	w.must(err)
	return strings.Join(append(all, string(token)), "\n")
}

// furnish gives an instance a queue, a journal and notifications.
func (w *world) furnish(id sluice.InstanceID) sluice.MessageID {
	w.t.Helper()
	w.receive(id, 7, sluice.Content{Type: sluice.ContentText, Text: "secret"})
	return w.enqueue(id, "10000000", "secret")
}

// TestNoTokenReachesAnotherInstance makes every call with another instance's
// token, without one and with a wrong one: it is refused, and nothing changes.
func TestNoTokenReachesAnotherInstance(t *testing.T) {
	for name, headers := range map[string]func(w *world) []string{
		"another instance's token":           func(w *world) []string { return as(w.tokens[w.b]) },
		"no token":                           func(*world) []string { return []string{"Authorization", ""} },
		"a wrong token":                      func(*world) []string { return as("aaaaaaaaaabbbbbbbbbb") },
		"an empty token":                     func(*world) []string { return []string{"Authorization", "Bearer "} },
		"a token as a name":                  func(w *world) []string { return []string{"Authorization", "Basic " + w.tokens[w.a]} },
		"a cookie that never was":            func(*world) []string { return []string{"Authorization", "", "Cookie", "sluice_session=AAAA"} },
		"another instance's login by a link": func(w *world) []string { return w.guest(w.b) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				m := w.furnish(w.a)
				w.must(w.store.Pause(t.Context(), w.a, "anna")) // so that nothing of it moves with the time
				before, heads := w.snapshot(w.a), headers(w)
				checked := 0
				for _, o := range operations(t) {
					if !strings.Contains(o.path, "{idInstance}") {
						continue
					}
					time.Sleep(time.Minute) // wrong tokens are limited by address
					a := w.call(o.verb, filled(o.path, w.a, m), o.body, heads...)
					if a.code != http.StatusUnauthorized && a.code != http.StatusForbidden && a.code != http.StatusNotFound {
						t.Errorf("%s %s: %d %s", o.verb, o.path, a.code, a.body)
					}
					if strings.Contains(string(a.body), "secret") {
						t.Errorf("%s %s tells a secret: %s", o.verb, o.path, a.body)
					}
					checked++
				}
				if checked < 35 {
					t.Errorf("only %d calls were made", checked)
				}
				if after := w.snapshot(w.a); after != before {
					t.Errorf("it was\n%s\nand is\n%s", before, after)
				}
				if len(w.sessions.calls) != 0 {
					t.Errorf("the sessions were asked for %v", w.sessions.calls)
				}
			})
		})
	}
}

// TestWhoMayDoWhat makes every call in every role.
func TestWhoMayDoWhat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		m := w.furnish(w.a)
		viewer := w.signIn("anna", sluice.RoleViewer)
		guest := w.guest(w.a)
		guests := map[string]bool{"showLogin": true, "startLogin": true, "cancelLogin": true, "enterCode": true, "enterPassword": true}
		open := map[string]bool{"showSession": true, "signIn": true, "signOut": true}
		for _, o := range operations(t) {
			id := o.operation.OperationID
			if id == "streamEvents" || open[id] {
				continue
			}
			path := filled(o.path, w.a, m)
			if a := w.call(o.verb, path, o.body, guest...); !guests[id] && a.code != http.StatusForbidden {
				t.Errorf("a guest: %s %s: %d %s", o.verb, o.path, a.code, a.body)
			} else if guests[id] && (a.code == http.StatusForbidden || a.code == http.StatusUnauthorized) {
				t.Errorf("a guest may not %s %s: %s", o.verb, o.path, a.body)
			}
			a := w.call(o.verb, path, o.body, viewer...)
			if o.verb != http.MethodGet && a.code != http.StatusForbidden {
				t.Errorf("a viewer: %s %s: %d %s", o.verb, o.path, a.code, a.body)
			}
			if o.verb == http.MethodGet && !guests[id] && !strings.HasPrefix(id, "call") && !strings.HasPrefix(id, "sandbox") && a.code != http.StatusOK {
				t.Errorf("a viewer: %s %s: %d %s", o.verb, o.path, a.code, a.body)
			}
			if !strings.Contains(o.path, "{idInstance}") {
				if a := w.call(o.verb, path, o.body, as(w.tokens[w.a])...); a.code != http.StatusUnauthorized {
					t.Errorf("a token of an instance: %s %s: %d %s", o.verb, o.path, a.code, a.body)
				}
			}
			time.Sleep(time.Minute)
		}
	})
}

// TestEveryRouteIsDescribedAndServed calls everything that is described as the
// operator: no call is unknown.
func TestEveryRouteIsDescribedAndServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for _, o := range operations(t) {
			if o.operation.OperationID == "streamEvents" {
				continue
			}
			a := w.call(o.verb, filled(o.path, w.b, w.furnish(w.b)), o.body)
			if a.code == http.StatusNotFound && strings.Contains(string(a.body), "/docs/api lists the calls") {
				t.Errorf("%s %s is described and not served", o.verb, o.path)
			}
			if a.code == http.StatusInternalServerError {
				t.Errorf("%s %s: %s", o.verb, o.path, a.body)
			}
			if o.operation.OperationID == "removeInstance" {
				w.b = w.create("another")
			}
		}
		w.call("GET", "/v1/nonsense", "").refused(http.StatusNotFound, "not_found")
		w.call("PUT", "/v1/session", "").refused(http.StatusNotFound, "not_found")
	})
}

// signIn adds somebody and returns the headers of a session.
func (w *world) signIn(name string, role sluice.Role) []string {
	w.t.Helper()
	w.must(w.keeper.AddOperator(w.t.Context(), name, role, "correct horse battery"))
	secret, _, err := w.keeper.SignIn(w.t.Context(), sluice.Credential{Name: name, Password: "correct horse battery"}, "192.0.2.9")
	w.must(err)
	return []string{"Authorization", "", "Cookie", "sluice_session=" + secret}
}

// guest returns the headers of somebody who came by a link.
func (w *world) guest(id sluice.InstanceID) []string {
	w.t.Helper()
	link, _, err := w.keeper.GuestLink(w.t.Context(), id, 24*time.Hour)
	w.must(err)
	secret, _, err := w.keeper.SignIn(w.t.Context(), sluice.Credential{Link: link}, "192.0.2.9")
	w.must(err)
	return []string{"Authorization", "", "Cookie", "sluice_session=" + secret}
}
