package sandbox

import (
	"slices"
)

// A message as it lies in one box.
type message struct {
	ID        int                `json:"id"`
	UID       int64              `json:"uid,omitempty"` // the same in every box that holds a copy; 0: there is one copy
	Chat      peer               `json:"chat"`
	From      int64              `json:"from"`         // a user; 0: the channel itself
	By        int64              `json:"by,omitempty"` // who wrote in the channel's name
	Date      int                `json:"date"`         // Unix seconds
	Edited    int                `json:"edited,omitempty"`
	Text      string             `json:"text"`
	ReplyTo   int                `json:"replyTo,omitempty"`
	Media     *media             `json:"media,omitempty"` // nil: a text; never changes
	Act       *action            `json:"act,omitempty"`   // it tells what happened; it has no text
	Forward   *origin            `json:"forward,omitempty"`
	Album     int64              `json:"album,omitempty"` // the same for all of an album
	Reactions map[int64]reaction `json:"-"`               // by user; entries of their own tell them
}

// author is the user who wrote the message.
func (m *message) author() int64 { return m.From + m.By }

// An origin is where a forwarded message comes from.
type origin struct {
	From peer   `json:"from,omitzero"` // zero: hidden
	Name string `json:"name,omitempty"`
	Date int    `json:"date"`
	Post int    `json:"post,omitempty"` // of a channel
}

// The kinds of entries.
const (
	entryNew     = "new"
	entryEdit    = "edit"
	entryDelete  = "delete"
	entryReadIn  = "readIn"  // the owner has read up to IDs[0]
	entryReadOut = "readOut" // the other side has
	entryReact   = "react"
)

// An entry is one change of a box. The box is the fold of its entries, which is
// how it is stored and how a client that was away catches up.
type entry struct {
	Pts     int      `json:"pts"`   // the box's after the change
	Count   int      `json:"count"` // how many it moved on; 0: clients do not count it
	Kind    string   `json:"kind"`
	Chat    peer     `json:"chat"`
	IDs     []int    `json:"ids,omitempty"`
	Date    int      `json:"date"`
	Message *message `json:"message,omitempty"` // of entryNew
	Text    string   `json:"text,omitempty"`    // of entryEdit and entryReact
	From    int64    `json:"from,omitempty"`    // of entryReact
}

// A thread is one chat inside a box.
type thread struct {
	ids     []int // ascending
	readIn  int
	readOut int
}

// A box is a sequence of messages with one numbering and one pts. An account
// has one for its private chats and basic groups together, each channel has its
// own. Whoever has the box guards it.
type box struct {
	pts      int
	last     int // the highest message id given
	messages map[int]*message
	copies   map[int64]int // id by UID
	threads  map[peer]*thread
	log      []entry
}

func newBox() box {
	return box{messages: map[int]*message{}, copies: map[int64]int{}, threads: map[peer]*thread{}}
}

// add gives m the next number.
func (b *box) add(m message) entry {
	m.ID = b.last + 1
	return b.apply(entry{Count: 1, Kind: entryNew, Chat: m.Chat, IDs: []int{m.ID}, Date: m.Date, Message: &m})
}

func (b *box) edit(id int, text string, date int) (entry, bool) {
	m, ok := b.messages[id]
	if !ok {
		return entry{}, false
	}
	return b.apply(entry{Count: 1, Kind: entryEdit, Chat: m.Chat, IDs: []int{id}, Date: date, Text: text}), true
}

// remove deletes those of ids that exist.
func (b *box) remove(ids []int, date int) (entry, bool) {
	var there []int
	var chat peer
	for _, id := range ids {
		if m, ok := b.messages[id]; ok && !slices.Contains(there, id) {
			there, chat = append(there, id), m.Chat
		}
	}
	if len(there) == 0 {
		return entry{}, false
	}
	return b.apply(entry{Count: len(there), Kind: entryDelete, Chat: chat, IDs: there, Date: date}), true
}

// read moves a read mark forward; kind is entryReadIn or entryReadOut. Upto 0
// means everything.
func (b *box) read(kind string, chat peer, upto, date int) (entry, bool) {
	t, ok := b.threads[chat]
	if !ok || len(t.ids) == 0 {
		return entry{}, false
	}
	if top := t.ids[len(t.ids)-1]; upto <= 0 || upto > top {
		upto = top
	}
	mark := t.readIn
	if kind == entryReadOut {
		mark = t.readOut
	}
	if upto <= mark {
		return entry{}, false
	}
	count := 1
	if chat.kind == channelKind {
		count = 0
	}
	return b.apply(entry{Count: count, Kind: kind, Chat: chat, IDs: []int{upto}, Date: date}), true
}

// A reaction is what a user puts under a message.
type reaction struct {
	user  int64
	emoji string // "": takes it away
	date  int
}

// react sets or takes away a reaction.
func (b *box) react(id int, r reaction) (entry, bool) {
	m, ok := b.messages[id]
	if !ok {
		return entry{}, false
	}
	return b.apply(entry{Kind: entryReact, Chat: m.Chat, IDs: []int{id}, Date: r.date, Text: r.emoji, From: r.user}), true
}

// apply numbers e, makes the change and remembers it.
func (b *box) apply(e entry) entry {
	b.pts += e.Count
	e.Pts = b.pts
	b.change(e)
	if e.Count > 0 {
		b.log = append(b.log, e)
	}
	return e
}

// replay makes a change that was made before, from the store.
func (b *box) replay(e entry) {
	b.pts = e.Pts
	b.change(e)
	if e.Count > 0 {
		b.log = append(b.log, e)
	}
}

func (b *box) change(e entry) {
	t := b.threads[e.Chat]
	if t == nil {
		t = &thread{}
		b.threads[e.Chat] = t
	}
	switch e.Kind {
	case entryNew:
		m := *e.Message // the entry keeps the message as it was
		b.messages[m.ID], b.last = &m, m.ID
		t.ids = append(t.ids, m.ID)
		if m.UID != 0 {
			b.copies[m.UID] = m.ID
		}
	case entryEdit:
		m := b.messages[e.IDs[0]]
		m.Text, m.Edited = e.Text, e.Date
	case entryDelete:
		b.drop(e.IDs)
	case entryReadIn:
		t.readIn = e.IDs[0]
	case entryReadOut:
		t.readOut = e.IDs[0]
	case entryReact:
		b.messages[e.IDs[0]].setReaction(reaction{e.From, e.Text, e.Date})
	}
}

// drop forgets messages, which may lie in several threads.
func (b *box) drop(ids []int) {
	for _, id := range ids {
		m := b.messages[id]
		t := b.threads[m.Chat]
		if i, ok := slices.BinarySearch(t.ids, id); ok {
			t.ids = slices.Delete(t.ids, i, i+1)
		}
		delete(b.copies, m.UID)
		delete(b.messages, id)
	}
}

func (m *message) setReaction(r reaction) {
	if r.emoji == "" {
		delete(m.Reactions, r.user)
		return
	}
	if m.Reactions == nil {
		m.Reactions = map[int64]reaction{}
	}
	m.Reactions[r.user] = r
}

// top returns the newest message of a chat, or nil.
func (b *box) top(chat peer) *message {
	t := b.threads[chat]
	if t == nil || len(t.ids) == 0 {
		return nil
	}
	return b.messages[t.ids[len(t.ids)-1]]
}

// unread counts what others wrote after the owner's read mark.
func (b *box) unread(chat peer, owner int64, mark int) int {
	t, n := b.threads[chat], 0
	if t == nil {
		return 0
	}
	for i := len(t.ids) - 1; i >= 0 && t.ids[i] > mark; i-- {
		if b.messages[t.ids[i]].author() != owner {
			n++
		}
	}
	return n
}

// since returns the counted changes after pts, oldest first.
func (b *box) since(pts int) []entry {
	i, _ := slices.BinarySearchFunc(b.log, pts+1, func(e entry, want int) int { return e.Pts - want })
	return b.log[i:]
}
