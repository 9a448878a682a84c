package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	"sluice"
)

// A stray is a message that has left the queue, and that the network may show
// under a number which nobody has told: it was cleared, taken out, given up or
// over while its attempt had no result, or the network said that it had it
// already. Strays stand among the numbers at the network by what they show, which
// counts as negative, as no number of the network is.

// guise numbers what a message shows in a chat; 0: nobody knows which one.
func guise(chat int64, c sluice.Content) int64 {
	const stored = "%d %t %t %t %t %s"
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, stored, chat, c.File != nil, c.Location != nil, c.Card != nil, c.Poll != nil, c.Text) // never fails
	return -1 - int64(h.Sum64()>>1)                                                                             //nolint:gosec // 63 bits
}

// stray notes that m may be shown in a chat of an account; account 0: the one that
// is logged in. A forward shows what other messages do, and is not told by that.
func (d *draft) stray(m sluice.Message, chat, account int64) {
	if m.Body == nil || m.Body.Kind() == sluice.KindForward {
		return
	}
	if chat >= 1<<62 { // it was not resolved
		chat = 0
	}
	d.Numbers = append(d.Numbers, Number{
		Scope: cmp.Or(account, chatNumber(d.i.rec.own())), N: guise(chat, contentOf(m.Body)), ID: m.ID.Number(),
	})
}

// abandon makes a stray of what is set aside in doubt.
func (s *Store) abandon(ctx context.Context, d *draft, w waiting) error {
	m, err := s.message(ctx, d.i, w.ID)
	if err != nil && !errors.Is(err, errDamaged) {
		return err
	}
	d.stray(m, w.Chat, w.Account)
	return nil
}

// nameless says whether the network may show a message that has left the queue
// with r, and did not say under which number.
func (r result) nameless() bool {
	if r.outcome.Status == sluice.StatusSent {
		return r.number(0) == 0
	}
	return !r.message.Doubt.IsZero()
}

// recognize says whether e shows a message of the queue: one that is held since
// another account logged in, whose own account is back, or a stray. That one is
// sent, whatever was known of it.
func (s *Store) recognize(ctx context.Context, d *draft, e sluice.Event) (bool, error) {
	if ours, err := s.recognizeHeld(ctx, d, e); ours || err != nil {
		return ours, err
	}
	return s.recognizeStray(ctx, d, e)
}

func (s *Store) recognizeHeld(ctx context.Context, d *draft, e sluice.Event) (bool, error) {
	own := chatNumber(d.i.rec.own())
	for _, w := range d.i.aside.because(sluice.WaitsHeld) {
		if w.Doubt == 0 || w.Account != own {
			continue
		}
		m, err := s.message(ctx, d.i, w.ID)
		if errors.Is(err, errDamaged) {
			continue
		}
		if err != nil {
			return false, err
		}
		there, err := s.goesTo(ctx, m, e.Chat)
		if err != nil {
			return false, err
		}
		if there && sluice.Span(m.Body) <= 1 && m.Body.Kind() != sluice.KindForward && alike(m.Body, e.Content) {
			t := turn{row: Row{Lane: Outgoing, ID: w.ID, Span: 1}, aside: &w}
			return true, s.finish(ctx, d, t, shownAs(m, e))
		}
	}
	return false, nil
}

// shownAs is the result of a message that e shows.
func shownAs(m sluice.Message, e sluice.Event) result {
	return result{
		message: m, sent: sluice.Sent{ID: e.Number, At: e.At}, peer: e.Chat,
		outcome: sluice.Outcome{Status: sluice.StatusSent},
	}
}

func (s *Store) recognizeStray(ctx context.Context, d *draft, e sluice.Event) (bool, error) {
	for _, chat := range []int64{chatNumber(e.Chat.Chat), 0} {
		id, ok, err := s.strayID(ctx, d, guise(chat, e.Content), e)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		r, ok, err := s.drafted(d).Message(ctx, d.i.id, id)
		if err != nil {
			return false, broken(err)
		}
		if ok && r.Status.Number == 0 {
			return s.claim(ctx, d, r, e)
		}
	}
	return false, nil
}

// strayWithin is how far the moment at which the network shows a stray is from its
// acceptance at most: it was sent within a day, and either clock may be wrong.
const strayWithin = 3 * day

// strayID returns the newest message with a guise that e may show.
func (s *Store) strayID(ctx context.Context, d *draft, guise int64, e sluice.Event) (int64, bool, error) {
	at := Number{Scope: chatNumber(d.i.rec.own()), N: guise}
	earliest := e.At.Add(-strayWithin).UnixMilli()
	id, ok, err := s.drafted(d).ByNumber(ctx, d.i.id, at, DayOf(max(earliest, 0)))
	return id, ok && id <= e.At.Add(strayWithin).UnixMilli(), broken(err)
}

// claim gives a stray its number. One that was cleared or taken out was sent after
// all, and the client is told; of others it has been told the end. A damaged one
// cannot be claimed.
func (s *Store) claim(ctx context.Context, d *draft, r Row, e sluice.Event) (bool, error) {
	if r.Status.Status == "" {
		m, err := decode(d.i.id, r)
		if err != nil {
			return false, nil //nolint:nilerr // damaged
		}
		return true, s.outcome(ctx, d, shownAs(m, e))
	}
	st := r.Status
	st.Number, st.Chat, st.Type, st.Name = e.Number, chatNumber(e.Chat.Chat), e.Chat.Type, e.Chat.Name
	d.Statuses = append(d.Statuses, st)
	d.Chats = append(d.Chats, ChatRow{Chat: st.Chat, ID: st.ID})
	d.Numbers = append(d.Numbers, Number{Scope: d.i.rec.scope(e.Scope), N: st.Number, ID: st.ID})
	return true, nil
}
