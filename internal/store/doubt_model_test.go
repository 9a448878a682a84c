package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/store"
)

// A beholder stands at the network: it sees what the account's chats show and what
// happens to it there, whatever becomes of the answers to sends. The store hears of
// all that, in order and late, and must tell it of the right messages.
type beholder struct {
	t  *rapid.T
	b  *box
	id sluice.InstanceID

	sights []*sight
	last   map[sluice.ChatID]int64 // number, by scope
	feed   []sluice.Event          // still to be told
	flying *sluice.Message         // its answer is awaited
	quiet  *sight                  // what is under way, if its answer comes and nothing else shows it
	echo   sluice.Event            // that would show it
	passed bool                    // something was told before the echo
	ended  map[sluice.MessageID]sluice.Status
	n      int
	slept  time.Duration
}

// A sight is one message that a chat shows.
type sight struct {
	number  int64
	chat    sluice.Peer
	api     sluice.MessageID // "": from another app
	words   string
	edited  bool
	deleted bool
	read    bool
	story   []string // what the client must be told of it, in order, but that it was read
}

func (s *sight) scope() sluice.ChatID { return sluice.ScopeOf(s.chat) }

var beheld = []sluice.ChatID{"10", "11", "-1001234567890", "@name"}

// place is where a chat is at the network.
func place(c sluice.ChatID) sluice.Peer {
	switch c {
	case "@name":
		return user("777")
	case "-1001234567890":
		return sluice.Peer{Chat: c, Type: sluice.ChatSupergroup}
	}
	return user(c)
}

func (w *beholder) must(err error) { must(w.t, err) }

func (w *beholder) enqueue(r *rapid.T) {
	w.n++
	enqueue(w.t, w.b.Store, text(w.id, rapid.SampledFrom(beheld).Draw(r, "chat"), fmt.Sprint("api ", w.n)))
}

// show makes a chat show a message, of which the store hears later.
func (w *beholder) show(chat sluice.Peer, words string, api sluice.MessageID) *sight {
	s := &sight{chat: chat, words: words, api: api}
	w.last[s.scope()]++
	s.number = w.last[s.scope()]
	w.sights = append(w.sights, s)
	w.feed = append(w.feed, w.event(s, sluice.EventMessage, words))
	return s
}

// hush takes the last message out of the feed: the line is well, and its answer
// under way before anything else.
func (w *beholder) hush(s *sight) {
	w.quiet, w.passed = s, false
	w.echo, w.feed = w.feed[len(w.feed)-1], w.feed[:len(w.feed)-1]
}

// event is what the network tells of a sight.
func (w *beholder) event(s *sight, kind sluice.EventKind, words string) sluice.Event {
	w.n++
	e := sluice.Event{Kind: kind, At: time.Now(), Chat: s.chat, Sender: s.chat, Scope: s.scope(), Number: s.number, Key: fmt.Sprint(w.n)}
	e.Content = sluice.Content{Type: sluice.ContentText, Text: sluice.Text(words)}
	switch kind {
	case sluice.EventMessage, sluice.EventEdited:
		e.Outgoing, e.Sender = true, user(account.ID)
	case sluice.EventDeleted:
		e.Sender = sluice.Peer{}
		if e.Scope == "" {
			e.Chat = sluice.Peer{}
		}
	}
	return e
}

func (w *beholder) phone(r *rapid.T) {
	w.n++
	w.show(place(rapid.SampledFrom(beheld).Draw(r, "chat")), fmt.Sprint("phone ", w.n), "")
}

// happen is something that happens to a message at the network.
func (w *beholder) happen(r *rapid.T) {
	there := slices.DeleteFunc(slices.Clone(w.sights), func(s *sight) bool { return s.deleted })
	if len(there) == 0 {
		r.Skip("nothing is shown")
	}
	s := rapid.SampledFrom(there).Draw(r, "which")
	kind := rapid.SampledFrom([]sluice.EventKind{
		sluice.EventReaction, sluice.EventEdited, sluice.EventDeleted, sluice.EventRead, sluice.EventRead,
	}).Draw(r, "what")
	e := w.event(s, kind, fmt.Sprint("news ", w.n))
	w.feed = append(w.feed, e)
	switch kind {
	case sluice.EventRead:
		for _, o := range w.sights {
			o.read = o.read || o.chat == s.chat && o.number <= s.number
		}
	case sluice.EventEdited:
		s.edited, s.words = true, string(e.Content.Text)
		s.story = append(s.story, fmt.Sprint(sluice.ContentEdited, " ", e.Content.Text))
	case sluice.EventDeleted:
		s.deleted = true
		s.story = append(s.story, fmt.Sprint(sluice.ContentDeleted, " ", e.Content.Text))
	case sluice.EventReaction:
		s.story = append(s.story, fmt.Sprint(sluice.ContentReaction, " ", e.Content.Text))
	}
}

// deliver tells the store of some of it, perhaps more than once.
func (w *beholder) deliver(r *rapid.T) {
	if len(w.feed) == 0 {
		r.Skip("there is no news")
	}
	some := rapid.IntRange(1, len(w.feed)).Draw(r, "how many")
	for range rapid.IntRange(1, 2).Draw(r, "how often") {
		for _, e := range w.feed[:some] {
			receive(w.t, w.b.Store, w.id, e)
		}
	}
	w.feed, w.passed = w.feed[some:], true
}

func (w *beholder) sightOf(m sluice.MessageID) *sight {
	for _, s := range w.sights {
		if s.api == m {
			return s
		}
	}
	return nil
}

// try begins a send. The network takes the message, or it never gets there.
func (w *beholder) try(r *rapid.T) {
	if w.flying != nil || !w.begin() || w.flying == nil {
		r.Skip("nothing is to be sent now")
	}
	m := w.flying
	if w.sightOf(m.ID) == nil && rapid.IntRange(0, 3).Draw(r, "arrives") > 0 {
		s := w.show(place(m.Chat), string(m.Body.(sluice.TextBody).Text), m.ID)
		if rapid.Bool().Draw(r, "on a good line") {
			w.hush(s)
		}
	}
}

// begin attempts what is next, if its turn has come; false: nothing waits.
func (w *beholder) begin() bool {
	m, ok, err := w.b.Next(w.t.Context(), w.id)
	w.must(err)
	if !ok {
		return false
	}
	time.Sleep(time.Until(m.NotBefore))
	aside, err := w.b.Follow(w.t.Context(), m, place(m.Chat))
	w.must(err)
	if aside {
		return true
	}
	ok, err = w.b.Attempt(w.t.Context(), w.id, m.ID, m.Revision)
	w.must(err)
	if ok { // else another is next by now
		w.flying = &m
	}
	return true
}

// answer lets the send under way end, or its answer be lost.
func (w *beholder) answer(r *rapid.T) {
	if w.flying == nil {
		r.Skip("no answer is awaited")
	}
	m, s := *w.flying, w.sightOf(w.flying.ID)
	sent, doubted := sluice.Sent{Wire: time.Now(), At: time.Now()}, !m.Doubt.IsZero()
	how := rapid.SampledFrom([]string{"well", "well", "lost", "trouble", "nameless", "over"}).Draw(r, "how")
	wait := sluice.Wait{Reason: sluice.WaitsOffline, For: time.Duration(rapid.IntRange(1, 600).Draw(r, "seconds")) * time.Second}
	switch {
	case w.quiet != nil:
		sent.ID = s.number
		w.end(m, sent, sluice.Outcome{Status: sluice.StatusSent})
	case how == "over" && doubted:
		w.end(m, sluice.Sent{}, sluice.Expired())
	case how == "nameless" && doubted && s != nil:
		w.end(m, sent, sluice.Outcome{Status: sluice.StatusSent})
	case how == "lost":
		w.flying = nil
		w.must(w.b.Postpone(w.t.Context(), m, sent, place(m.Chat), wait))
	case how == "trouble":
		w.flying = nil
		wait.Scope, wait.Reason = sluice.ScopeChat, sluice.WaitsFault
		w.must(w.b.Postpone(w.t.Context(), m, sent, place(m.Chat), wait))
	case s != nil:
		sent.ID = s.number
		w.end(m, sent, sluice.Outcome{Status: sluice.StatusSent})
	default:
		w.end(m, sent, sluice.Outcome{Status: sluice.StatusFailed})
	}
}

func (w *beholder) end(m sluice.Message, sent sluice.Sent, o sluice.Outcome) {
	w.flying, w.quiet = nil, nil
	w.ended[m.ID] = o.Status
	w.must(w.b.Finish(w.t.Context(), m, sent, place(m.Chat), o))
}

func (w *beholder) clear(r *rapid.T) {
	if rapid.IntRange(0, 3).Draw(r, "really") > 0 {
		r.Skip("seldom")
	}
	w.must(w.b.Clear(w.t.Context(), w.id))
}

func (w *beholder) takeOut(r *rapid.T) {
	list := shown(w.t, w.b.Store, w.id)
	if len(list) == 0 {
		r.Skip("nothing waits")
	}
	_, err := w.b.TakeOut(w.t.Context(), w.id, rapid.SampledFrom(list).Draw(r, "which"))
	w.must(err)
}

func (w *beholder) reopen(*rapid.T) {
	quiet := w.quiet
	w.flying, w.quiet = nil, nil
	w.b.reopen()
	authorize(w.t, w.b.Store, w.id)
	switch { // nobody has heard the answer
	case quiet == nil:
	case w.passed: // a difference shows it before anything new, and sending waits for the first one, or 10 s
		receive(w.t, w.b.Store, w.id, w.echo)
	default:
		w.feed = slices.Insert(w.feed, 0, w.echo)
	}
}

// visit has another account log in for a moment.
func (w *beholder) visit(r *rapid.T) {
	if w.flying != nil || rapid.IntRange(0, 3).Draw(r, "really") > 0 {
		r.Skip("seldom")
	}
	switchTo(w.t, w.b.Store, w.id, "600")
	switchTo(w.t, w.b.Store, w.id, account.ID)
}

func (w *beholder) sleep(r *rapid.T) {
	d := time.Duration(rapid.IntRange(1, 20).Draw(r, "minutes")) * time.Minute
	if w.slept += d; w.slept > 12*time.Hour {
		r.Skip("what is over is another test's")
	}
	time.Sleep(d)
}

// finale ends all doubts and tells the store all that it was not told.
func (w *beholder) finale(r *rapid.T) {
	for w.flying != nil || w.begin() {
		if w.flying == nil {
			continue // it was set aside
		}
		if s := w.sightOf(w.flying.ID); s != nil {
			w.end(*w.flying, sluice.Sent{ID: s.number, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		} else {
			w.end(*w.flying, sluice.Sent{Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusFailed})
		}
	}
	for _, e := range w.feed {
		receive(w.t, w.b.Store, w.id, e)
	}
	w.must(w.b.Clear(w.t.Context(), w.id))
	w.compare(r)
}

// compare asks the store of each sight.
func (w *beholder) compare(r *rapid.T) {
	stories, reads := w.stories()
	for _, s := range w.sights {
		var found []sluice.Record
		for _, rec := range history(w.t, w.b.Store, w.id, s.chat.Chat, 1000) {
			if rec.Ref.Number == s.number {
				found = append(found, rec)
			}
		}
		if len(found) != 1 {
			r.Fatalf("%q, number %d of %s, is there %d times: %+v", s.words, s.number, s.chat.Chat, len(found), found)
		}
		got := found[0]
		if s.api != "" && got.ID != s.api || s.api == "" && got.ByAPI {
			r.Fatalf("%q is %s (by the API: %v), want %s", s.words, got.ID, got.ByAPI, s.api)
		}
		status := sluice.StatusSent
		switch over := w.ended[s.api] == sluice.StatusExpired; {
		case over:
			status = sluice.StatusExpired
		case s.read:
			status = sluice.StatusRead
		}
		want := sight{words: s.words, edited: s.edited, deleted: s.deleted}
		have := sight{words: string(got.Content.Text), edited: got.Edited, deleted: got.Deleted}
		if diff := cmp.Diff(want, have, cmp.AllowUnexported(sight{})); diff != "" || got.Status != status {
			r.Fatalf("%q is %s, want %s (-want +got):\n%s", s.words, got.Status, status, diff)
		}
		if diff := cmp.Diff(s.story, stories[got.ID]); diff != "" {
			r.Fatalf("of %q, %s, the client is told (-want +got):\n%s", s.words, got.ID, diff)
		}
		if want := status == sluice.StatusRead; reads[got.ID] != 1 && want || reads[got.ID] != 0 && !want {
			r.Fatalf("that %q, %s, was read is told %d times", s.words, got.ID, reads[got.ID])
		}
	}
}

// stories are what the client was told of each message after it was sent.
func (w *beholder) stories() (about map[sluice.MessageID][]string, reads map[sluice.MessageID]int) {
	about, reads = map[sluice.MessageID][]string{}, map[sluice.MessageID]int{}
	first := map[sluice.MessageID]int{}
	for _, n := range told(w.t, w.b.Store, w.id) {
		switch {
		case n.Content.Concerns != "":
			about[n.Content.Concerns] = append(about[n.Content.Concerns], fmt.Sprint(n.Content.Type, " ", n.Content.Text))
		case n.Status == sluice.StatusRead:
			reads[n.Message]++
		case n.Type == sluice.NotifyAPI, n.Type == sluice.NotifyOutgoing:
			if first[n.Message]++; first[n.Message] > 1 {
				w.t.Errorf("%s is told as new again", n.Message)
			}
		}
	}
	return about, reads
}

func TestWhatHappensAtTheNetworkIsToldOfTheRightMessage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		rapid.SyncTest(r, func(r *rapid.T) {
			b := openBox(r, store.Options{})
			w := &beholder{
				t: r, b: b, id: create(r, b.Store), last: map[sluice.ChatID]int64{}, ended: map[sluice.MessageID]sluice.Status{},
			}
			r.Repeat(map[string]func(*rapid.T){
				"enqueue": w.enqueue, "try": w.try, "answer": w.answer, "phone": w.phone, "happen": w.happen, "happen more": w.happen,
				"deliver": w.deliver, "clear": w.clear, "take out": w.takeOut, "reopen": w.reopen, "visit": w.visit, "sleep": w.sleep,
			})
			w.finale(r)
		})
	})
}
