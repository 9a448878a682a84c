package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/gotd/td/telegram/updates"

	"sluice"
)

// progress is how far an account's updates were read: what the library's
// manager keeps its state in. It is written a second after it changed, and
// never ahead of the events: while one is not stored it is not written, and
// after one that stayed unstored it takes nothing until the next start, so that
// Telegram is asked for the difference again.
type progress struct {
	values *values
	peers  *peers

	writing sync.Mutex // one write at a time

	mu       sync.Mutex // guards what follows
	state    updates.State
	known    bool
	channels map[int64]int // channel → pts
	dirty    bool
	pending  int         // events that wait to be stored
	behind   bool        // one stayed unstored
	timer    *time.Timer // writes what changed; nil: nothing has since the last write
}

const flushEvery = time.Second

var errBehind = errors.New("an event is not stored")

func newProgress(v *values, p *peers) *progress {
	return &progress{values: v, peers: p, channels: map[int64]int{}}
}

// load reads what is stored, for a manager that starts.
func (p *progress) load(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	state, channels := updates.State{}, map[int64]int{}
	known, err := p.values.getJSON(ctx, updatesValue, &state)
	if err != nil {
		return err
	}
	if _, err := p.values.getJSON(ctx, channelsValue, &channels); err != nil {
		return err
	}
	p.state, p.known, p.channels, p.dirty, p.behind = state, known, channels, false, false
	return nil
}

// expect notes that an event waits to be stored.
func (p *progress) expect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending++
}

// settled notes how it went.
func (p *progress) settled(ctx context.Context, stored bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending--
	p.behind = p.behind || !stored
	if p.dirty && p.pending == 0 {
		p.changed(ctx) // it may have been held back
	}
}

// changed has a write follow soon. It is called with mu held. There is no
// goroutine and no tick while nothing happens: most accounts are quiet.
func (p *progress) changed(ctx context.Context) {
	p.dirty = true
	if p.timer != nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	p.timer = time.AfterFunc(flushEvery, func() {
		p.mu.Lock()
		p.timer = nil
		p.mu.Unlock()
		if err := p.flush(ctx); err == nil {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.changed(ctx) // the store is away: tried again
	})
}

// close writes what is left, and nothing after that until the next load.
func (p *progress) close(ctx context.Context) error {
	err := p.flush(context.WithoutCancel(ctx))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behind = true
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	return err
}

func (p *progress) flush(ctx context.Context) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	if !p.dirty || p.behind || p.pending > 0 {
		p.mu.Unlock()
		return nil
	}
	state, channels := p.state, maps.Clone(p.channels)
	p.dirty = false
	p.mu.Unlock()

	err := p.write(ctx, state, channels)
	if err != nil {
		p.mu.Lock()
		p.dirty = true
		p.mu.Unlock()
	}
	return err
}

func (p *progress) write(ctx context.Context, state updates.State, channels map[int64]int) error {
	one, err := json.Marshal(state)
	if err != nil {
		return err
	}
	all, err := json.Marshal(channels)
	if err != nil {
		return err
	}
	return p.values.put(ctx, map[string][]byte{updatesValue: one, channelsValue: all})
}

// set changes the state unless an event stayed unstored.
func (p *progress) set(ctx context.Context, change func(*updates.State)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.behind {
		return errBehind
	}
	change(&p.state)
	p.known = true
	p.changed(ctx)
	return nil
}

// The methods below are the library's StateStorage. It passes the account's own
// id, which is always the same here.

func (p *progress) GetState(context.Context, int64) (updates.State, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state, p.known, nil
}

// SetState stores a first state at once: what comes behind it is then missed
// by nobody.
func (p *progress) SetState(ctx context.Context, _ int64, s updates.State) error {
	p.mu.Lock()
	first := !p.known
	p.mu.Unlock()
	err := p.set(ctx, func(state *updates.State) { *state = s })
	if err != nil || !first {
		return err
	}
	return p.flush(ctx)
}

func (p *progress) SetPts(ctx context.Context, _ int64, pts int) error {
	return p.set(ctx, func(state *updates.State) { state.Pts = pts })
}

func (p *progress) SetQts(ctx context.Context, _ int64, qts int) error {
	return p.set(ctx, func(state *updates.State) { state.Qts = qts })
}

func (p *progress) SetDate(ctx context.Context, _ int64, date int) error {
	return p.set(ctx, func(state *updates.State) { state.Date = date })
}

func (p *progress) SetSeq(ctx context.Context, _ int64, seq int) error {
	return p.set(ctx, func(state *updates.State) { state.Seq = seq })
}

func (p *progress) SetDateSeq(ctx context.Context, _ int64, date, seq int) error {
	return p.set(ctx, func(state *updates.State) { state.Date, state.Seq = date, seq })
}

func (p *progress) GetChannelPts(_ context.Context, _, channel int64) (int, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pts, ok := p.channels[channel]
	return pts, ok, nil
}

func (p *progress) SetChannelPts(ctx context.Context, _, channel int64, pts int) error {
	return p.set(ctx, func(*updates.State) { p.channels[channel] = pts })
}

// ForEachChannels names none: the manager would keep a goroutine for each, and
// most channels are quiet. Those that have news are found by [Conn.catchUp].
func (p *progress) ForEachChannels(context.Context, int64, func(context.Context, int64, int) error) error {
	return nil
}

// begin notes where the reading of channels begins of which nothing is known
// yet, and returns those that were read less far than told.
func (p *progress) begin(ctx context.Context, told map[int64]int) (behind map[int64]int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	behind = map[int64]int{}
	for channel, pts := range told {
		read, known := p.channels[channel]
		switch {
		case !known && !p.behind:
			p.channels[channel] = pts
			p.changed(ctx)
		case known && read < pts:
			behind[channel] = pts
		}
	}
	return behind
}

// hashes answers the manager's questions about access hashes from the table of
// peers, which every vector of users and chats has filled already.
type hashes struct{ peers *peers }

func (h hashes) GetChannelAccessHash(ctx context.Context, _, channel int64) (int64, bool, error) {
	r, ok, err := h.peers.chat(ctx, channelChat(channel))
	return r.Hash, ok && r.Hash != 0, err
}

func (h hashes) SetChannelAccessHash(ctx context.Context, _, channel, hash int64) error {
	_, ok, err := h.peers.chat(ctx, channelChat(channel))
	if ok || err != nil {
		return err
	}
	return h.peers.add(ctx, record{Type: sluice.ChatSupergroup, ID: channel, Hash: hash})
}

func (h hashes) GetUserAccessHash(ctx context.Context, _, user int64) (int64, bool, error) {
	r, ok, err := h.peers.chat(ctx, userChat(user))
	return r.Hash, ok && r.Hash != 0, err
}

func (h hashes) SetUserAccessHash(ctx context.Context, _, user, hash int64) error {
	_, ok, err := h.peers.chat(ctx, userChat(user))
	if ok || err != nil {
		return err
	}
	return h.peers.add(ctx, record{Type: sluice.ChatUser, ID: user, Hash: hash})
}
