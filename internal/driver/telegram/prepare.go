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

// A prepared is a text with the chat that it goes to.
type prepared struct {
	peer     sluice.Peer
	input    tg.InputPeerClass
	chat     sluice.ChatID // as the client wrote it, for another look-up
	text     string
	preview  bool
	reply    int // number of the message it answers; 0: none
	randomID int64
	since    time.Time // no copy of it can be older
}

// Peer returns the chat that the message goes to.
func (p *prepared) Peer() sluice.Peer { return p.peer }

// Prepare finds the chat. It shows nothing to anyone.
func (c *Conn) Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error) {
	body, ok := m.Body.(sluice.TextBody)
	if !ok {
		return nil, &sluice.Error{Code: sluice.Refused, Text: "Messages of this kind cannot be sent"}
	}
	l, self, err := c.online(ctx)
	if err != nil {
		return nil, err
	}
	r, err := c.resolve(ctx, l, m.Chat)
	if err != nil {
		return nil, err
	}
	p := &prepared{
		peer: r.peer(self), input: r.input(self), chat: m.Chat, text: string(body.Text),
		preview: body.LinkPreview == nil || *body.LinkPreview, randomID: randomID(m.Key, 0), since: m.Queued,
	}
	if m.Quote.Chat == p.peer.Chat {
		p.reply = int(m.Quote.Number)
	}
	if !m.Doubt.IsZero() {
		p.since = m.Doubt
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
	return c.ask(ctx, l, lookUp{
		method: "contacts.resolvePhone", key: phonePrefix + string(phone),
		call: func(ctx context.Context) (*tg.ContactsResolvedPeer, error) {
			return l.client.API().ContactsResolvePhone(ctx, string(phone))
		},
	})
}

func (c *Conn) askUsername(ctx context.Context, l *link, name string) (record, error) {
	return c.ask(ctx, l, lookUp{
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

func (c *Conn) ask(ctx context.Context, l *link, q lookUp) (record, error) {
	limited, cancel := context.WithTimeout(ctx, resolveTime)
	defer cancel()
	answer := make(chan *tg.ContactsResolvedPeer, 1)
	err := c.waits.do(limited, q.method, func(ctx context.Context) error {
		return l.bounded(ctx, func(ctx context.Context) error {
			found, err := q.call(ctx)
			if err == nil {
				answer <- found
			}
			return err
		})
	})
	switch {
	case ctx.Err() != nil:
		return record{}, ctx.Err()
	case limited.Err() != nil && err != nil:
		return record{}, classify(limited.Err(), call{})
	case err != nil:
		return record{}, err
	}
	id := chatOf((<-answer).Peer)
	r, known, err := c.peers.chat(ctx, id) // the observer has learned it from the answer
	if err != nil {
		return record{}, stored(err)
	}
	if !known {
		return record{}, &sluice.Error{Code: sluice.NotFound, Text: "There is no such account"}
	}
	return r, stored(c.peers.leads(ctx, q.key, id))
}

// anew finds the chat of p again, past what was remembered of it.
func (c *Conn) anew(ctx context.Context, l *link, self int64, p *prepared) (*prepared, error) {
	var r record
	var err error
	phone, byPhone := p.chat.Phone()
	name, byName := p.chat.Username()
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
	if again.peer.Chat != p.peer.Chat { // the name has a new owner: the queue decided for the old one
		return nil, errSameAgain
	}
	return &again, nil
}

// errSameAgain says that there is no other way to find a chat.
var errSameAgain = errors.New("the chat cannot be found in another way")
