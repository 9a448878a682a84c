package console_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// stamp is a moment as the API writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func TestWhyEachMessageWaitsAndWhenItGoes(t *testing.T) {
	// A row is what is told of each of three messages.
	type row struct {
		waits, reason, by string
		until, sends      time.Duration // from now; -1: not told
		behind            int
	}
	const no, half, s = -1, 500 * time.Millisecond, time.Second
	for _, tt := range []struct {
		name  string
		given func(w *world)
		want  [3]row
	}{
		{"at once", func(*world) {}, [3]row{{"turn", "", "", no, 0, 0}, {"turn", "", "", no, half, 1}, {"turn", "", "", no, s, 2}}},
		{
			"the interval", func(w *world) {
				w.enqueue(w.a, "1", "before")
			}, [3]row{{"interval", "", "", half, half, 0}, {"turn", "", "", no, s, 1}, {"turn", "", "", no, s + half, 2}},
		},
		{"paused", func(w *world) { w.must(w.store.Pause(w.t.Context(), w.a, "anna")) }, [3]row{
			{"paused", "", "anna", no, no, 0}, {"paused", "", "anna", no, no, 0}, {"paused", "", "anna", no, no, 0},
		}},
		{"held", func(w *world) { w.must(w.store.Hold(w.t.Context(), w.a)) }, [3]row{
			{"held", "", "", no, no, 0}, {"held", "", "", no, no, 0}, {"held", "", "", no, no, 0},
		}},
		{"nobody is logged in", func(w *world) {
			w.must(w.store.SetState(w.t.Context(), w.a, sluice.Change{State: sluice.NotAuthorized}))
		}, [3]row{{"authorization", "", "", no, no, 0}, {"authorization", "", "", no, no, 0}, {"authorization", "", "", no, no, 0}}},
		{"suspended", func(w *world) {
			w.must(w.store.SetState(w.t.Context(), w.a, sluice.Change{State: sluice.SuspendedState, Until: time.Now().Add(time.Hour)}))
		}, [3]row{{"suspended", "", "", time.Hour, no, 0}, {"suspended", "", "", time.Hour, no, 0}, {"suspended", "", "", time.Hour, no, 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				tt.given(w)
				if tt.name == "the interval" {
					w.finish(w.a, sluice.StatusSent)
				}
				for k := range 3 {
					w.enqueue(w.a, "10000000", fmt.Sprint(k))
				}
				a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
				told := func(d time.Duration) string {
					if d < 0 {
						return ""
					}
					return stamp(time.Now().Add(d))
				}
				for k, want := range tt.want {
					at := fmt.Sprintf("messages.%d.", k)
					if a.text(at+"waitsFor") != want.waits || a.text(at+"reason") != want.reason || a.text(at+"by") != want.by ||
						a.text(at+"until") != told(want.until) || a.text(at+"sendAt") != told(want.sends) || a.number(at+"behind") != want.behind {
						t.Errorf("message %d: %s\nwant %+v", k, a.body, want)
					}
				}
				if got := a.text("queue.waitsFor"); got != tt.want[0].waits {
					t.Errorf("the queue waits for %q, want %q", got, tt.want[0].waits)
				}
			})
		})
	}
}

// postpone makes a try of the next message and has it end with w.
func (w *world) postpone(id sluice.InstanceID, wait sluice.Wait) {
	w.t.Helper()
	m, ok, err := w.store.Next(w.t.Context(), id)
	if err != nil || !ok {
		w.t.Fatalf("next: %v, %v", ok, err)
	}
	time.Sleep(time.Until(m.NotBefore))
	if ok, err := w.store.Attempt(w.t.Context(), id, m.ID, m.Revision); err != nil || !ok {
		w.t.Fatalf("attempt: %v, %v", ok, err)
	}
	w.must(w.store.Postpone(w.t.Context(), m, sluice.Sent{Wire: time.Now()}, sluice.Peer{Chat: m.Chat, Type: sluice.ChatUser}, wait))
}

func TestWhatATryLeavesIsTold(t *testing.T) {
	for _, tt := range []struct {
		wait          sluice.Wait
		waits, reason string
		until         time.Duration
		second        string // what the message behind it waits for
	}{
		{sluice.Wait{Reason: sluice.WaitsFlood, For: 30 * time.Second}, "flood", "", 30 * time.Second, "turn"},
		{sluice.Wait{Reason: sluice.WaitsOffline, For: 4 * time.Second}, "offline", "", 4 * time.Second, "turn"},
		{sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute}, "chat", "slow_mode", time.Minute, "interval"},
		{sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: 2 * time.Second}, "chat", "fault", 2 * time.Second, "interval"},
	} {
		t.Run(string(tt.wait.Reason), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.enqueue(w.a, "10000000", "first")
				w.enqueue(w.a, "10000001", "second")
				w.postpone(w.a, tt.wait)
				a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
				if a.text("messages.0.waitsFor") != tt.waits || a.text("messages.0.reason") != tt.reason ||
					a.text("messages.0.until") != stamp(time.Now().Add(tt.until)) || a.text("messages.0.sendAt") != stamp(time.Now().Add(tt.until)) {
					t.Errorf("%s", a.body)
				}
				if got := a.text("messages.1.waitsFor"); got != tt.second {
					t.Errorf("the second waits for %q, want %q", got, tt.second)
				}
			})
		})
	}
}

func TestWhatWasSetAsideAndIsDueGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.enqueue(w.a, "10000000", "aside")
		w.enqueue(w.a, "10000000", "of the same chat")
		w.enqueue(w.a, "10000001", "in line")
		w.postpone(w.a, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Second})
		follower, ok, err := w.store.Next(t.Context(), w.a)
		w.must(err)
		if aside, err := w.store.Follow(t.Context(), follower, sluice.Peer{Chat: "10000000"}); !ok || !aside || err != nil {
			t.Fatalf("follow: %v, %v, %v", ok, aside, err)
		}
		a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
		at := time.Now().Add(time.Second)
		if a.text("messages.1.waitsFor") != "chat" || a.number("messages.1.behind") != 1 || a.text("messages.1.sendAt") != stamp(at.Add(500*time.Millisecond)) {
			t.Errorf("while the chat waits: %s", a.body)
		}
		time.Sleep(time.Second)
		a = w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
		if a.text("messages.0.sendAt") != stamp(at) || a.text("messages.0.waitsFor") != "turn" ||
			a.text("messages.1.waitsFor") != "turn" || a.number("messages.1.behind") != 1 || a.text("messages.1.sendAt") != stamp(at.Add(500*time.Millisecond)) ||
			a.text("messages.2.sendAt") != stamp(at.Add(time.Second)) || a.number("messages.2.behind") != 2 {
			t.Errorf("when it is due: %s", a.body)
		}
	})
}

// aside has a look-up of the next message end with a wait: nothing was written.
func (w *world) aside(id sluice.InstanceID, wait sluice.Wait) {
	w.t.Helper()
	m, ok, err := w.store.Next(w.t.Context(), id)
	if err != nil || !ok {
		w.t.Fatalf("next: %v, %v", ok, err)
	}
	w.must(w.store.Postpone(w.t.Context(), m, sluice.Sent{}, sluice.Peer{}, wait))
}

// afterLogin has many messages wait while the account's dialogs are read, for five
// seconds from now on: all are set aside, each for its own chat.
func (w *world) afterLogin(count int) {
	w.t.Helper()
	for k := range count {
		w.enqueue(w.a, sluice.ChatID(fmt.Sprint(10000000+k)), fmt.Sprint(k))
	}
	for range count {
		w.aside(w.a, sluice.Wait{Scope: sluice.ScopeMethod, Reason: sluice.WaitsResolving, For: 5 * time.Second})
	}
}

func TestAQueueThatIsSetAsideAsAWholeTakesAsLongAsAnyOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.afterLogin(200)
		goes := func(k int) string {
			return stamp(time.Now().Add(5*time.Second + time.Duration(k)*500*time.Millisecond))
		}
		a := w.call("GET", "/v1/instances/{a}/queue/forecast", "").want(http.StatusOK)
		if a.text("firstAt") != goes(0) || a.text("lastAt") != goes(199) || a.number("takesMs") != 5000+199*500 {
			t.Errorf("the forecast: %s", a.body)
		}
		if a = w.call("GET", "/v1/instances/{a}/queue/forecast?intervalMs=600000", "").want(http.StatusOK); a.number("expiring") != 56 {
			t.Errorf("at ten minutes: %s", a.body)
		}
		if a = w.call("GET", "/v1/instances/{a}", "").want(http.StatusOK); a.text("queue.waitsFor") != "chat" || a.text("queue.lastAt") != goes(199) {
			t.Errorf("the instance: %s", a.body)
		}
		a = w.call("GET", "/v1/instances/{a}/queue?limit=150", "").want(http.StatusOK)
		b := w.call("GET", "/v1/instances/{a}/queue?after="+a.text("next"), "").want(http.StatusOK)
		if a.text("messages.149.sendAt") != goes(149) || b.text("messages.49.sendAt") != goes(199) || a.text("messages.149.reason") != "resolving" {
			t.Errorf("the pages end with %v and %v", a.at("messages.149"), b.at("messages.49"))
		}
		w.call("GET", "/v1/instances/{a}/queue?after=1769860800000.1.2", "").refused(http.StatusBadRequest, "invalid")
	})
}

func TestAMessageWhoseChatWaitsNoMoreWaitsForItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.afterLogin(4)
		time.Sleep(5 * time.Second)
		told := func(first, until string) {
			t.Helper()
			a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
			if a.text("queue.waitsFor") != first || a.text("queue.until") != until {
				t.Errorf("the queue waits for %v", a.at("queue"))
			}
			for k := range a.length("messages") {
				at, waits := fmt.Sprintf("messages.%d.", k), "turn"
				if k == 0 {
					waits = first
				}
				if a.text(at+"waitsFor") != waits || a.number(at+"behind") != k || a.at(at+"reason") != nil {
					t.Errorf("message %d: %v, want it to wait for %s", k, a.at(fmt.Sprintf("messages.%d", k)), waits)
				}
			}
		}
		told("turn", "")
		w.finish(w.a, sluice.StatusSent)
		told("interval", stamp(time.Now().Add(500*time.Millisecond)))
		w.postpone(w.a, sluice.Wait{Reason: sluice.WaitsFlood, For: 30 * time.Second})
		told("flood", stamp(time.Now().Add(30*time.Second)))
	})
}

func TestWhatIsHeldSaysWhy(t *testing.T) {
	for want, hold := range map[string]func(w *world){
		"asked": func(w *world) { w.must(w.store.Hold(w.t.Context(), w.a)) },
		"doubt": func(w *world) { // when another account logs in
			m, _, err := w.store.Next(w.t.Context(), w.a)
			w.must(err)
			_, err = w.store.Attempt(w.t.Context(), w.a, m.ID, m.Revision)
			w.must(err)
			w.must(w.store.SetState(w.t.Context(), w.a, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "600"}}))
		},
	} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.enqueue(w.a, "10000000", "a")
				hold(w)
				a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
				if a.text("queue.waitsFor") != "held" || a.text("queue.heldFor") != want || a.text("messages.0.waitsFor") != "held" || a.text("messages.0.heldFor") != want {
					t.Errorf("%s", a.body)
				}
				a = w.call("POST", "/v1/instances/{a}/queue/release", "").want(http.StatusOK)
				if a.at("queue.held") != false || a.at("queue.heldFor") != nil {
					t.Errorf("released: %s", a.body)
				}
				w.must(w.store.Clear(t.Context(), w.a))
				w.must(w.store.Hold(t.Context(), w.a))
				if a = w.call("GET", "/v1/instances/{a}", ""); a.at("queue.held") != true || a.text("queue.heldFor") != "asked" {
					t.Errorf("with nothing that waits: %s", a.body)
				}
			})
		})
	}
}

func TestTheLongerWaitIsTold(t *testing.T) {
	for _, tt := range []struct {
		chat, flood   time.Duration
		waits, reason string
		second        string // what one of another chat waits for
	}{
		{10 * time.Second, 30 * time.Second, "flood", "", "turn"},
		{time.Minute, 30 * time.Second, "chat", "slow_mode", "flood"},
	} {
		t.Run(tt.waits, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.enqueue(w.a, "10000000", "set aside")
				w.aside(w.a, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: tt.chat})
				flooded := w.enqueue(w.a, "10000001", "goes away")
				w.postpone(w.a, sluice.Wait{Reason: sluice.WaitsFlood, For: tt.flood})
				a := w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
				if got := a.text("messages.1.waitsFor"); got != tt.second {
					t.Errorf("the other waits for %q, want %q: %s", got, tt.second, a.body)
				}
				w.call("DELETE", "/v1/instances/{a}/queue/"+string(flooded), "").want(http.StatusOK)
				until := stamp(time.Now().Add(max(tt.chat, tt.flood)))
				a = w.call("GET", "/v1/instances/{a}/queue", "").want(http.StatusOK)
				if a.text("queue.waitsFor") != tt.waits || a.text("queue.until") != until || a.text("queue.lastAt") != until ||
					a.text("messages.0.waitsFor") != tt.waits || a.text("messages.0.reason") != tt.reason || a.text("messages.0.sendAt") != until {
					t.Errorf("%s", a.body)
				}
			})
		})
	}
}

func TestAQueueIsSearchedAndPaged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for k := range 1200 {
			w.enqueue(w.a, sluice.ChatID(fmt.Sprint(10000000+k%2)), fmt.Sprintf("Order %d", k))
		}
		seen, next, position := 0, "", 0
		for {
			a := w.call("GET", "/v1/instances/{a}/queue?limit=500&after="+next, "").want(http.StatusOK)
			for k := range a.length("messages") {
				position++
				if got := a.number(fmt.Sprintf("messages.%d.position", k)); got != position {
					t.Fatalf("position %d, want %d", got, position)
				}
				if want := stamp(time.Now().Add(time.Duration(position-1) * 500 * time.Millisecond)); a.text(fmt.Sprintf("messages.%d.sendAt", k)) != want {
					t.Fatalf("message %d goes at %s, want %s", position, a.text(fmt.Sprintf("messages.%d.sendAt", k)), want)
				}
				seen++
			}
			if next = a.text("next"); next == "" {
				break
			}
		}
		if seen != 1200 {
			t.Errorf("%d messages on all pages", seen)
		}
		for query, want := range map[string]int{
			"text=order+11": 111, "chat=10000001&limit=500": 500, "text=order+1199": 1, "type=sendPoll": 0, "waitsFor=turn&limit=3": 3, "text=nothing": 0,
		} {
			if query == "text=order+11" {
				query += "&limit=500"
			}
			a := w.call("GET", "/v1/instances/{a}/queue?"+query, "").want(http.StatusOK)
			if got := a.number("matched"); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		for _, query := range []string{"limit=0", "limit=501", "waitsFor=x", "after=x", "id=1"} {
			w.call("GET", "/v1/instances/{a}/queue?"+query, "").refused(http.StatusBadRequest, "invalid")
		}
	})
}

func TestTheForecastCountsWhatWouldExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for k := range 200 {
			w.enqueue(w.b, "10000000", fmt.Sprint(k)) // nobody is logged in
		}
		a := w.call("GET", "/v1/instances/{b}/queue/forecast", "").want(http.StatusOK)
		if a.number("count") != 200 || a.number("expiring") != 0 || a.number("takesMs") != 199*500 || a.text("lastAt") != stamp(time.Now().Add(199*500*time.Millisecond)) {
			t.Errorf("%s", a.body)
		}
		a = w.call("GET", "/v1/instances/{b}/queue/forecast?intervalMs=600000", "").want(http.StatusOK)
		if a.number("perDay") != 144 || a.number("expiring") != 56 {
			t.Errorf("at ten minutes: %s", a.body)
		}
		w.call("GET", "/v1/instances/{b}/queue/forecast?intervalMs=499", "").refused(http.StatusBadRequest, "invalid")
	})
}

// TestWhatMayHaveBeenSentIsNotCancelled has a try without an answer, and a repeat
// that is told to wait.
func TestWhatMayHaveBeenSentIsNotCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		m := w.enqueue(w.a, "10000000", "a")
		w.enqueue(w.a, "10000001", "b")
		w.postpone(w.a, sluice.Wait{Scope: sluice.ScopeAccount, Reason: sluice.WaitsOffline, For: time.Second})
		w.postpone(w.a, sluice.Wait{Scope: sluice.ScopeAccount, Reason: sluice.WaitsFlood, For: time.Hour})
		w.call("DELETE", "/v1/instances/{a}/queue/"+string(m), "").refused(http.StatusConflict, "conflict")
		a := w.call("POST", "/v1/instances/{a}/queue/cancel", `{"filter":{},"confirm":"2"}`).want(http.StatusOK)
		if a.number("cancelled") != 1 {
			t.Errorf("%s, want 1: one may have been sent", a.body)
		}
		w.call("DELETE", "/v1/instances/{a}/queue/1000000000000", "").refused(http.StatusNotFound, "not_found")
	})
}

func TestCancelling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var ids []sluice.MessageID
		for k := range 12 {
			ids = append(ids, w.enqueue(w.a, sluice.ChatID(fmt.Sprint(10000000+k%2)), fmt.Sprint("text ", k)))
			time.Sleep(time.Millisecond)
		}
		count := func(want int) {
			t.Helper()
			if n, err := w.store.Count(t.Context(), w.a); n != want || err != nil {
				t.Errorf("%d wait (%v), want %d", n, err, want)
			}
		}
		w.call("DELETE", "/v1/instances/{a}/queue/"+string(ids[4]), "").want(http.StatusOK)
		w.call("DELETE", "/v1/instances/{a}/queue/"+string(ids[4]), "").refused(http.StatusNotFound, "not_found")
		w.call("DELETE", "/v1/instances/{a}/queue/x", "").refused(http.StatusBadRequest, "invalid")
		count(11)

		const cancel = "/v1/instances/{a}/queue/cancel"
		a := w.call("POST", cancel, `{"filter":{"chat":"10000001"},"dryRun":true}`).want(http.StatusOK)
		if a.number("count") != 6 || a.text("confirm") != "6" || a.text("oldestAt") != stamp(time.UnixMilli(ids[1].Number())) {
			t.Errorf("the dry run: %s", a.body)
		}
		count(11)
		a = w.call("POST", cancel, `{"filter":{"chat":"10000001"},"confirm":"5"}`).refused(http.StatusConflict, "conflict")
		if a.number("error.details.count") != 6 {
			t.Errorf("the details: %s", a.body)
		}
		count(11)
		w.call("POST", cancel, `{"filter":{"chat":"10000001"},"confirm":"6"}`).want(http.StatusOK)
		count(5)

		m, _, err := w.store.Next(t.Context(), w.a)
		w.must(err)
		_, err = w.store.Attempt(t.Context(), w.a, m.ID, 0)
		w.must(err)
		w.call("DELETE", "/v1/instances/{a}/queue/"+string(m.ID), "").refused(http.StatusConflict, "conflict")
		w.call("POST", cancel, `{"filter":{},"confirm":"4"}`).want(http.StatusOK)
		count(1)
		w.call("POST", cancel, `{"filter":{"nonsense":1}}`).refused(http.StatusBadRequest, "invalid")

		audit := w.call("GET", "/v1/audit", "").want(http.StatusOK)
		for k, want := range []string{"queue.clear", "queue.cancel", "queue.cancel"} {
			if got := audit.text(fmt.Sprintf("entries.%d.action", k)); got != want {
				t.Errorf("the trail has %q, want %q: %s", got, want, audit.body)
			}
		}
	})
}

func TestPausingSaysWhoAndResumingEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.enqueue(w.a, "10000000", "a")
		a := w.call("POST", "/v1/instances/{a}/queue/pause", "", as(w.tokens[w.a])...).want(http.StatusOK)
		if a.text("queue.paused.by") != "instance "+number(w.a) || a.text("queue.paused.at") != stamp(time.Now()) || a.text("queue.waitsFor") != "paused" {
			t.Errorf("paused: %s", a.body)
		}
		if _, ok, err := w.store.Next(t.Context(), w.a); ok || err != nil {
			t.Errorf("something is to be sent while paused (%v)", err)
		}
		a = w.call("POST", "/v1/instances/{a}/queue/resume", "").want(http.StatusOK)
		if a.at("queue.paused") != nil || a.text("queue.nextAt") != stamp(time.Now()) {
			t.Errorf("resumed: %s", a.body)
		}
		w.must(w.store.Hold(t.Context(), w.a))
		a = w.call("POST", "/v1/instances/{a}/queue/release", "").want(http.StatusOK)
		if a.at("queue.held") != false {
			t.Errorf("released: %s", a.body)
		}
	})
}
