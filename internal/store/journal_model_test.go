package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/store"
)

// A diary is a journal as one would write it without caring about speed: a list.
type diary struct {
	t  *rapid.T
	b  *box
	id sluice.InstanceID

	list   []*page // in the order they were met
	number int64   // last one of the network
	told   int     // changes that were told of
	known  bool    // @name is resolved
}

// A page is what the diary says of one message.
type page struct {
	id      sluice.MessageID
	waits   bool // in the queue
	chat    sluice.ChatID
	in      bool
	status  sluice.Status
	text    sluice.Text
	number  int64
	at      time.Time // by the network's clock; zero: not there
	edited  bool
	deleted bool
	forward bool
	head    sluice.MessageID // of a forward, the id that it is queued under
	filed   bool             // under its chat
	past    bool             // of the network's history, and never seen as it came
}

func (d *diary) must(err error) { must(d.t, err) }

// chats are written in one way, but for the last, which is resolved to 777.
var diaryChats = []sluice.ChatID{"10", "-20", "-1001234567890", "@name"}

func drawChat(r *rapid.T) sluice.ChatID { return rapid.SampledFrom(diaryChats).Draw(r, "chat") }

func (d *diary) enqueue(r *rapid.T) {
	chat := drawChat(r)
	d.number++
	words := sluice.Text(fmt.Sprint("out ", d.number))
	id := enqueue(d.t, d.b.Store, text(d.id, chat, string(words)))
	d.list = append(d.list, &page{id: id, head: id, waits: true, chat: chat, status: sluice.StatusPending, text: words})
}

// forward queues what is at the network, in one item.
func (d *diary) forward(r *rapid.T) {
	var from []*page
	for _, p := range d.list {
		if p.number != 0 && !p.deleted && len(from) < 3 {
			from = append(from, p)
		}
	}
	if len(from) == 0 {
		r.Skip("nothing to forward")
	}
	b := sluice.ForwardBody{From: "10"}
	for _, p := range from {
		b.Messages = append(b.Messages, p.id)
	}
	chat := drawChat(r)
	first := enqueue(d.t, d.b.Store, sluice.Message{Instance: d.id, Chat: chat, Body: b})
	for k, id := range (sluice.Item{ID: first, Span: len(from)}).IDs() {
		d.list = append(d.list, &page{
			id: id, head: first, waits: true, chat: chat, status: sluice.StatusPending, forward: true, text: sluice.Text("fwd:" + from[k].id),
		})
	}
}

// lane does with the next message what a lane does.
func (d *diary) lane(r *rapid.T) {
	m, ok, err := d.b.Next(d.t.Context(), d.id)
	d.must(err)
	if !ok || time.Until(m.NotBefore) > time.Minute {
		r.Skip("nothing is next")
	}
	time.Sleep(time.Until(m.NotBefore))
	chat := m.Chat
	if chat == "@name" {
		chat = "777"
	}
	if rapid.IntRange(0, 4).Draw(r, "outcome") == 0 {
		d.must(d.b.Postpone(d.t.Context(), m, sluice.Sent{}, user(chat), sluice.Wait{
			Scope: sluice.ScopeChat, Reason: sluice.WaitsFile, For: time.Hour,
		}))
		d.resolve(m.ID, chat)
		return
	}
	attempt(d.t, d.b.Store, m)
	sent, o := sluice.Sent{Wire: time.Now(), At: time.Now().Truncate(time.Second)}, sluice.Outcome{Status: sluice.StatusSent}
	if rapid.IntRange(0, 3).Draw(r, "fails") == 0 {
		sent, o = sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed, Description: "No"}
	}
	for _, p := range d.list {
		if p.head != m.ID {
			continue
		}
		p.waits, p.status, p.filed = false, o.Status, true
		if o.Status == sluice.StatusSent {
			p.text = d.words(p)
			d.number++
			p.number, p.at = d.number, sent.At
			sent.IDs = append(sent.IDs, d.number)
		}
	}
	if len(sent.IDs) > 0 {
		sent.ID = sent.IDs[0]
	}
	d.must(d.b.Finish(d.t.Context(), m, sent, user(chat), o))
	d.resolve(m.ID, chat)
}

// resolve tells what all messages to @name know from now on.
func (d *diary) resolve(id sluice.MessageID, chat sluice.ChatID) {
	d.known = d.known || d.find(id).chat == "@name"
	d.find(id).chat = chat
}

// chat is where a message goes, as far as is known.
func (d *diary) chat(p *page) sluice.ChatID {
	if d.known && p.chat == "@name" {
		return "777"
	}
	return p.chat
}

func (d *diary) find(id sluice.MessageID) *page {
	k := slices.IndexFunc(d.list, func(p *page) bool { return p.id == id })
	return d.list[k]
}

func (d *diary) event(r *rapid.T) sluice.Event {
	chat := drawChat(r)
	if chat == "@name" {
		chat = "777"
	}
	d.number++
	e := incoming(d.number, fmt.Sprint("in ", d.number))
	e.Chat, e.Outgoing = user(chat), rapid.Bool().Draw(r, "own")
	if e.Outgoing {
		e.Sender = user(account.ID)
	}
	return e
}

func (d *diary) receive(r *rapid.T) {
	e := d.event(r)
	receive(d.t, d.b.Store, d.id, e)
	d.note(e, d.newest(e).ID)
}

// newest finds out which id a message got.
func (d *diary) newest(e sluice.Event) sluice.Record {
	for _, r := range history(d.t, d.b.Store, d.id, e.Chat.Chat, 1000) {
		if r.Ref.Number == e.Number {
			return r
		}
	}
	d.t.Fatalf("message %d is not in the journal", e.Number)
	return sluice.Record{}
}

func (d *diary) note(e sluice.Event, id sluice.MessageID) {
	p := &page{
		id: id, head: id, chat: e.Chat.Chat, in: !e.Outgoing, text: e.Content.Text, number: e.Number, at: e.At,
		filed: true,
	}
	if e.Outgoing {
		p.status = sluice.StatusSent
	}
	d.list = append(d.list, p)
}

// absorb takes in some of what the network has, known and unknown.
func (d *diary) absorb(r *rapid.T) {
	e := d.event(r)
	e.At = e.At.Add(-time.Duration(rapid.IntRange(6, 60).Draw(r, "minutes")) * time.Minute)
	got := absorb(d.t, d.b.Store, d.id, e)
	if len(got) != 1 {
		r.Fatalf("absorbed %+v", got)
	}
	again := absorb(d.t, d.b.Store, d.id, e)
	if diff := cmp.Diff(got, again); diff != "" {
		r.Fatalf("absorbed again (-first +second):\n%s", diff)
	}
	d.note(e, got[0].ID)
	d.list[len(d.list)-1].past = true
}

func (d *diary) pick(r *rapid.T, fits func(*page) bool) *page {
	var some []*page
	for _, p := range d.list {
		if fits(p) {
			some = append(some, p)
		}
	}
	if len(some) == 0 {
		r.Skip("there is none")
	}
	return some[rapid.IntRange(0, len(some)-1).Draw(r, "which")]
}

func (d *diary) takeOut(r *rapid.T) {
	p := d.pick(r, func(p *page) bool { return p.waits && p.head == p.id })
	n, err := d.b.TakeOutAll(d.t.Context(), d.id, []sluice.MessageID{p.id}) // a forward leaves as a whole
	d.must(err)
	if n != 1 {
		r.Fatalf("%s cannot be taken out", p.id)
	}
	for _, o := range d.list {
		if o.head == p.id {
			o.waits, o.status = false, sluice.StatusCleared
		}
	}
}

func (d *diary) clear(r *rapid.T) {
	if rapid.IntRange(0, 5).Draw(r, "really") > 0 {
		r.Skip("seldom")
	}
	d.must(d.b.Clear(d.t.Context(), d.id))
	for _, p := range d.list {
		if p.waits {
			p.waits, p.status = false, sluice.StatusCleared
		}
	}
}

func (d *diary) edit(r *rapid.T) {
	p := d.pick(r, func(p *page) bool { return p.number != 0 && !p.deleted && !p.forward })
	d.told++
	p.text, p.edited = sluice.Text(fmt.Sprint("edited ", d.told)), true
	if rapid.Bool().Draw(r, "through the API") && !p.in {
		_, err := d.b.MarkEdited(d.t.Context(), d.id, p.id, p.text)
		d.must(err)
		return
	}
	e := incoming(p.number, string(p.text))
	e.Kind, e.Key, e.Chat, e.Outgoing = sluice.EventEdited, fmt.Sprint(d.told), user(d.chat(p)), !p.in
	receive(d.t, d.b.Store, d.id, e)
}

func (d *diary) delete(r *rapid.T) {
	p := d.pick(r, func(p *page) bool { return p.number != 0 && !p.deleted })
	d.told++
	p.deleted = true
	receive(d.t, d.b.Store, d.id, sluice.Event{
		Kind: sluice.EventDeleted, At: time.Now(), Number: p.number, Key: fmt.Sprint(d.told),
	})
}

func (d *diary) read(r *rapid.T) {
	upTo := d.pick(r, func(p *page) bool { return p.number != 0 })
	receive(d.t, d.b.Store, d.id, sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user(d.chat(upTo)), Number: upTo.number})
	for _, p := range d.list {
		if p.filed && !p.in && d.chat(p) == d.chat(upTo) && p.number != 0 && p.number <= upTo.number && p.status == sluice.StatusSent {
			p.status = sluice.StatusRead
		}
	}
}

func (d *diary) sleep(r *rapid.T) {
	time.Sleep(time.Duration(rapid.IntRange(1, 30).Draw(r, "minutes")) * time.Minute)
}

func (d *diary) reopen(*rapid.T) {
	d.b.reopen()
	authorize(d.t, d.b.Store, d.id)
}

// sorted returns the pages that fit, the highest id first.
func (d *diary) sorted(fits func(*page) bool) []*page {
	var some []*page
	for _, p := range d.list {
		if fits(p) {
			some = append(some, p)
		}
	}
	slices.SortFunc(some, func(a, b *page) int { return int(b.id.Number() - a.id.Number()) })
	return some
}

func (d *diary) compare(r *rapid.T, what string, want []*page, got []sluice.Record) {
	for k := range max(len(want), len(got)) {
		switch {
		case k >= len(got):
			r.Fatalf("%s: %s is missing, after %v", what, want[k].id, idsOf(got))
		case k >= len(want):
			r.Fatalf("%s: %s is too much", what, got[k].ID)
		}
		d.same(r, what, want[k], got[k])
	}
}

// words are what a message shows: a forward that was not sent what its source
// shows now, one that was sent what it showed then.
func (d *diary) words(p *page) sluice.Text {
	for strings.HasPrefix(string(p.text), "fwd:") {
		p = d.find(sluice.MessageID(p.text[4:]))
	}
	return p.text
}

func (d *diary) same(r *rapid.T, what string, p *page, got sluice.Record) {
	want := page{
		id: p.id, chat: d.chat(p), in: p.in, status: p.status, text: d.words(p), number: p.number, edited: p.edited, deleted: p.deleted,
	}
	have := page{
		id: got.ID, chat: got.Chat.Chat, in: got.Incoming, status: got.Status, text: got.Content.Text,
		number: got.Ref.Number, edited: got.Edited, deleted: got.Deleted,
	}
	if want != have {
		r.Fatalf("%s: it is %+v, want %+v", what, have, want)
	}
	if !p.at.IsZero() && !got.At.Equal(p.at) {
		r.Fatalf("%s: it is of %v, want %v", what, got.At, p.at)
	}
}

// check asks for everything in every way.
func (d *diary) check(r *rapid.T) {
	for _, chat := range []sluice.ChatID{"10", "-20", "-1001234567890", "777"} {
		all := d.sorted(func(p *page) bool { return p.filed && d.chat(p) == chat })
		d.compare(r, "history", all, history(d.t, d.b.Store, d.id, chat, 1000))
		few := min(len(all), 3)
		d.compare(r, "a short history", all[:few], history(d.t, d.b.Store, d.id, chat, 3))
	}
	since := time.Now().Add(-time.Duration(rapid.IntRange(1, 600).Draw(r, "minutes")) * time.Minute)
	for _, from := range []time.Time{time.Unix(0, 0), since} {
		late := func(p *page) bool { return p.head.Number() >= from.UnixMilli() }
		d.compare(r, "incoming", d.sorted(func(p *page) bool { return p.in && !p.past && late(p) }), last(d.t, d.b.Store, d.id, true, from))
		out := d.sorted(func(p *page) bool { return !p.in && !p.waits && !p.past && late(p) })
		d.compare(r, "outgoing", out, last(d.t, d.b.Store, d.id, false, from))
		some, err := d.b.Last(d.t.Context(), d.id, false, from, 2)
		d.must(err)
		d.compare(r, "the last two", out[:min(2, len(out))], some)
	}
	for _, p := range d.list {
		d.same(r, "lookup", p, lookup(d.t, d.b.Store, d.id, p.id))
	}
}

func TestTheJournalIsAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		rapid.SyncTest(r, func(r *rapid.T) {
			b := openBox(r, store.Options{})
			d := &diary{t: r, b: b, id: create(r, b.Store)}
			time.Sleep(48 * time.Hour)
			r.Repeat(map[string]func(*rapid.T){
				"enqueue": d.enqueue, "enqueue more": d.enqueue, "forward": d.forward, "lane": d.lane, "lane again": d.lane,
				"receive": d.receive, "absorb": d.absorb, "take out": d.takeOut, "clear": d.clear, "edit": d.edit,
				"delete": d.delete, "read": d.read, "sleep": d.sleep, "reopen": d.reopen, "": d.check,
			})
		})
	})
}
