package telegram

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
	"sluice/internal/driver"
)

const (
	firstOffer = 100 * time.Millisecond // pause before an event is offered again
	lastOffer  = 30 * time.Second

	// recentMessages bounds what is remembered of messages, per account: their
	// own numbers, texts and reactions.
	recentMessages = 512

	// mostGiven bounds the reactions remembered under one, of which Telegram names
	// the latest alone.
	mostGiven = 100
)

// A receiver turns updates into events and offers each to the Sink until it is
// stored, in their order: one holds what is behind it.
type receiver struct {
	sink     driver.Sink
	peers    *peers
	progress *progress
	own      *recall[numbered, struct{}] // messages that our own sends made
	numbers  *recall[int64, int]         // random id → number, as updates tell it
	log      *slog.Logger
	metrics  *metrics
	now      func() time.Time

	mu        sync.Mutex // one update at a time: the manager has a goroutine per channel
	texts     *recall[numbered, sluice.Text]
	reactions *recall[numbered, []given]
}

// numbered names a message.
type numbered struct {
	scope  sluice.ChatID
	number int64
}

func newReceiver(c *Conn) *receiver {
	return &receiver{
		sink: c.sink, peers: c.peers, progress: c.progress, own: c.own, numbers: c.numbers,
		log: c.log, metrics: c.driver.metrics, now: c.driver.opts.Now,
		texts: newRecall[numbered, sluice.Text](recentMessages), reactions: newRecall[numbered, []given](recentMessages),
	}
}

// handler returns what the manager of updates calls, in order, for an account.
func (r *receiver) handler(self int64) func(ctx context.Context, u tg.UpdatesClass) error {
	return func(ctx context.Context, u tg.UpdatesClass) error {
		all, users, chats, at := unpack(u)
		r.mu.Lock()
		defer r.mu.Unlock()
		s := r.learned(ctx, self, users, chats)
		for _, update := range all {
			var events []sluice.Event
			if err := guarded(func() error { events = r.events(s, update, at); return nil }); err != nil {
				r.unreadable(ctx, err)
			}
			for _, e := range events {
				if err := r.offer(ctx, e); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// learned takes in who is described beside an update, and returns them. What cannot
// be read is nobody.
func (r *receiver) learned(ctx context.Context, self int64, users []tg.UserClass, chats []tg.ChatClass) (s scene) {
	err := guarded(func() error {
		if err := r.peers.learn(ctx, users, chats); err != nil {
			r.log.WarnContext(ctx, "telegram: peers not stored", "err", err)
		}
		s = r.scene(ctx, self, users, chats)
		return nil
	})
	if err != nil {
		r.unreadable(ctx, err)
		return r.scene(ctx, self, nil, nil)
	}
	return s
}

// unreadable tells of something that is passed over.
func (r *receiver) unreadable(ctx context.Context, err error) {
	r.metrics.unreadable.Inc()
	r.log.ErrorContext(ctx, "telegram: something that came in cannot be read, passed over", "err", err)
}

func (r *receiver) scene(ctx context.Context, self int64, users []tg.UserClass, chats []tg.ChatClass) scene {
	s := scene{self: self, seen: map[sluice.ChatID]record{}, known: func(id sluice.ChatID) (record, bool) {
		known, ok, err := r.peers.chat(ctx, id)
		return known, ok && err == nil
	}}
	for _, u := range users {
		if u, ok := u.(*tg.User); ok {
			described := userRecord(u)
			s.seen[described.chat()] = described
		}
	}
	for _, c := range chats {
		if described, _, _ := chatRecord(c); described.ID != 0 {
			s.seen[described.chat()] = described
		}
	}
	return s
}

// unpack returns the updates of a parcel and what it says beside them.
func unpack(u tg.UpdatesClass) ([]tg.UpdateClass, []tg.UserClass, []tg.ChatClass, int) {
	switch u := u.(type) {
	case *tg.Updates:
		return u.Updates, u.Users, u.Chats, u.Date
	case *tg.UpdatesCombined:
		return u.Updates, u.Users, u.Chats, u.Date
	case *tg.UpdateShort:
		return []tg.UpdateClass{u.Update}, nil, nil, u.Date
	}
	return nil, nil, nil, 0
}

// events returns what one update tells. It is called with mu held.
func (r *receiver) events(s scene, update tg.UpdateClass, unix int) []sluice.Event {
	at := date(unix)
	if unix == 0 {
		at = r.now().UTC().Truncate(time.Second)
	}
	switch u := update.(type) {
	case *tg.UpdateMessageID:
		r.numbers.put(u.RandomID, u.ID)
	case *tg.UpdateNewMessage:
		return r.newMessage(s, u.Message)
	case *tg.UpdateNewChannelMessage:
		return r.newMessage(s, u.Message)
	case *tg.UpdateEditMessage:
		return r.changed(s.edited(u.Message))
	case *tg.UpdateEditChannelMessage:
		return r.changed(s.edited(u.Message))
	case *tg.UpdateDeleteMessages:
		return s.deleted("", u.Messages, at)
	case *tg.UpdateDeleteChannelMessages:
		return s.deleted(channelChat(u.ChannelID), u.Messages, at)
	case *tg.UpdateReadHistoryOutbox:
		return []sluice.Event{s.read(chatOf(u.Peer), u.MaxID, at)}
	case *tg.UpdateReadChannelOutbox:
		return []sluice.Event{s.read(channelChat(u.ChannelID), u.MaxID, at)}
	case *tg.UpdateMessageReactions:
		return r.reacted(s, u, at)
	}
	return nil
}

// newMessage passes over what our own sends made: the store knows of it from
// the send itself, but not of an edit since, which a difference tells by showing
// the message as it is by then.
func (r *receiver) newMessage(s scene, m tg.MessageClass) []sluice.Event {
	e, ok := s.message(m)
	if !ok {
		return nil
	}
	name := numbered{e.Scope, e.Number}
	_, mine := r.own.get(name)
	edit, edited := s.edited(m)
	switch {
	case mine && e.Outgoing && edited:
		return r.changed(edit, true)
	case mine && e.Outgoing:
		r.texts.put(name, e.Content.Text)
		return nil
	}
	r.texts.put(name, e.Content.Text)
	return []sluice.Event{e}
}

// changed passes over edits that leave the text as it was.
func (r *receiver) changed(e sluice.Event, ok bool) []sluice.Event {
	if !ok {
		return nil
	}
	name := numbered{e.Scope, e.Number}
	before, known := r.texts.get(name)
	r.texts.put(name, e.Content.Text)
	if known && before == e.Content.Text {
		return nil
	}
	return []sluice.Event{e}
}

// reacted compares the reactions under a message with those seen before.
func (r *receiver) reacted(s scene, u *tg.UpdateMessageReactions, at time.Time) []sluice.Event {
	chat := chatOf(u.Peer)
	name := numbered{sluice.ScopeOf(s.peer(chat)), int64(u.MsgID)}
	before, _ := r.reactions.get(name)
	var now []given
	var events []sluice.Event
	for _, reaction := range u.Reactions.RecentReactions {
		g := givenOf(reaction)
		now = append(now, g)
		if !contains(before, func(b given) bool { return b == g }) {
			events = append(events, s.reaction(chat, u.MsgID, g, at))
		}
	}
	if !complete(u.Reactions) { // whoever is not named is not gone
		for _, b := range before {
			if len(now) < mostGiven && !contains(now, func(g given) bool { return g.from == b.from }) {
				now = append(now, b)
			}
		}
		r.reactions.put(name, now)
		return events
	}
	r.reactions.put(name, now)
	if before == nil && len(now) == 0 && typedUser(chat) {
		before = []given{{from: chat}} // seen before a restart: in a private chat the other side took it back
	}
	for _, b := range before {
		if !contains(now, func(g given) bool { return g.from == b.from }) {
			events = append(events, s.reaction(chat, u.MsgID, given{from: b.from, date: b.date}, at))
		}
	}
	return events
}

// complete says whether reactions name everybody who put one: Telegram tells the
// latest alone, and none to everybody at once.
func complete(all tg.MessageReactions) bool {
	total := 0
	for _, one := range all.Results {
		total += one.Count
	}
	return !all.Min && total <= len(all.RecentReactions)
}

func contains(all []given, fits func(given) bool) bool {
	return slices.ContainsFunc(all, fits)
}

func typedUser(id sluice.ChatID) bool {
	kind, _ := typeOf(id)
	return kind == sluice.ChatUser
}

// offer hands e to the Sink until it is stored.
func (r *receiver) offer(ctx context.Context, e sluice.Event) error {
	r.progress.expect()
	err := r.insist(ctx, e)
	r.progress.settled(ctx, err == nil)
	if err == nil && !e.Outgoing && e.Kind == sluice.EventMessage && e.Chat.Chat == e.Sender.Chat {
		if err := r.peers.wrote(ctx, e.Chat.Chat); err != nil {
			r.log.WarnContext(ctx, "telegram: peers not stored", "err", err)
		}
	}
	return err
}

// insist repeats the offer with growing pauses; it fails only when ctx ends.
func (r *receiver) insist(ctx context.Context, e sluice.Event) error {
	for pause := firstOffer; ; pause = min(2*pause, lastOffer) {
		err := r.sink.Event(ctx, e)
		if err == nil {
			return nil
		}
		r.metrics.unstored.Inc()
		if ctx.Err() == nil {
			r.log.WarnContext(ctx, "telegram: event not stored, offered again", "err", err)
		}
		if !wait(ctx, pause) {
			return ctx.Err()
		}
	}
}

// wait pauses for d; false when ctx ends before.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
