package telegram

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

const (
	historyPage  = 100
	historyPages = 10
	// clockSlack is how far Telegram's clock may be behind ours.
	clockSlack = 5 * time.Second
)

// FindSent looks for exactly one own message that fits.
func (c *Conn) FindSent(ctx context.Context, m sluice.Message, p sluice.Prepared) (sluice.Sent, error) {
	ready, ok := p.(*prepared)
	if !ok {
		return sluice.Sent{}, &sluice.Error{Code: sluice.Internal, Text: "prepared by another driver"}
	}
	l, _, err := c.online(ctx)
	if err != nil {
		return sluice.Sent{}, err
	}
	search := *ready
	if !m.Doubt.IsZero() {
		search.since = m.Doubt
	}
	return c.findSent(ctx, l, &search)
}

func (c *Conn) findSent(ctx context.Context, l *link, p *prepared) (sluice.Sent, error) {
	if sent, ok := c.told(p); ok { // by an update
		return sent, nil
	}
	oldest := p.since.Add(-clockSlack)
	var found []*tg.Message
	offset := 0
	for range historyPages {
		page, err := c.history(ctx, l, p.input, offset)
		if err != nil {
			return sluice.Sent{}, err
		}
		done := len(page) == 0
		for _, one := range page {
			offset = one.GetID()
			m, ok := one.(*tg.Message)
			if !ok {
				continue
			}
			if date(m.Date).Before(oldest.Truncate(time.Second)) {
				done = true
				break
			}
			if c.fits(m, p) {
				found = append(found, m)
			}
		}
		if done {
			break
		}
	}
	if len(found) != len(p.randomIDs) {
		return sluice.Sent{}, nil
	}
	sent := sluice.Sent{Duplicate: true}
	for _, m := range slices.Backward(found) { // they were found newest first
		sent.IDs = append(sent.IDs, int64(m.ID))
	}
	sent.ID, sent.At = sent.IDs[0], date(found[len(found)-1].Date)
	if p.forward == nil {
		sent.IDs = nil
	}
	return sent, nil
}

// fits says whether m may be what p made. A message that is known to be another
// send's does not.
func (c *Conn) fits(m *tg.Message, p *prepared) bool {
	if _, passedOn := m.GetFwdFrom(); !m.Out || passedOn != (p.forward != nil) {
		return false
	}
	if p.forward == nil && (m.Message != p.text || !carriedBy(m, p.media)) {
		return false
	}
	_, others := c.own.get(numbered{sluice.ScopeOf(p.peer), int64(m.ID)})
	return !others
}

// history returns a page of a chat, the newest first.
func (c *Conn) history(ctx context.Context, l *link, chat tg.InputPeerClass, before int) ([]tg.MessageClass, error) {
	limited, cancel := context.WithTimeout(ctx, resolveTime)
	defer cancel()
	answer := make(chan tg.MessagesMessagesClass, 1)
	err := c.waits.do(limited, "messages.getHistory", func(ctx context.Context) error {
		return l.bounded(ctx, func(ctx context.Context) error {
			page, err := l.client.API().MessagesGetHistory(ctx, &tg.MessagesGetHistoryRequest{
				Peer: chat, OffsetID: before, Limit: historyPage,
			})
			if err == nil {
				answer <- page
			}
			return err
		})
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil && err != nil:
		return nil, classify(limited.Err(), call{})
	case err != nil:
		return nil, err
	}
	if page, ok := (<-answer).(interface{ GetMessages() []tg.MessageClass }); ok {
		return page.GetMessages(), nil
	}
	return nil, nil
}
