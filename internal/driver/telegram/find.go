package telegram

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gotd/td/tg"

	"sluice"
)

const (
	// historyPages bounds one search.
	historyPages = 30

	// clockSlack is how far the clocks of Telegram's servers may be apart.
	clockSlack = 5 * time.Second

	// clockStep is how much longer ago a try may be than it seems: so far the
	// gateway follows a wall clock that was set back, twice.
	clockStep = 10 * time.Minute

	// lifetime is how long ago a try is at most.
	lifetime = 24 * time.Hour
)

// FindSent finds out what became of m: updates may have told it under the random
// id, else its chat shows it.
func (c *Conn) FindSent(ctx context.Context, m sluice.Message, taken sluice.Taken) (sluice.Sent, sluice.Fate, error) {
	l, self, err := c.online(ctx)
	if err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	r, err := c.numeric(ctx, m.Chat)
	if sluice.CodeOf(err) == sluice.NotFound {
		return sluice.Sent{}, sluice.FateUnclear, nil // no way to look into it
	}
	if err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	p := soughtFor(m)
	p.peer, p.input = r.peer(self), r.input(self)
	if sent, ok := c.told(p); ok {
		return sent, sluice.FateSent, nil
	}
	now, err := c.clock(ctx, l)
	if err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	s := &search{prepared: p, taken: taken, saved: p.peer.Chat == userChat(self)}
	if s.originals, err = c.originals(ctx, m); err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	s.surely, s.perhaps = since(now, time.Since(m.Doubt))
	if err := c.search(ctx, l, s); err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	sent, fate := s.fate()
	return sent, fate, nil
}

// originals returns what a forward passes on, as far as it is still there.
func (c *Conn) originals(ctx context.Context, m sluice.Message) ([]*tg.Message, error) {
	if len(m.Forwarded) == 0 {
		return nil, nil
	}
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var numbers []int
	for _, at := range m.Forwarded {
		numbers = append(numbers, int(at.Number))
	}
	all, err := v.messages(ctx, m.Forwarded[0].Chat, numbers...)
	if code := sluice.CodeOf(err); code == sluice.NotFound || code == sluice.Refused {
		return nil, nil // no way to look at them: nothing is surely what they became
	}
	return all, err
}

// since returns from when on a chat shows what was tried that long ago, by
// Telegram's clock, and from when on it may, should our clock have been set.
// Before it was tried: the clock was set back, and nobody knows how long ago that
// was.
func since(now time.Time, age time.Duration) (surely, perhaps time.Time) {
	surely = now.Add(-age - clockSlack)
	if age < 0 {
		return surely, now.Add(-lifetime)
	}
	return surely, surely.Add(-clockStep)
}

// soughtFor returns what m looks like once it is sent, without its file.
func soughtFor(m sluice.Message) *prepared {
	p := &prepared{message: m, randomIDs: randomIDs(m)}
	switch b := m.Body.(type) {
	case sluice.TextBody:
		p.text = string(b.Text)
	case sluice.FileBody:
		p.text, p.media = string(b.Caption), &tg.InputMediaUploadedDocument{}
	case sluice.LocationBody:
		p.media = locationMedia(b)
	case sluice.ContactBody:
		p.media = contactMedia(b.Contact)
	case sluice.PollBody:
		p.media = pollMedia(b)
	case sluice.ForwardBody:
		p.forward = &forward{}
	}
	return p
}

// A search goes through the history of a chat, the newest messages first.
type search struct {
	*prepared
	taken           sluice.Taken
	saved           bool      // in the account's own chat, where Telegram marks no message as its own
	surely, perhaps time.Time // from when on the chat shows it, by Telegram's clock

	originals []*tg.Message // of a forward

	found  []*tg.Message // those that fit
	others int           // those that it may have become, and nobody knows
	passed bool          // all from when on it is surely shown has been read
	ended  bool          // and all from when on it may be
}

// search reads on until s has seen enough.
func (c *Conn) search(ctx context.Context, l *link, s *search) error {
	offset := 0
	for range historyPages {
		page, err := c.history(ctx, l, s.input, offset)
		if err != nil {
			return err
		}
		s.ended = len(page) == 0
		s.passed = s.passed || s.ended
		for _, one := range page {
			offset = one.GetID()
			m, ok := one.(*tg.Message)
			if !ok {
				continue
			}
			if err := s.see(ctx, m); err != nil || s.ended {
				return err
			}
		}
		if s.ended {
			return nil
		}
	}
	return nil
}

// see looks at the next older message.
func (s *search) see(ctx context.Context, m *tg.Message) error {
	at := date(m.Date)
	s.passed = at.Before(s.surely.Truncate(time.Second))
	if s.ended = at.Before(s.perhaps); s.ended {
		return nil
	}
	if !s.fits(m, similar) && !s.reworded(m) {
		return nil
	}
	fits := s.fits(m, same) && s.certain(m)
	taken, err := s.taken(ctx, sluice.ScopeOf(s.peer), int64(m.ID))
	switch {
	case err != nil || taken:
	case fits && !s.passed:
		s.found = append(s.found, m)
	default:
		s.others++
	}
	return err
}

// own says whether the account wrote m.
func (s *search) own(m *tg.Message) bool { return m.Out || s.saved }

// reworded says whether m may be what is looked for, edited since in another app.
func (s *search) reworded(m *tg.Message) bool {
	_, passedOn := m.GetFwdFrom()
	_, edited := m.GetEditDate()
	return s.own(m) && edited && !m.EditHide && !passedOn && s.forward == nil
}

// fits says whether m may be what is looked for, by texts that are alike.
func (s *search) fits(m *tg.Message, alike func(a, b string) bool) bool {
	if _, passedOn := m.GetFwdFrom(); !s.own(m) || passedOn != (s.forward != nil) {
		return false
	}
	return s.forward != nil || alike(m.Message, s.text) && carriedBy(m, s.media, alike)
}

// certain says whether a message that fits has the file that was sent, or passes
// on what was to be.
func (s *search) certain(m *tg.Message) bool {
	switch b := s.message.Body.(type) {
	case sluice.FileBody:
		return holds(m, b.Name)
	case sluice.ForwardBody:
		return slices.ContainsFunc(s.originals, func(o *tg.Message) bool { return passesOn(m, o) })
	}
	return true
}

// holds says whether m shows a file that was sent under a name. A photo has none.
func holds(m *tg.Message, name string) bool {
	switch media := m.Media.(type) {
	case *tg.MessageMediaPhoto:
		return shapeOf(sluice.Upload{Name: name}).form == asPhoto
	case *tg.MessageMediaDocument:
		d, ok := media.Document.(*tg.Document)
		if !ok {
			return false
		}
		_, as, _ := shown(d)
		return name != "" && same(as, name)
	}
	return false
}

// passesOn says whether m is a message passed on.
func passesOn(m, original *tg.Message) bool {
	from, _ := m.GetFwdFrom()
	was, again := original.GetFwdFrom()
	if !again {
		was.Date = original.Date
	}
	return from.Date == was.Date && same(m.Message, original.Message)
}

// same says whether two texts are one to Telegram.
func same(a, b string) bool { return sluice.Text(a).Folded() == sluice.Text(b).Folded() }

// similar says whether nothing but signs tells two texts apart: Telegram may have
// changed one into the other in a way that is not known here.
func similar(a, b string) bool { return same(a, b) || words(a) != "" && words(a) == words(b) }

// words returns the letters and digits of a text.
func words(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// fate says what the search has come to.
func (s *search) fate() (sluice.Sent, sluice.Fate) {
	switch {
	case s.ended && len(s.found)+s.others == 0:
		return sluice.Sent{}, sluice.FateAbsent
	case !s.passed || len(s.found) != len(s.randomIDs):
		return sluice.Sent{}, sluice.FateUnclear
	}
	sent := sluice.Sent{Duplicate: true}
	for _, m := range slices.Backward(s.found) { // they were found newest first
		sent.IDs = append(sent.IDs, int64(m.ID))
	}
	sent.ID, sent.At = sent.IDs[0], date(s.found[len(s.found)-1].Date)
	if s.forward == nil {
		sent.IDs = nil
	}
	return sent, sluice.FateSent
}
