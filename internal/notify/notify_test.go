package notify_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"sluice"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const pushed = "Message cannot be received because custom webhook url is set. Clear the webhook url first and wait about 1 minute"

func TestAPollWithoutNotificationsTakesExactlyItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		p := g.poll(t.Context(), id, 20*time.Second)
		time.Sleep(20*time.Second - 1)
		synctest.Wait()
		select {
		case <-p:
			t.Fatal("it ended early")
		default:
		}
		time.Sleep(1)
		if got := g.ended(p); got != (poll{took: 20 * time.Second}) {
			t.Errorf("got %+v", got)
		}
		if n := g.store.seen(); n != 1 {
			t.Errorf("it looked %d times", n)
		}
	})
}

func TestAPollEndsWith(t *testing.T) {
	tests := []struct {
		name   string
		happen func(g *gateway, id sluice.InstanceID)
		want   poll // took is 3 s
	}{
		{"a notification that is born", func(g *gateway, id sluice.InstanceID) { g.receive(id, "hi") }, poll{receipt: 1, text: "hi", ok: true}},
		{"nothing when a webhook URL is set", func(g *gateway, id sluice.InstanceID) { g.webhook(id, "https://example.org") }, poll{}},
		{"nothing when the token changes", func(g *gateway, id sluice.InstanceID) {
			_, err := g.store.RenewToken(context.Background(), id)
			g.must(err)
		}, poll{}},
		{"nothing when the instance is deleted", func(g *gateway, id sluice.InstanceID) { g.must(g.store.Remove(context.Background(), id)) }, poll{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := start(t)
				id := g.add()
				p := g.poll(t.Context(), id, time.Minute)
				time.Sleep(3 * time.Second)
				tt.happen(g, id)
				tt.want.took = 3 * time.Second
				if got := g.ended(p); got != tt.want {
					t.Errorf("got %+v, want %+v", got, tt.want)
				}
			})
		})
	}
}

func TestAPollEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		ctx, leave := context.WithCancel(t.Context())
		p := g.poll(ctx, id, time.Minute)
		synctest.Wait()
		leave()
		if got := g.ended(p); got != (poll{}) {
			t.Errorf("got %+v", got)
		}
		g.receive(id, "hi") // and nothing was lost
		if got := g.head(id); got.text != "hi" {
			t.Errorf("then %+v", got)
		}
	})
}

func TestOtherSettingsDoNotEndAPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		p := g.poll(t.Context(), id, time.Minute)
		time.Sleep(time.Second)
		g.must(g.store.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.Interval = time.Second }))
		time.Sleep(time.Second)
		g.receive(id, "hi")
		if got := g.ended(p); got.text != "hi" || got.took != 2*time.Second {
			t.Errorf("got %+v", got)
		}
	})
}

func TestTheHeadIsHandedOutUntilItIsDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		g.receive(id, "a")
		g.receive(id, "b")
		first := g.head(id)
		for range 3 {
			if again := g.head(id); again != first || again.text != "a" {
				t.Fatalf("got %+v, then %+v", first, again)
			}
		}
		one, other := g.poll(t.Context(), id, time.Minute), g.poll(t.Context(), id, time.Minute)
		if a, b := g.ended(one), g.ended(other); a.receipt != first.receipt || b.receipt != first.receipt {
			t.Errorf("parallel polls got %+v and %+v", a, b)
		}
		if ok, err := g.Delete(t.Context(), id, first.receipt); !ok || err != nil {
			t.Fatalf("deleted: %t, %v", ok, err)
		}
		if ok, err := g.Delete(t.Context(), id, first.receipt); ok || err != nil {
			t.Errorf("deleted again: %t, %v", ok, err)
		}
		if next := g.head(id); next.text != "b" || next.receipt == first.receipt {
			t.Errorf("then %+v", next)
		}
	})
}

func TestAnyPendingNotificationMayBeDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		for _, text := range []sluice.Text{"a", "b", "c"} {
			g.receive(id, text)
		}
		head := g.head(id)
		if ok, err := g.Delete(t.Context(), id, head.receipt+1); !ok || err != nil {
			t.Fatalf("deleted: %t, %v", ok, err)
		}
		if n, err := g.Count(t.Context(), id); n != 2 || err != nil {
			t.Errorf("%d are left, %v", n, err)
		}
		if again := g.head(id); again != head {
			t.Errorf("the head is %+v", again)
		}
		g.Delete(t.Context(), id, head.receipt) //nolint:errcheck // the next line sees it
		if next := g.head(id); next.text != "c" {
			t.Errorf("then %+v", next)
		}
	})
}

func TestAWebhookURLForbidsPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		g.receive(id, "a")
		head := g.head(id)
		g.webhook(id, "https://example.org")
		_, _, ok, err := g.Poll(t.Context(), id, time.Minute)
		if ok || sluice.CodeOf(err) != sluice.Invalid || sluice.TextOf(err) != pushed {
			t.Errorf("poll: %t, %v", ok, err)
		}
		ok, err = g.Delete(t.Context(), id, head.receipt)
		if ok || sluice.CodeOf(err) != sluice.Invalid || sluice.TextOf(err) != pushed {
			t.Errorf("delete: %t, %v", ok, err)
		}
		g.webhook(id, "") // what was pending is readable at once
		if again := g.head(id); again != head {
			t.Errorf("then %+v, want %+v", again, head)
		}
	})
}

func TestAnUnknownInstanceIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		if _, _, ok, err := g.Poll(t.Context(), 1, time.Minute); ok || sluice.CodeOf(err) != sluice.NotFound {
			t.Errorf("poll: %t, %v", ok, err)
		}
		if ok, err := g.Delete(t.Context(), 1, 1); ok || sluice.CodeOf(err) != sluice.NotFound {
			t.Errorf("delete: %t, %v", ok, err)
		}
	})
}

func TestABirthWakesThePollsOfItsInstanceAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 10_000
		g := start(t)
		quiet, busy := g.add(), g.add()
		var silent, mine []<-chan poll
		for n := range many {
			if n%100 == 0 {
				mine = append(mine, g.poll(t.Context(), busy, time.Minute))
				continue
			}
			silent = append(silent, g.poll(t.Context(), quiet, time.Minute))
		}
		synctest.Wait()
		if n := g.store.seen(); n != many {
			t.Fatalf("%d looks by %d polls", n, many)
		}
		time.Sleep(time.Second)
		g.receive(busy, "hi")
		for _, p := range mine {
			if got := g.ended(p); got.text != "hi" || got.took != time.Second {
				t.Fatalf("got %+v", got)
			}
		}
		if n := g.store.seen(); n != len(mine) {
			t.Errorf("the birth caused %d looks, want %d", n, len(mine))
		}
		if n := g.value("sluice_notify_polls_waiting"); n != float64(len(silent)) {
			t.Errorf("%v polls wait, want %d", n, len(silent))
		}
		time.Sleep(time.Minute)
		for _, p := range silent {
			if got := g.ended(p); got != (poll{took: time.Minute}) {
				t.Fatalf("got %+v", got)
			}
		}
		if n := g.store.seen(); n != 0 {
			t.Errorf("%d looks by polls that nothing woke", n)
		}
	})
}

func (g *gateway) value(name string) float64 {
	g.t.Helper()
	families, err := g.metrics.Gather()
	g.must(err)
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	g.t.Fatalf("there is no metric %s", name)
	return 0
}

func TestClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id, other := g.add(), g.add()
		cleared := func(id sluice.InstanceID, want time.Duration) {
			t.Helper()
			left, err := g.Clear(t.Context(), id)
			if left != want || err != nil {
				t.Fatalf("left %v, %v; want %v", left, err, want)
			}
		}
		g.receive(id, "a")
		cleared(id, 0)
		if n, err := g.Count(t.Context(), id); n != 0 || err != nil {
			t.Errorf("%d are left, %v", n, err)
		}
		g.receive(id, "b")
		time.Sleep(14 * time.Second)
		cleared(id, 46*time.Second)
		if head := g.head(id); head.text != "b" {
			t.Errorf("a refused clear left %+v", head)
		}
		cleared(other, 0) // has its own minute
		time.Sleep(46*time.Second - 1)
		cleared(id, 1)
		time.Sleep(1)
		cleared(id, 0)
		cleared(id, time.Minute) // the refusals did not count
	})
}

func TestAClearThatFailedDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t)
		id := g.add()
		g.store.fails = &sluice.Error{Code: sluice.Unavailable, Text: "Service Unavailable"}
		if _, err := g.Clear(t.Context(), id); !errors.Is(err, g.store.fails) {
			t.Fatalf("clear: %v", err)
		}
		g.store.fails = nil
		time.Sleep(30 * time.Second)
		if left, err := g.Clear(t.Context(), id); left != 0 || err != nil {
			t.Fatalf("left %v, %v", left, err)
		}
		time.Sleep(31 * time.Second) // a minute after the failed one
		if left, err := g.Clear(t.Context(), id); left != 29*time.Second || err != nil {
			t.Errorf("31 seconds later: left %v, %v", left, err)
		}
	})
}

// TestPollsAndDeletesRace checks two clients of one instance against the one
// thing that matters: whatever the order of events, each notification is handed
// out until it is deleted, in the order of birth, and deleted once.
func TestPollsAndDeletesRace(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"birth", "poll", "delete", "race"}), 1, 40).Draw(r, "steps")
		synctest.Test(t, func(t *testing.T) { race(t, steps) })
		if t.Failed() {
			t.Fatalf("after %q", steps)
		}
	})
}

func race(t *testing.T, steps []string) {
	g := start(t)
	id := g.add()
	var pending []int64 // receipts, oldest first
	born, deleted := int64(0), 0
	var waiting []<-chan poll
	head := func() poll {
		if len(pending) == 0 {
			return poll{}
		}
		return poll{receipt: pending[0], ok: true}
	}
	check := func(p poll, want poll) {
		t.Helper()
		if g.must(p.err); p.receipt != want.receipt || p.ok != want.ok {
			t.Fatalf("a poll got %+v, want %+v", p, want)
		}
	}
	for _, step := range steps {
		switch step {
		case "birth":
			g.receive(id, "hi")
			born++
			pending = append(pending, born)
			for _, w := range waiting {
				check(g.ended(w), head())
			}
			waiting = nil
		case "poll":
			p := g.poll(t.Context(), id, time.Hour)
			if len(pending) == 0 {
				waiting = append(waiting, p)
				break
			}
			check(g.ended(p), head())
		case "delete":
			ok, err := g.Delete(t.Context(), id, head().receipt)
			if g.must(err); ok != (len(pending) > 0) {
				t.Fatalf("deleted: %t with %d pending", ok, len(pending))
			}
			if ok {
				pending = pending[1:]
				deleted++
			}
		case "race":
			done := raceOnce(t, g, id, head(), pending)
			pending = pending[done:]
			deleted += done
		}
		if n, err := g.Count(t.Context(), id); n != len(pending) || err != nil {
			t.Fatalf("%d are pending (%v), want %d after %d births and %d deletions", n, err, len(pending), born, deleted)
		}
	}
	g.must(g.store.Remove(t.Context(), id)) // ends the polls that wait
	synctest.Wait()
}

// raceOnce lets two polls and two deletions of the head run at once, and
// returns how many were deleted.
func raceOnce(t *testing.T, g *gateway, id sluice.InstanceID, head poll, pending []int64) int {
	if !head.ok {
		return 0
	}
	deletions := make(chan bool, 2)
	one := g.poll(t.Context(), id, 0)
	for range 2 {
		go func() {
			ok, err := g.Delete(t.Context(), id, head.receipt)
			deletions <- ok && err == nil
		}()
	}
	other := g.poll(t.Context(), id, 0)
	for _, p := range []poll{g.ended(one), g.ended(other)} {
		g.must(p.err)
		switch {
		case p.receipt == head.receipt:
		case len(pending) > 1 && p.receipt == pending[1]:
		case len(pending) == 1 && !p.ok:
		default:
			t.Fatalf("a poll got %+v beside the deletion of %d", p, head.receipt)
		}
	}
	if a, b := <-deletions, <-deletions; a == b {
		t.Fatalf("one notification was deleted: %t, and again: %t", a, b)
	}
	return 1
}
