package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

const (
	peerPrefix  = "peer/"  // chat → record
	phonePrefix = "phone/" // digits → alias
	namePrefix  = "name/"  // username in lower case → alias

	// A username may pass to another owner, so what was learned of one is
	// trusted for a day.
	nameTrust = 24 * time.Hour

	// cachedPeers bounds the records that an account keeps in memory.
	cachedPeers = 256
)

// A record is a chat as the table of peers keeps it. Its access hash is good
// for this account alone.
type record struct {
	Type     sluice.ChatType `json:"t"`
	ID       int64           `json:"i"` // Telegram's own, without the marks of a chat id
	Hash     int64           `json:"h,omitempty"`
	Phone    sluice.Phone    `json:"p,omitempty"`
	Username string          `json:"u,omitempty"`
	Name     string          `json:"n,omitempty"`
	Contact  bool            `json:"c,omitempty"`
	Wrote    bool            `json:"w,omitempty"` // it wrote to this account at least once
}

// chat returns the id as a chat is named in the API.
func (r record) chat() sluice.ChatID {
	switch r.Type {
	case sluice.ChatGroup:
		return groupChat(r.ID)
	case sluice.ChatSupergroup, sluice.ChatChannel:
		return channelChat(r.ID)
	}
	return userChat(r.ID)
}

// peer returns the record in our words; self is the account's own id.
func (r record) peer(self int64) sluice.Peer {
	p := sluice.Peer{Chat: r.chat(), Type: r.Type, Name: r.Name, Phone: r.Phone, Username: r.Username}
	if r.Contact {
		p.Contact = r.Name
	}
	person := r.Type == sluice.ChatUser || r.Type == sluice.ChatBot
	p.First = person && !r.Contact && !r.Wrote && r.ID != self
	return p
}

// input returns what a request names the chat with.
func (r record) input(self int64) tg.InputPeerClass {
	switch r.Type {
	case sluice.ChatGroup:
		return &tg.InputPeerChat{ChatID: r.ID}
	case sluice.ChatSupergroup, sluice.ChatChannel:
		return &tg.InputPeerChannel{ChannelID: r.ID, AccessHash: r.Hash}
	}
	if r.ID == self {
		return &tg.InputPeerSelf{}
	}
	return &tg.InputPeerUser{UserID: r.ID, AccessHash: r.Hash}
}

// An alias is what a phone or a username led to.
type alias struct {
	Chat sluice.ChatID `json:"chat"`
	At   time.Time     `json:"at"` // when Telegram last said so
}

// peers is an account's table of chats. It lives in the SessionStore, with the
// records in use in memory.
type peers struct {
	values *values
	now    func() time.Time

	mu    sync.Mutex // one change at a time
	cache map[sluice.ChatID]record
}

func newPeers(v *values, now func() time.Time) *peers {
	return &peers{values: v, now: now, cache: map[sluice.ChatID]record{}}
}

// chat returns what is known of a numeric chat.
func (p *peers) chat(ctx context.Context, id sluice.ChatID) (record, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.load(ctx, id)
}

// load is called with mu held.
func (p *peers) load(ctx context.Context, id sluice.ChatID) (record, bool, error) {
	if r, ok := p.cache[id]; ok {
		return r, true, nil
	}
	var r record
	ok, err := p.values.getJSON(ctx, peerPrefix+string(id), &r)
	if ok && err == nil {
		p.remember(id, r)
	}
	return r, ok, err
}

func (p *peers) remember(id sluice.ChatID, r record) {
	if len(p.cache) >= cachedPeers {
		clear(p.cache)
	}
	p.cache[id] = r
}

// phone returns the chat that a phone number led to.
func (p *peers) phone(ctx context.Context, n sluice.Phone) (record, bool, error) {
	return p.alias(ctx, phonePrefix+string(n), 0)
}

// username returns the chat that a username led to within the last day.
func (p *peers) username(ctx context.Context, name string) (record, bool, error) {
	return p.alias(ctx, nameKey(name), nameTrust)
}

func (p *peers) alias(ctx context.Context, key string, trust time.Duration) (record, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var a alias
	if ok, err := p.values.getJSON(ctx, key, &a); err != nil || !ok {
		return record{}, false, err
	}
	if age := p.now().Sub(a.At); trust > 0 && (age > trust || age < 0) {
		return record{}, false, nil
	}
	return p.load(ctx, a.Chat)
}

// leads notes that a phone or a username, under its key, led to a chat.
func (p *peers) leads(ctx context.Context, key string, id sluice.ChatID) error {
	data, err := json.Marshal(alias{Chat: id, At: p.now()})
	if err != nil {
		return err
	}
	return p.values.put(ctx, map[string][]byte{key: data})
}

// wrote notes that a user wrote to this account.
func (p *peers) wrote(ctx context.Context, ids ...sluice.ChatID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	changes := map[string][]byte{}
	for _, id := range ids {
		r, ok, err := p.load(ctx, id)
		if err != nil {
			return err
		}
		if !ok || r.Wrote {
			continue
		}
		r.Wrote = true
		if err := p.change(changes, r, nil); err != nil {
			return err
		}
	}
	return p.values.put(ctx, changes)
}

// learn takes in what Telegram says of users and chats beside any answer or
// update, in one commit.
func (p *peers) learn(ctx context.Context, users []tg.UserClass, chats []tg.ChatClass) error {
	seen := seenIn(users, chats)
	if len(seen) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	changes := map[string][]byte{}
	for _, s := range seen {
		old, known, err := p.load(ctx, s.chat())
		if err != nil {
			return err
		}
		s.Wrote = s.Wrote || old.Wrote
		if known && old == s.record {
			continue
		}
		for _, key := range aliasKeys(old.Phone, old.Username) {
			changes[key] = nil
		}
		if err := p.change(changes, s.record, s.names); err != nil {
			return err
		}
	}
	return p.values.put(ctx, changes)
}

// change adds a record and what leads to it to a commit. It is called with mu
// held; the cache may run ahead of a commit that fails, which costs nothing.
func (p *peers) change(changes map[string][]byte, r record, names []string) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	pointer, err := json.Marshal(alias{Chat: r.chat(), At: p.now()})
	if err != nil {
		return err
	}
	changes[peerPrefix+string(r.chat())] = data
	for _, key := range aliasKeys(r.Phone, append(names, r.Username)...) {
		changes[key] = pointer
	}
	p.remember(r.chat(), r)
	return nil
}

func aliasKeys(phone sluice.Phone, names ...string) []string {
	keys := map[string]struct{}{}
	if phone != "" {
		keys[phonePrefix+string(phone)] = struct{}{}
	}
	for _, name := range names {
		if name != "" {
			keys[nameKey(name)] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(keys))
}

func nameKey(name string) string { return namePrefix + strings.ToLower(name) }

// add takes in a chat of which nothing but the access hash is known.
func (p *peers) add(ctx context.Context, r record) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	changes := map[string][]byte{}
	if err := p.change(changes, r, nil); err != nil {
		return err
	}
	return p.values.put(ctx, changes)
}

// clear forgets the records in memory: another account's are of no use.
func (p *peers) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.cache)
}
