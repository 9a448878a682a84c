package greenapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice/internal/greenapi"
)

// from asks with a token from an address.
func (w *world) from(address, token string, forwarded ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, full("/waInstance{id}/getStateInstance/")+token, http.NoBody)
	r.RemoteAddr = address
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result()
}

// guarded returns a world in which an address is told of five wrong tokens a minute.
func guarded(trusted ...string) *world {
	w := newWorld()
	w.server.Failures = 5
	var proxies []netip.Prefix
	for _, p := range trusted {
		proxies = append(proxies, netip.MustParsePrefix(p))
	}
	w.handler = greenapi.Behind(proxies, w.server.Handler())
	return w
}

// charged counts how many of n wrong tokens from an address are told to be wrong.
func charged(w *world, n int, address string, forwarded ...string) int {
	count := 0
	for range n {
		if w.from(address, "wrong", forwarded...).StatusCode == http.StatusUnauthorized {
			count++
		}
	}
	return count
}

// TestWhoGuessesIsToldToWait and nobody else, the owner of the instance least.
func TestWhoGuessesIsToldToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := guarded()
		if got := charged(w, 100, "192.0.2.7:1000"); got != 5 {
			t.Errorf("%d of 100 guesses were told to be wrong, want 5", got)
		}
		r := w.from("192.0.2.7:2000", "wrong")
		if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") != "12" {
			t.Errorf("then: %d after %s s", r.StatusCode, r.Header.Get("Retry-After"))
		}
		if got := w.from("192.0.2.7:3000", token).StatusCode; got != http.StatusOK {
			t.Errorf("the right token, from the same address: %d", got)
		}
		if got := charged(w, 10, "192.0.2.8:1000"); got != 5 {
			t.Errorf("the neighbour is told of %d", got)
		}
		time.Sleep(12 * time.Second)
		if got := charged(w, 10, "192.0.2.7:1000"); got != 1 {
			t.Errorf("12 seconds later: %d more", got)
		}
		if got := charged(w, 10, "[2001:db8::1]:1") + charged(w, 10, "[2001:db8::ffff:1]:1"); got != 5 {
			t.Errorf("two addresses of one network are told of %d", got)
		}
	})
}

// TestUnknownInstancesAndPartnersAreGuessesToo holds for every door. What a wrong
// partner token is answered is fixed, however often it comes: clients compare it.
func TestUnknownInstancesAndPartnersAreGuessesToo(t *testing.T) {
	for _, path := range []string{"/waInstance9/getStateInstance/{token}", "/partner/getInstances/x"} {
		w := guarded()
		for n := range 6 {
			r := w.ask(http.MethodGet, path, "")
			if !strings.HasPrefix(path, "/partner/") {
				continue
			}
			if got := text(t, r); r.StatusCode != http.StatusOK || got != `{"code":401,"description":"Unauthorized"}` || r.Header.Get("Retry-After") != "" {
				t.Errorf("partner token %d: %d %s", n, r.StatusCode, got)
			}
		}
		if last := w.ask(http.MethodGet, "/waInstance{id}/getStateInstance/x", "").StatusCode; last != http.StatusTooManyRequests {
			t.Errorf("%s: the wrong token after six is answered %d", path, last)
		}
		if got := w.ask(http.MethodGet, "/partner/getInstances/{partner}", "").StatusCode; got != http.StatusOK {
			t.Errorf("after %s the partner's right token: %d", path, got)
		}
	}
}

func TestForwardedAddressesAreBelievedOfTrustedProxiesAlone(t *testing.T) {
	for _, tt := range []struct {
		name      string
		trusted   []string
		address   string
		forwarded []string
		want      string // the address that is charged
	}{
		{"nobody is trusted", nil, "10.0.0.1:1", []string{"192.0.2.1"}, "10.0.0.1"},
		{"a client that writes the header itself", []string{"10.0.0.0/8"}, "192.0.2.9:1", []string{"192.0.2.1"}, "192.0.2.9"},
		{"one proxy", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"192.0.2.1"}, "192.0.2.1"},
		{"two proxies", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"192.0.2.1, 10.0.0.2"}, "192.0.2.1"},
		{"what the client wrote stands left", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"203.0.113.5, 192.0.2.1"}, "192.0.2.1"},
		{"in a line of its own", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"203.0.113.5", "192.0.2.1"}, "192.0.2.1"},
		{"a trusted address in front of a stranger", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"10.9.9.9, 192.0.2.1"}, "192.0.2.1"},
		{"with ports", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"192.0.2.1:4711"}, "192.0.2.1"},
		{"IPv6 in brackets", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		{"IPv4 as IPv6", []string{"10.0.0.0/8"}, "[::ffff:10.0.0.1]:1", []string{"::ffff:192.0.2.1"}, "192.0.2.1"},
		{"nonsense", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"192.0.2.1, unknown"}, "10.0.0.1"},
		{"nothing", []string{"10.0.0.0/8"}, "10.0.0.1:1", nil, "10.0.0.1"},
		{"trusted all the way", []string{"10.0.0.0/8"}, "10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := guarded(tt.trusted...)
				if got := charged(w, 10, tt.address, tt.forwarded...); got != 5 {
					t.Fatalf("%d guesses are told to be wrong", got)
				}
				// Whoever comes from the charged address straight has nothing left, anybody else has.
				direct := netip.AddrPortFrom(netip.MustParseAddr(tt.want), 1).String()
				if got := charged(w, 1, direct); got != 0 {
					t.Errorf("%s was not charged", tt.want)
				}
				if got := charged(w, 1, "198.51.100.77:1"); got != 1 {
					t.Error("a stranger was charged as well")
				}
			})
		})
	}
}

// TestAMillionGuessersCostLittle lets each address guess once.
func TestAMillionGuessersCostLittle(t *testing.T) {
	w := guarded()
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	r := httptest.NewRequest(http.MethodGet, full("/waInstance{id}/getStateInstance/wrong"), http.NoBody)
	w.server.Log = nil
	w.handler = w.server.Handler()
	before := heap()
	const many = 200_000 // twelve times what is remembered
	for i := range many {
		r.RemoteAddr = fmt.Sprintf("%d.%d.%d.%d:1", 1+i>>24, i>>16&255, i>>8&255, i&255)
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		if recorder.Code != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i, recorder.Code)
		}
	}
	if grown := int64(heap()) - int64(before); grown > 8<<20 {
		t.Errorf("%d addresses cost %d KiB", many, grown>>10)
	}
	runtime.KeepAlive(w)
}
