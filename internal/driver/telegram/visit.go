package telegram

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

const (
	// visitTime bounds what is done while a client waits for it.
	visitTime = 25 * time.Second
	// shortWait is the longest wait of Telegram's that is sat out meanwhile.
	shortWait = 10 * time.Second
)

var errSlow = errors.New("it took too long")

// A visit is a few calls that somebody waits for. Its errors are those of an
// ability.
type visit struct {
	*Conn
	link *link
	self int64
}

// visit begins one. It ends with done.
func (c *Conn) visit(ctx context.Context) (limited context.Context, v *visit, done func(), err error) {
	limited, done = context.WithTimeoutCause(ctx, visitTime, errSlow)
	l, self, err := c.online(limited)
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return limited, &visit{Conn: c, link: l, self: self}, done, nil
}

// ask makes one call of a method, at once or after a short wait of Telegram's.
func ask[T any](ctx context.Context, v *visit, method string, f func(ctx context.Context, api *tg.Client) (T, error)) (T, error) {
	for {
		answer := make(chan T, 1)
		err := v.waits.do(ctx, method, func(ctx context.Context) error {
			return v.link.bounded(ctx, func(ctx context.Context) error {
				got, err := f(ctx, v.link.client.API())
				if err == nil {
					answer <- got
				}
				return err
			})
		})
		if err == nil {
			return <-answer, nil
		}
		e, ours := errors.AsType[*sluice.Error](err)
		if !ours || e.Code != sluice.Limited || e.Wait > shortWait || !wait(ctx, e.Wait) {
			var none T
			return none, visitError(ctx, err)
		}
	}
}

// do is ask for calls whose answer says nothing more.
func do[T any](ctx context.Context, v *visit, method string, f func(ctx context.Context, api *tg.Client) (T, error)) error {
	_, err := ask(ctx, v, method, f)
	return err
}

// visitError says what the end of a call means to whoever waits: which chat or
// message there is not, or Telegram's own word for why it will not. Without an
// answer that can be relied on it may have been done, so it is not Unavailable.
func visitError(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errSlow) {
		return ctx.Err()
	}
	e := classify(err, call{})
	rpc, told := tgerr.As(e)
	switch {
	case ctx.Err() != nil && e.Code != sluice.Limited:
		return &sluice.Error{Code: sluice.Unknown, Text: "Telegram did not answer", Reason: sluice.WaitsOffline, Err: err}
	case e.Code == sluice.Unavailable:
		open := *e
		open.Code = sluice.Unknown
		return &open
	case !told:
		return e
	case rpc.IsOneOf("PEER_ID_INVALID", "USER_ID_INVALID", "CHANNEL_INVALID", "CHAT_ID_INVALID"):
		return &sluice.Error{Code: sluice.NotFound, Text: "Chat not found", Err: err}
	case rpc.IsOneOf("MESSAGE_ID_INVALID", "MSG_ID_INVALID"):
		return &sluice.Error{Code: sluice.NotFound, Text: "Message not found", Err: err}
	case e.Code == sluice.Refused:
		return &sluice.Error{Code: sluice.Refused, Text: strings.ToLower(rpc.Message), Err: err}
	}
	return e
}

// chat finds a chat that a client named.
func (v *visit) chat(ctx context.Context, id sluice.ChatID) (record, error) {
	r, err := v.resolve(ctx, v.link, id)
	if err != nil {
		return record{}, visitError(ctx, err)
	}
	return r, nil
}

// channel returns what a request names a supergroup or channel with.
func (r record) channel() *tg.InputChannel {
	return &tg.InputChannel{ChannelID: r.ID, AccessHash: r.Hash}
}

// user returns what a request names a user or bot with.
func (r record) user(self int64) tg.InputUserClass {
	if r.ID == self {
		return &tg.InputUserSelf{}
	}
	return &tg.InputUser{UserID: r.ID, AccessHash: r.Hash}
}

// channeled says whether the chat is one of those that are numbered apart.
func (r record) channeled() bool {
	return r.Type == sluice.ChatSupergroup || r.Type == sluice.ChatChannel
}
