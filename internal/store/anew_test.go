package store_test

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestWhatWasSentAnewIsMarkedForGood(t *testing.T) {
	ends := map[string]func(t *testing.T, s *store.Store, m sluice.Message){
		"failed": func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusFailed, Description: "why"})
		},
		"taken out": func(t *testing.T, s *store.Store, m sluice.Message) {
			if ok, err := s.TakeOut(t.Context(), m.Instance, m.ID); !ok || err != nil {
				t.Fatalf("take out: %v, %v", ok, err)
			}
		},
		"cleared": func(t *testing.T, s *store.Store, m sluice.Message) { must(t, s.Clear(t.Context(), m.Instance)) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				old := enqueue(t, b.Store, text(id, "@somebody", "a"))
				end(t, b.Store, next(t, b.Store, id))
				was := lookup(t, b.Store, id, old)
				anew, err := b.SendAnew(t.Context(), id, old)
				if err != nil || anew.ID == old || anew.Chat != "@somebody" || anew.Body != (sluice.TextBody{Text: "a"}) {
					t.Fatalf("sent anew as %+v, %v", anew, err)
				}
				for range 2 {
					r := lookup(t, b.Store, id, old)
					if r.SentAs != anew.ID || r.Status != was.Status || r.Description != was.Description {
						t.Errorf("the old one is %+v, was %+v", r, was)
					}
					if got := shown(t, b.Store, id); !slices.Equal(got, []sluice.MessageID{anew.ID}) {
						t.Errorf("%v wait, want %s", got, anew.ID)
					}
					time.Sleep(25 * time.Hour / 2) // an Idempotency-Key would be forgotten
					if _, err := b.SendAnew(t.Context(), id, old); sluice.CodeOf(err) != sluice.Conflict {
						t.Errorf("once more: %v", err)
					}
					b.reopen()
					authorize(t, b.Store, id)
				}
			})
		})
	}
}

func TestOnlyWhatWasNotSentIsSentAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{QueueLimit: 2})
		id := create(t, s)
		sent := enqueue(t, s, text(id, "10", "a"))
		send(t, s, next(t, s, id), 1)
		receive(t, s, id, incoming(2, "b"))
		failed := enqueue(t, s, text(id, "10", "c"))
		finish(t, s, next(t, s, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		waits := enqueue(t, s, text(id, "10", "d"))
		for m, want := range map[sluice.MessageID]sluice.Code{
			sent: sluice.Conflict, told(t, s, id)[2].Message: sluice.Conflict, waits: sluice.Conflict, "1234567890123": sluice.NotFound,
		} {
			if _, err := s.SendAnew(t.Context(), id, m); sluice.CodeOf(err) != want {
				t.Errorf("%s: %v, want %s", m, err, want)
			}
		}
		enqueue(t, s, text(id, "10", "e"))
		if _, err := s.SendAnew(t.Context(), id, failed); sluice.CodeOf(err) != sluice.Full {
			t.Errorf("into a full queue: %v", err)
		}
		if r := lookup(t, s, id, failed); r.SentAs != "" {
			t.Errorf("marked, and not sent anew: %+v", r)
		}
	})
}

func TestTwoWhoSendAnewAtOnceSendOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		old := enqueue(t, s, text(id, "10", "a"))
		finish(t, s, next(t, s, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for k := range errs {
			wg.Go(func() { _, errs[k] = s.SendAnew(t.Context(), id, old) })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			switch sluice.CodeOf(err) {
			case "":
				done++
			case sluice.Conflict:
			default:
				t.Errorf("%v", err)
			}
		}
		if n := count(t, s, id); done != 1 || n != 1 {
			t.Errorf("%d were told of a new message and %d wait, want 1 each", done, n)
		}
	})
}

func TestAForwardIsSentAnewAsAWhole(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		first := enqueue(t, s, sluice.Message{Instance: id, Chat: "10", Body: sluice.ForwardBody{From: "10", Messages: slices.Repeat([]sluice.MessageID{"1234567890123"}, 3)}})
		finish(t, s, next(t, s, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		part := func(m sluice.MessageID, k int64) sluice.MessageID { return sluice.MessageIDOf(m.Number() + k) }
		if _, err := s.SendAnew(t.Context(), id, part(first, 1)); sluice.CodeOf(err) != sluice.Conflict {
			t.Errorf("a part of it: %v", err)
		}
		anew, err := s.SendAnew(t.Context(), id, first)
		must(t, err)
		for k := range int64(3) {
			if r := lookup(t, s, id, part(first, k)); r.SentAs != part(anew.ID, k) || r.Item != int(k) {
				t.Errorf("part %d is %+v", k, r)
			}
			if r := lookup(t, s, id, part(anew.ID, k)); r.Status != sluice.StatusPending {
				t.Errorf("the new part %d is %+v", k, r)
			}
		}
		if n := count(t, s, id); n != 1 {
			t.Errorf("%d wait, want 1", n)
		}
	})
}
