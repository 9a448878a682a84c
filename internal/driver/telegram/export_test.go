package telegram

import (
	"context"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/tg"

	"sluice"
	"sluice/internal/driver"
)

// What the tests outside need of the inside.

// Classify says what an error means for a call.
func Classify(err error, send, first, wrote bool) *sluice.Error {
	return classify(err, call{send: send, first: first, wrote: wrote})
}

// Gone says whether an error ends a session.
func Gone(err error) bool { _, ok := gone(err); return ok }

// CauseOf says why an error ends a session; "" when it does not.
func CauseOf(err error) sluice.Cause {
	e, ok := gone(err)
	if !ok {
		return ""
	}
	return causeOf(e)
}

// RandomID returns what names an item of a message.
func RandomID(key [16]byte, item uint32) int64 { return randomID(key, item) }

// ReadAnswer reads the number and date out of an answer.
func ReadAnswer(u tg.UpdatesClass, randomID int64) (int64, time.Time) { return readAnswer(u, randomID) }

// Peers is the table of peers over a store.
type Peers struct{ *peers }

// NewPeers returns the table over a store.
func NewPeers(store driver.SessionStore, now func() time.Time) Peers {
	return Peers{newPeers(&values{store: store}, now)}
}

// Learn takes in what an answer describes.
func (p Peers) Learn(ctx context.Context, users []tg.UserClass, chats []tg.ChatClass) error {
	return p.learn(ctx, users, chats)
}

// Wrote notes that a user wrote.
func (p Peers) Wrote(ctx context.Context, id sluice.ChatID) error { return p.wrote(ctx, id) }

// Chat returns what is known of a chat to account 1.
func (p Peers) Chat(ctx context.Context, id sluice.ChatID) (sluice.Peer, tg.InputPeerClass, bool, error) {
	r, ok, err := p.chat(ctx, id)
	return r.peer(1), r.input(1), ok, err
}

// Phone returns what a phone led to.
func (p Peers) Phone(ctx context.Context, n sluice.Phone) (sluice.ChatID, bool, error) {
	r, ok, err := p.phone(ctx, n)
	return r.chat(), ok, err
}

// Username returns what a username led to.
func (p Peers) Username(ctx context.Context, name string) (sluice.ChatID, bool, error) {
	r, ok, err := p.username(ctx, name)
	return r.chat(), ok, err
}

// Waits is what methods still have to wait.
type Waits struct{ *waits }

// NewWaits returns the waits over a store.
func NewWaits(store driver.SessionStore, now func() time.Time) Waits {
	return Waits{newWaits(&values{store: store}, now)}
}

// Do makes a call unless it has to wait.
func (w Waits) Do(ctx context.Context, method string, f func(context.Context) error) error {
	return w.do(ctx, method, f)
}

// Progress is the state of updates.
type Progress struct{ *progress }

// NewProgress returns the state over a store.
func NewProgress(store driver.SessionStore) Progress {
	v := &values{store: store}
	return Progress{newProgress(v, newPeers(v, time.Now))}
}

// Load reads what is stored.
func (p Progress) Load(ctx context.Context) error { return p.load(ctx) }

// Flush writes what has changed.
func (p Progress) Flush(ctx context.Context) error { return p.flush(ctx) }

// Expect notes an event that waits.
func (p Progress) Expect() { p.expect() }

// Settled notes how it went.
func (p Progress) Settled(ctx context.Context, stored bool) { p.settled(ctx, stored) }

var _ updates.StateStorage = Progress{}

// Receiver turns updates into events for a sink. Messages that are own were made
// by sends.
func Receiver(store driver.SessionStore, sink driver.Sink, self int64, own ...int64) func(context.Context, tg.UpdatesClass) error {
	d, err := New(Options{Now: func() time.Time { return time.Unix(1_700_000_000, 0) }})
	if err != nil {
		panic(err)
	}
	c := newConn(d, driver.Config{}, store, sink, nil)
	for _, number := range own {
		c.own.put(numbered{number: number}, struct{}{})
	}
	return c.receiver.handler(self)
}

// Outgoing notes whether a request is written.
func Outgoing(r *tg.MessagesSendMessageRequest) (encode func() error, written func() bool) {
	o := &outgoing{Encoder: r}
	return func() error { return o.Encode(&bin.Buffer{}) }, o.written
}

// Following says where the next page of dialogs begins.
func Following(dialogs []tg.DialogClass, messages []tg.MessageClass, all bool) (folder, id int, chat sluice.ChatID) {
	next := following(reading{}, dialogs, messages, all)
	return next.Folder, next.ID, next.Chat
}

// NeverMet explains why a number is not enough.
func NeverMet(chat sluice.ChatID) string { return neverMet(chat) }

// Feed is what stands between the network and the handler of updates.
type Feed struct{ *feed }

// NewFeed returns an empty one, which tells dropped when it loses updates.
func NewFeed(dropped func()) Feed { return Feed{newFeed(dropped)} }

// Push takes in an update.
func (f Feed) Push(u tg.UpdatesClass) { f.push(u) }

// Share takes in a copy of an update.
func (f Feed) Share(u tg.UpdatesClass) { f.share(u) }

// Len returns how many wait.
func (f Feed) Len() int { return len(f.items) }

// Next returns the oldest.
func (f Feed) Next(ctx context.Context) (tg.UpdatesClass, bool) {
	item, ok := f.next(ctx)
	return item.update, ok
}

// ProblemOf says why a login ended.
func ProblemOf(err error) sluice.Prompt { return problemOf(err) }

// ContentOf returns what a message shows.
func ContentOf(m *tg.Message) sluice.Content { return contentOf(m) }

// RightsOf returns what members may do.
func RightsOf(denied tg.ChatBannedRights) map[sluice.GroupRight]bool { return rightsOf(denied) }

// ChangeRights returns what members may not do after some rights have changed.
func ChangeRights(denied tg.ChatBannedRights, rights map[sluice.GroupRight]bool) tg.ChatBannedRights {
	return change(denied, rights)
}

// GroupRights lists all rights.
func GroupRights() []sluice.GroupRight { return groupRights() }
