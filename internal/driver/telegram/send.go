package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

// sendTime is how long a send waits for its answer unless the options say
// otherwise. What is unanswered then is in doubt, and repeated with the same
// random id.
const sendTime = 30 * time.Second

// randomID returns what names an item of a message at Telegram, which drops a
// repeat with the same one. It follows from the message's Key alone.
func randomID(key [16]byte, item uint32) int64 {
	sum := sha256.Sum256(binary.BigEndian.AppendUint32(key[:], item))
	for part := sum[:]; len(part) >= 8; part = part[8:] {
		if id := int64(binary.BigEndian.Uint64(part)); id != 0 {
			return id
		}
	}
	return 1 // four zero words of a hash: does not happen
}

// randomIDs returns one random id, of a forward as many as it has messages.
func randomIDs(m sluice.Message) []int64 {
	var ids []int64
	for item := range sluice.Span(m.Body) {
		ids = append(ids, randomID(m.Key, uint32(item)))
	}
	return ids
}

// Send makes the call that shows the message.
func (c *Conn) Send(ctx context.Context, p sluice.Prepared) (sluice.Sent, error) {
	ready, ok := p.(*prepared)
	if !ok {
		return sluice.Sent{}, &sluice.Error{Code: sluice.Internal, Text: "prepared by another driver"}
	}
	if err := ctx.Err(); err != nil {
		return sluice.Sent{}, err
	}
	l, self, err := c.online(ctx)
	if err != nil {
		return sluice.Sent{}, err
	}
	sent, last, err := c.insistentSend(ctx, l, self, ready)
	return c.outcome(ctx, last, sent, err)
}

// attempt writes the request and reads the answer.
func (c *Conn) attempt(ctx context.Context, l *link, p *prepared) (sluice.Sent, error) {
	request := &outgoing{
		Encoder: p.request(), scope: sluice.ScopeOf(p.peer), randomIDs: p.randomIDs,
	}
	limited, cancel := context.WithTimeout(ctx, c.driver.opts.SendTime)
	defer cancel()
	answer := make(chan tg.UpdatesClass, 1)
	err := l.bounded(limited, func(ctx context.Context) error {
		var box tg.UpdatesBox
		if err := l.client.Invoke(ctx, request, &box); err != nil {
			return err
		}
		answer <- box.Updates
		return nil
	})
	var sent sluice.Sent
	if request.written() {
		sent.Wire = time.Now() // the end of the call: Telegram has read the request by now, whenever it was written
	}
	if err == nil {
		sent.IDs, sent.At = readAnswers(<-answer, p.randomIDs)
		sent.ID = sent.IDs[0]
	}
	if p.forward == nil {
		sent.IDs = nil
	}
	return sent, err
}

// outcome says what the end of a send means.
func (c *Conn) outcome(ctx context.Context, p *prepared, sent sluice.Sent, err error) (sluice.Sent, error) {
	switch {
	case err == nil:
		return sent, nil
	case tgerr.Is(err, "RANDOM_ID_DUPLICATE"): // the answer to an earlier try was lost
		told, _ := c.told(p)
		told.Wire = sent.Wire
		return told, nil
	}
	if tgerr.Is(err, "RANDOM_ID_EMPTY", "RANDOM_ID_INVALID") {
		c.log.ErrorContext(ctx, "telegram: random id refused", "err", err)
	}
	if ctx.Err() != nil {
		return sent, ctx.Err()
	}
	return sent, classify(err, call{send: true, first: p.peer.First, wrote: !sent.Wire.IsZero()})
}

// told returns what updates have told of p's numbers, and whether that is all.
func (c *Conn) told(p *prepared) (sluice.Sent, bool) {
	sent, all := sluice.Sent{Duplicate: true}, true
	for _, id := range p.randomIDs {
		n, ok := c.numbers.get(id)
		sent.IDs, all = append(sent.IDs, int64(n)), all && ok
	}
	sent.ID = sent.IDs[0]
	if p.forward == nil {
		sent.IDs = nil
	}
	return sent, all
}

// readAnswers returns the numbers of the messages that a send made, 0 for one
// that the answer does not tell, and the date of the first.
func readAnswers(u tg.UpdatesClass, randomIDs []int64) ([]int64, time.Time) {
	if len(randomIDs) == 1 {
		n, at := readAnswer(u, randomIDs[0])
		return []int64{n}, at
	}
	all, _, _, at := unpack(u)
	numbers, dates := make([]int64, len(randomIDs)), map[int64]int{}
	for _, one := range all {
		if told, ok := one.(*tg.UpdateMessageID); ok {
			if i := slices.Index(randomIDs, told.RandomID); i >= 0 {
				numbers[i] = int64(told.ID)
			}
		}
		if m := newMessage(one); m != nil && m.Out {
			dates[int64(m.ID)] = m.Date
		}
	}
	if d, ok := dates[numbers[0]]; ok {
		at = d
	}
	return numbers, date(at)
}

// readAnswer returns the number and date of the message that a send made. All
// three forms of the answer occur. 0: the answer does not tell.
func readAnswer(u tg.UpdatesClass, randomID int64) (int64, time.Time) {
	if short, ok := u.(*tg.UpdateShortSentMessage); ok {
		return int64(short.ID), date(short.Date)
	}
	all, _, _, at := unpack(u)
	number := 0
	dates := map[int]int{}
	var out []int
	for _, one := range all {
		if id, ok := one.(*tg.UpdateMessageID); ok && id.RandomID == randomID {
			number = id.ID
		}
		if m := newMessage(one); m != nil && m.Out {
			out = append(out, m.ID)
			dates[m.ID] = m.Date
		}
	}
	if number == 0 && len(out) == 1 {
		number = out[0]
	}
	if d, ok := dates[number]; ok {
		at = d
	}
	return int64(number), date(at)
}

// newMessage returns the message of an update that brings one.
func newMessage(u tg.UpdateClass) *tg.Message {
	var m tg.MessageClass
	switch u := u.(type) {
	case *tg.UpdateNewMessage:
		m = u.Message
	case *tg.UpdateNewChannelMessage:
		m = u.Message
	}
	full, _ := m.(*tg.Message)
	return full
}
