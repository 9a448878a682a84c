package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// resolveTime bounds one look-up.
const resolveTime = 25 * time.Second

// A prepared is a message with the chat that it goes to, and its file uploaded.
type prepared struct {
	message   sluice.Message
	peer      sluice.Peer
	input     tg.InputPeerClass
	text      string // or the caption
	preview   bool
	reply     int                // number of the message it answers; 0: none
	randomIDs []int64            // one, of a forward as many as it has messages
	media     tg.InputMediaClass // nil: a text, or a forward
	file      *uploaded          // what media was made of; nil: not of a file
	forward   *forward           // nil: no forward
}

// Peer returns the chat that the message goes to.
func (p *prepared) Peer() sluice.Peer { return p.peer }

// Prepare finds the chat and uploads. It shows nothing to anyone.
func (c *Conn) Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error) {
	l, self, err := c.online(ctx)
	if err != nil {
		return nil, err
	}
	r, err := c.resolve(ctx, l, m.Chat)
	if err != nil {
		return nil, err
	}
	p := &prepared{message: m, peer: r.peer(self), input: r.input(self), randomIDs: randomIDs(m)}
	if m.Quote.Chat == p.peer.Chat {
		p.reply = int(m.Quote.Number)
	}
	if err := c.prepareBody(ctx, l, self, p); err != nil {
		return nil, err
	}
	return p, nil
}

// resolve finds a chat, in the table of peers if it is there.
func (c *Conn) resolve(ctx context.Context, l *link, chat sluice.ChatID) (record, error) {
	if phone, ok := chat.Phone(); ok {
		r, known, err := c.peers.phone(ctx, phone)
		if known || err != nil {
			return r, stored(err)
		}
		return c.askPhone(ctx, l, phone)
	}
	if name, ok := chat.Username(); ok {
		r, known, err := c.peers.username(ctx, name)
		if known || err != nil {
			return r, stored(err)
		}
		return c.askUsername(ctx, l, name)
	}
	return c.numeric(ctx, chat)
}

// stored says that the store, not Telegram, is why a look-up failed.
func stored(err error) error {
	if err == nil {
		return nil
	}
	return &sluice.Error{Code: sluice.Unavailable, Text: "The store is away", Reason: sluice.WaitsOffline, Err: err}
}

// numeric finds a chat by Telegram's number, which is of no use without the
// access hash beside it. Until dialogs and contacts have been read, one that is
// missing may still turn up.
func (c *Conn) numeric(ctx context.Context, chat sluice.ChatID) (record, error) {
	_, complete, err := c.values.get(ctx, knownValue)
	if err != nil {
		return record{}, stored(err)
	}
	r, known, err := c.peers.chat(ctx, chat) // after the question whether all is read: else the end of it could slip in between
	switch {
	case known || err != nil:
		return r, stored(err)
	case !complete:
		return record{}, &sluice.Error{
			Code: sluice.Unavailable, Text: "The account's dialogs are being read",
			Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving,
		}
	}
	return record{}, &sluice.Error{Code: sluice.NotFound, Text: neverMet(chat)}
}

// neverMet explains why a number alone is not enough.
func neverMet(chat sluice.ChatID) string {
	text := fmt.Sprintf("This account has never met chat %s; send once by phone number or @username", chat)
	if len(chat) >= 11 && !strings.HasPrefix(string(chat), "-") {
		text += fmt.Sprintf("; did you mean %s@c.us?", chat)
	}
	return text
}

func (c *Conn) askPhone(ctx context.Context, l *link, phone sluice.Phone) (record, error) {
	return c.lookUp(ctx, l, lookUp{
		method: "contacts.resolvePhone", key: phonePrefix + string(phone),
		call: func(ctx context.Context) (*tg.ContactsResolvedPeer, error) {
			return l.client.API().ContactsResolvePhone(ctx, string(phone))
		},
	})
}

func (c *Conn) askUsername(ctx context.Context, l *link, name string) (record, error) {
	return c.lookUp(ctx, l, lookUp{
		method: "contacts.resolveUsername", key: nameKey(name),
		call: func(ctx context.Context) (*tg.ContactsResolvedPeer, error) {
			return l.client.API().ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: name})
		},
	})
}

// A lookUp is a question to Telegram that leads from a key to a chat.
type lookUp struct {
	method, key string
	call        func(context.Context) (*tg.ContactsResolvedPeer, error)
}

func (c *Conn) lookUp(ctx context.Context, l *link, q lookUp) (record, error) {
	found, err := asked(ctx, c, l, q.method, q.call)
	if err != nil {
		return record{}, err
	}
	return c.arrived(ctx, q.key, found)
}

// arrived returns the chat that a look-up led to, and notes the way.
func (c *Conn) arrived(ctx context.Context, key string, found *tg.ContactsResolvedPeer) (record, error) {
	id := chatOf(found.Peer)
	r, known, err := c.peers.chat(ctx, id) // the observer has learned it from the answer
	if err != nil {
		return record{}, stored(err)
	}
	if !known {
		return record{}, &sluice.Error{Code: sluice.NotFound, Text: "There is no such account"}
	}
	return r, stored(c.peers.leads(ctx, key, id))
}

// anew finds the chat of p again, past what was remembered of it.
func (c *Conn) anew(ctx context.Context, l *link, self int64, p *prepared) (*prepared, error) {
	var r record
	var err error
	phone, byPhone := p.message.Chat.Phone()
	name, byName := p.message.Chat.Username()
	switch {
	case byPhone:
		r, err = c.askPhone(ctx, l, phone)
	case byName:
		r, err = c.askUsername(ctx, l, name)
	case p.peer.Username != "":
		r, err = c.askUsername(ctx, l, p.peer.Username)
	default:
		return nil, errSameAgain
	}
	if err != nil {
		return nil, err
	}
	again := *p
	again.peer, again.input = r.peer(self), r.input(self)
	switch {
	case again.peer.Chat == p.peer.Chat:
		return &again, nil
	case byPhone || byName: // it has a new owner, whom the next Prepare finds: the queue decided for the old one
		return nil, &sluice.Error{
			Code: sluice.Unavailable, Text: "The number or name leads to another account now",
			Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving,
		}
	}
	return nil, errSameAgain
}

// errSameAgain says that there is no other way to find a chat.
var errSameAgain = errors.New("the chat cannot be found in another way")
