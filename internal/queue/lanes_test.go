package queue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"go.uber.org/goleak"

	"sluice"
	"sluice/internal/queue"
	"sluice/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMessagesKeepLeavingALaneThatGetsTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := start(t, n)
		g.interval(1, 10*time.Minute)
		for range 3 * 24 * 12 { // three days, a message each five minutes
			g.enqueue(1, "10", "a")
			time.Sleep(5 * time.Minute)
		}
		synctest.Wait()
		calls := n.all()
		if got, want := len(calls), 3*24*6+1; got != want {
			t.Errorf("sent %d in three days, want %d", got, want)
		}
		for i, c := range calls[1:] {
			if gap := c.at.Sub(calls[i].at); gap != 10*time.Minute {
				t.Fatalf("send %d came %v after the one before", i+1, gap)
			}
			if age := c.at.Sub(time.UnixMilli(c.id.Number())); age > 24*hour {
				t.Fatalf("send %d was %v old", i+1, age)
			}
		}
		if got := len(g.queued(1)); got < 285 || got > 289 {
			t.Errorf("%d wait, want what 24 hours leave: about 288", got)
		}
	})
}

func TestNoWakeIsLostWhenALaneEnds(t *testing.T) {
	const rounds = 3000
	synctest.Test(t, func(t *testing.T) {
		var enqueuers sync.WaitGroup
		n := &network{}
		g := start(t, n)
		n.sending = func(c call) { // the queue is about to run empty: the next one races its end
			if len(n.calls) < rounds {
				enqueuers.Go(func() { g.enqueue(1, "10", "a") })
			}
		}
		g.enqueue(1, "10", "a")
		time.Sleep((rounds + 10) * 500 * ms)
		enqueuers.Wait()
		synctest.Wait()
		if got := len(n.all()); got != rounds {
			t.Errorf("%d were sent, want %d, one each interval", got, rounds)
		}
		g.wantQueue(1)
	})
}

// A lateStore takes its time to say that there is nothing to send: a message
// comes and is announced before the lane hears the answer.
type lateStore struct {
	*store.Store
	meanwhile func()
}

func (s lateStore) Next(ctx context.Context, id sluice.InstanceID) (sluice.Message, bool, error) {
	m, ok, err := s.Store.Next(ctx, id)
	if !ok {
		s.meanwhile()
		time.Sleep(ms) // until all others have done what there is to do
	}
	return m, ok, err
}

func TestAWakeIsNotLostWhileTheLaneHearsThatThereIsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gateway{t: t, net: &network{}, disk: vfs.NewMem()}
		left := 0
		g.wrap = func(s *store.Store) queue.Store {
			return lateStore{s, func() {
				if left--; left >= 0 {
					g.enqueue(1, "10", "a")
				}
			}}
		}
		g.begin()
		left = 3
		g.enqueue(1, "10", "a")
		time.Sleep(time.Minute)
		if got := len(g.net.all()); got != 4 {
			t.Errorf("%d were sent, want 4", got)
		}
		g.wantQueue(1)
	})
}

func TestOnlyInstancesWithWorkHaveALane(t *testing.T) {
	const instances, busy = 2000, 7
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := start(t, n)
		for id := sluice.InstanceID(2); id <= instances; id++ {
			g.add(id)
			g.login(id, "70")
		}
		g.add(instances + 1) // has work, and may not send
		g.enqueue(instances+1, "10", "a")
		synctest.Wait()
		if got := g.metric("sluice_queue_lanes"); got != 0 {
			t.Errorf("%v lanes run while there is nothing to send", got)
		}
		for id := sluice.InstanceID(1); id <= busy; id++ {
			g.interval(id, time.Minute)
			g.enqueue(id, "10", "a")
			g.enqueue(id, "10", "b")
		}
		synctest.Wait()
		if got := g.metric("sluice_queue_lanes"); got != busy {
			t.Errorf("%v lanes run, want %d", got, busy)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := g.metric("sluice_queue_lanes"); got != 0 {
			t.Errorf("%v lanes run after the last message", got)
		}
		if got := len(n.all()); got != 2*busy {
			t.Errorf("%d messages were sent, want %d", got, 2*busy)
		}
	})
}

func TestInstancesDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": {limited(sluice.ScopeAccount, hour)}}}
		g := start(t, n)
		g.add(2)
		g.login(2, "71")
		g.enqueue(1, "10", "a")
		g.enqueue(2, "10", "b")
		g.enqueue(2, "10", "c")
		time.Sleep(time.Minute)
		got := n.timeline()
		slices.Sort(got) // lanes run side by side
		if want := []string{"0s a", "0s b", "500ms c"}; !slices.Equal(got, want) {
			t.Errorf("sends %v, want %v", got, want)
		}
	})
}

func TestARemovedInstanceEndsItsLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := start(t, n)
		g.interval(1, 10*time.Minute)
		g.enqueue(1, "10", "a")
		g.enqueue(1, "10", "b")
		time.Sleep(time.Minute)
		g.must(g.store.Remove(t.Context(), 1))
		time.Sleep(hour)
		n.wantTimeline(t, "0s a")
		if got := g.metric("sluice_queue_lanes"); got != 0 {
			t.Errorf("%v lanes run", got)
		}
	})
}

// TestWhatPrepareRefuses looks at what needs no send: look-ups that are
// throttled, chats that are not known yet, an account that is gone.
func TestWhatPrepareRefuses(t *testing.T) {
	tests := []struct {
		name    string
		refuses sluice.Error
		until   time.Duration
		sends   []string
	}{
		{
			"a throttled look-up holds those who need it",
			sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeMethod, Wait: 100 * sec},
			100 * sec,
			[]string{"0s b", "1m40s a", "1m40.5s c"},
		},
		{
			"a chat that is not known yet waits until the account's dialogs are read",
			sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving},
			10 * sec,
			[]string{"0s b", "15s a", "15.5s c"},
		},
		{
			"a session that is gone holds all, until the state follows",
			sluice.Error{Code: sluice.Unauthorized},
			10 * sec,
			[]string{"15s a", "15.5s b", "16s c"},
		},
		{
			"a phone that nobody has moves no interval",
			sluice.Error{Code: sluice.NotFound},
			hour,
			[]string{"0s b"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{}
				n.prepare = func(m sluice.Message) error {
					everyone := tt.refuses.Code == sluice.Unauthorized
					if _, phone := m.Chat.Phone(); (phone || everyone) && time.Since(n.start) < tt.until {
						err := tt.refuses
						if err.Wait > 0 {
							err.Wait = tt.until - time.Since(n.start)
						}
						return &err
					}
					return nil
				}
				g := start(t, n)
				g.enqueue(1, "79876543210@c.us", "a")
				g.enqueue(1, "11", "b")
				g.enqueue(1, "79876543210@c.us", "c")
				time.Sleep(10 * time.Minute)
				n.wantTimeline(t, tt.sends...)
				g.wantQueue(1)
			})
		})
	}
}

func TestReleaseEndsTheWaitForTheDialogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, read := &network{}, atomic.Bool{}
		n.prepare = func(sluice.Message) error {
			if read.Load() {
				return nil
			}
			return &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving}
		}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		g.enqueue(1, "11", "b")
		time.Sleep(20*sec + 123*ms)
		read.Store(true)
		g.must(g.store.Release(t.Context(), 1, sluice.WaitsResolving))
		time.Sleep(5 * sec)
		n.wantTimeline(t, "20.123s a", "20.623s b")
	})
}

func TestAMessageAsksSeldomForAFileThatIsToldOf(t *testing.T) {
	there := []struct {
		name string
		tell func(g *gateway, id sluice.MessageID)
	}{
		{"it has arrived", func(g *gateway, id sluice.MessageID) {
			g.must(g.store.ReleaseOne(g.t.(*testing.T).Context(), 1, id, sluice.WaitsFile))
		}},
		{"it is asked for anew after a restart", func(g *gateway, _ sluice.MessageID) { g.reopen() }},
	}
	for _, tt := range there {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n, asked, here := &network{}, atomic.Int64{}, atomic.Bool{}
				n.prepare = func(sluice.Message) error {
					if asked.Add(1); here.Load() {
						return nil
					}
					return &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsFile}
				}
				g := start(t, n)
				id := g.enqueue(1, "10", "a")
				time.Sleep(hour)
				if n := asked.Load(); n > 25 {
					t.Errorf("it has asked %d times in an hour", n)
				}
				here.Store(true)
				tt.tell(g, id)
				time.Sleep(5 * sec)
				n.wantTimeline(t, "1h0m0s a")
			})
		})
	}
}

func TestAConnectionThatIsBackEndsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": times(6, nothingWritten(sluice.Unavailable))}}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		g.enqueue(1, "11", "b")
		time.Sleep(40 * sec) // the sixth pause is from 31 s on, 32 s long
		g.reopen()
		g.must(g.store.Release(t.Context(), 1, sluice.WaitsOffline))
		time.Sleep(5 * sec)
		n.wantTimeline(t, "40s a", "40.5s b")
	})
}

func TestASuspendedAccountHoldsItsQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": times(2, failing(sluice.Suspended, sluice.ScopeAccount))}}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		b := g.enqueue(1, "11", "b")
		synctest.Wait()
		i, err := g.store.Instance(1)
		g.must(err)
		if i.State != sluice.SuspendedState || i.SuspendedUntil.Sub(n.start) < hour {
			t.Errorf("state %v until %v, want suspended for an hour", i.State, i.SuspendedUntil)
		}
		time.Sleep(59 * time.Minute)
		g.login(1, "70") // too early: it stays suspended
		g.wantQueue(1, a, b)
		time.Sleep(time.Minute)
		g.login(1, "70")
		time.Sleep(time.Minute)
		g.wantQueue(1, b) // a met it twice
		n.wantTimeline(t, "0s a", "1h0m0s a")
		time.Sleep(3 * hour)
		g.login(1, "70")
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", "1h0m0s a", "4h1m0s b")
	})
}

func TestAPauseHoldsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := start(t, n)
		g.pause(1, true)
		a := g.enqueue(1, "10", "a")
		time.Sleep(hour)
		g.wantQueue(1, a)
		g.pause(1, false)
		time.Sleep(sec)
		n.wantTimeline(t, "1h0m0s a")
	})
}

func TestEachTryIsOneLineWithoutWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		n := &network{answers: map[string][]answer{
			"secret": {limited(sluice.ScopeAccount, sec), {err: &sluice.Error{
				Code: sluice.Refused, Text: "Nobody has 79876543210", Err: errors.New("rpc error 400"),
			}}},
		}}
		g := startOn(t, n, vfs.NewMem(), queue.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		id := g.enqueue(1, "79876543210@c.us", "secret")
		g.enqueue(1, "10", "b")
		time.Sleep(time.Minute)
		g.close()
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		for i, want := range []string{
			"level=WARN attempt=1 outcome=waits reason=flood code=limited",
			`level=INFO attempt=1 outcome=failed code=refused err="rpc error 400"`,
			"level=INFO attempt=1 outcome=delivered",
		} {
			if i >= len(lines) {
				t.Fatalf("%d lines, want 3:\n%s", len(lines), log.String())
			}
			for word := range strings.FieldsSeq(want) {
				if !strings.Contains(lines[i], word) {
					t.Errorf("line %d lacks %s: %s", i, word, lines[i])
				}
			}
		}
		if !strings.Contains(lines[0], fmt.Sprintf("instance=1 chat=***us message=%s", id)) {
			t.Errorf("line 0 does not say what it is about: %s", lines[0])
		}
		if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "7987") {
			t.Errorf("the log tells a text or a phone:\n%s", log.String())
		}
	})
}

func TestMetricsTellWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{
			"a": {limited(sluice.ScopeAccount, sec), nothingWritten(sluice.Unavailable), failing(sluice.Refused, "")},
			"b": {failing(sluice.NotFound, "")},
		}}
		g := start(t, n)
		for _, text := range []string{"a", "b", "c", "d"} {
			g.enqueue(1, "10", text)
		}
		time.Sleep(time.Minute)
		for name, want := range map[string]float64{
			"sluice_queue_sent_total":              2,
			"sluice_queue_failed_total refused":    1,
			"sluice_queue_failed_total not_found":  1,
			"sluice_queue_postponed_total flood":   1,
			"sluice_queue_postponed_total offline": 1,
			"sluice_queue_attempts_total":          5,
			"sluice_queue_lanes":                   0,
		} {
			if got := g.metric(name); got != want {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
		}
	})
}
