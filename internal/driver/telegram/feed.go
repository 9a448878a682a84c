package telegram

import (
	"context"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// feedLimit is how many updates may wait. Beyond it they are dropped and
// Telegram is asked for the difference instead, which it keeps.
const feedLimit = 10_000

// A feed stands between the network and whatever handles updates. Taking one in
// never blocks, so neither a connection nor a send waits for the store.
type feed struct {
	mu    sync.Mutex
	items []fed
	wake  chan struct{} // one slot

	dropped func() // told when updates were: their channels are not in the difference
}

// fed is an update, or the step that an own read or deletion made in the
// numbering of updates.
type fed struct {
	update        tg.UpdatesClass
	channel       int64
	pts, ptsCount int
}

func newFeed(dropped func()) *feed { return &feed{wake: make(chan struct{}, 1), dropped: dropped} }

// push takes in an update.
func (f *feed) push(u tg.UpdatesClass) { f.add(fed{update: u}) }

// share takes in a copy of an update that somebody else goes on reading: the
// library sorts what it handles in place.
func (f *feed) share(u tg.UpdatesClass) {
	var b bin.Buffer
	if err := u.Encode(&b); err != nil {
		f.recover()
		return
	}
	own, err := tg.DecodeUpdates(&b)
	if err != nil {
		f.recover()
		return
	}
	f.push(own)
}

// recover has the difference fetched, after all that waits.
func (f *feed) recover() { f.push(&tg.UpdatesTooLong{}) }

// HandleAffected takes in the step of an own read or deletion.
func (f *feed) HandleAffected(_ context.Context, channel int64, pts, ptsCount int) error {
	f.add(fed{channel: channel, pts: pts, ptsCount: ptsCount})
	return nil
}

func (f *feed) add(item fed) {
	f.mu.Lock()
	if len(f.items) >= feedLimit {
		f.items = append(f.items[:0], fed{update: &tg.UpdatesTooLong{}})
		f.dropped()
	}
	f.items = append(f.items, item)
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// next returns the oldest item, waiting for one; false when ctx ends.
func (f *feed) next(ctx context.Context) (fed, bool) {
	for {
		if item, ok := f.take(); ok {
			return item, true
		}
		select {
		case <-f.wake:
		case <-ctx.Done():
			return fed{}, false
		}
	}
}

func (f *feed) take() (fed, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.items) == 0 {
		return fed{}, false
	}
	item := f.items[0]
	f.items[0] = fed{}
	f.items = f.items[1:]
	return item, true
}
