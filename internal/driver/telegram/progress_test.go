package telegram_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/tg"

	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

func TestTheUpdateStateNeverRunsAheadOfTheEvents(t *testing.T) {
	ctx := t.Context()
	store := drivertest.NewValues()
	p := telegram.NewProgress(store)
	if err := p.SetState(ctx, 1, updates.State{Pts: 10}); err != nil {
		t.Fatal(err)
	}
	flush(t, p)
	wantPts(t, store, 10)

	p.Expect() // an event waits
	if err := p.SetPts(ctx, 1, 11); err != nil {
		t.Fatal(err)
	}
	flush(t, p)
	wantPts(t, store, 10)
	p.Settled(ctx, true)
	flush(t, p)
	wantPts(t, store, 11)

	p.Expect()
	p.Settled(ctx, false) // it stayed unstored
	if err := p.SetPts(ctx, 1, 12); err == nil {
		t.Error("the state goes past an unstored event")
	}
	if err := p.SetChannelPts(ctx, 1, 5, 12); err == nil {
		t.Error("a channel's state goes past an unstored event")
	}
	flush(t, p)
	wantPts(t, store, 11)

	if err := p.Load(ctx); err != nil { // the manager is built anew
		t.Fatal(err)
	}
	if s, ok, _ := p.GetState(ctx, 1); !ok || s.Pts != 11 {
		t.Errorf("it starts at %d", s.Pts)
	}
	if err := p.SetPts(ctx, 1, 12); err != nil {
		t.Error(err)
	}
}

func TestUnchangedStateIsNotWritten(t *testing.T) {
	store := drivertest.NewValues()
	p := telegram.NewProgress(store)
	if err := p.SetDateSeq(t.Context(), 1, 5, 6); err != nil {
		t.Fatal(err)
	}
	flush(t, p)
	flush(t, p)
	if store.Puts() != 1 {
		t.Errorf("%d commits", store.Puts())
	}
}

func TestAFullFeedAsksForTheDifference(t *testing.T) {
	dropped := 0
	f := telegram.NewFeed(func() { dropped++ })
	for range 20_000 {
		f.Push(&tg.UpdateShort{})
	}
	if dropped == 0 {
		t.Error("nobody was told that the channels have to be looked through")
	}
	if n := f.Len(); n > 10_000 {
		t.Errorf("%d updates wait", n)
	}
	if first, _ := f.Next(t.Context()); first == nil || first.TypeID() != tg.UpdatesTooLongTypeID {
		t.Errorf("first comes %T", first)
	}
}

// The library sorts the updates that it handles, in place, while the send that
// they answer still reads which number each message got.
func TestAnAnswerIsSharedAsACopy(t *testing.T) {
	answer := &tg.Updates{Updates: []tg.UpdateClass{
		&tg.UpdateMessageID{ID: 7, RandomID: 70}, &tg.UpdateMessageID{ID: 8, RandomID: 80},
	}}
	f := telegram.NewFeed(nil)
	f.Share(answer)
	got, _ := f.Next(t.Context())
	handled, ok := got.(*tg.Updates)
	if !ok || len(handled.Updates) != 2 {
		t.Fatalf("handed on was %v", got)
	}
	slices.Reverse(handled.Updates)
	handled.Updates[0].(*tg.UpdateMessageID).ID = 9
	for i, random := range []int64{70, 80} {
		if n, _ := telegram.ReadAnswer(answer, random); n != int64(7+i) {
			t.Errorf("message %d got number %d", i, n)
		}
		if told := answer.Updates[i].(*tg.UpdateMessageID); told.RandomID != random {
			t.Errorf("the answer's update %d is about %d", i, told.RandomID)
		}
	}
}

func flush(t *testing.T, p telegram.Progress) {
	t.Helper()
	if err := p.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func wantPts(t *testing.T, store *drivertest.Values, want int) {
	t.Helper()
	fresh := telegram.NewProgress(store)
	if err := fresh.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, _, _ := fresh.GetState(t.Context(), 1); s.Pts != want {
		t.Errorf("stored at %d, want %d", s.Pts, want)
	}
}

func TestAChangeIsWrittenASecondLaterAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := drivertest.NewValues()
		p := telegram.NewProgress(store)
		must(t, p.SetState(t.Context(), 1, updates.State{Pts: 10})) // the first one at once
		wantPts(t, store, 10)

		for pts := range 100 {
			must(t, p.SetPts(t.Context(), 1, 11+pts))
		}
		wantPts(t, store, 10)
		time.Sleep(time.Second)
		synctest.Wait()
		wantPts(t, store, 110)

		before := store.Puts()
		store.Fail(errors.New("the store is away"))
		must(t, p.SetPts(t.Context(), 1, 111))
		time.Sleep(5 * time.Second)
		store.Fail(nil)
		time.Sleep(time.Second)
		synctest.Wait()
		wantPts(t, store, 111)
		time.Sleep(time.Minute)
		if n := store.Puts() - before; n != 1 {
			t.Errorf("%d commits", n)
		}
	})
}
