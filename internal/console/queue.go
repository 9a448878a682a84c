package console

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// A search looks at so many messages at most, a page of the store at a time.
const (
	maxScan  = 20_000
	scanPage = 500
)

// queued is a message in the queue.
type queued struct {
	ID       sluice.MessageID `json:"idMessage"`
	Type     string           `json:"type"`
	Chat     sluice.ChatID    `json:"chatId"`
	Text     string           `json:"text"`
	Body     json.RawMessage  `json:"body"`
	Accepted moment           `json:"acceptedAt"`
	Expires  moment           `json:"expiresAt"`
	Position int              `json:"position"` // from 1
	Attempts int              `json:"attempts"`
	Doubt    bool             `json:"inDoubt"`
	Edited   bool             `json:"edited"`
	wait
	Sends      moment `json:"sendAt,omitzero"`
	WillExpire bool   `json:"willExpire"`

	words []string
}

// A filter says which messages are wanted; the zero value all.
type filter struct {
	Chat  sluice.ChatID      `json:"chat"`
	Text  string             `json:"text"`
	Type  string             `json:"type"`
	Waits string             `json:"waitsFor"`
	IDs   []sluice.MessageID `json:"ids"`
}

func (f *filter) check() error {
	if f.Waits != "" && !slices.Contains(waitWords(), f.Waits) {
		return wrong("waitsFor", "must be one of %s", strings.Join(waitWords(), ", "))
	}
	f.Text = strings.ToLower(f.Text)
	return nil
}

func (f *filter) all() bool {
	return f.Chat == "" && f.Text == "" && f.Type == "" && f.Waits == "" && len(f.IDs) == 0
}

func (f *filter) wants(m *queued) bool {
	return (f.Chat == "" || m.Chat == f.Chat) && (f.Type == "" || m.Type == f.Type) && (f.Waits == "" || m.What == f.Waits) &&
		(len(f.IDs) == 0 || slices.Contains(f.IDs, m.ID)) && contains(m.words, f.Text)
}

// A walk goes through a queue in its order. It is a cursor that fits into an
// address.
type walk struct {
	after    sluice.MessageID
	position int // of the message after
	aside    int // how many of those set aside were passed that will go
	line     int // and how many of the line
}

func (w walk) String() string {
	return fmt.Sprintf("%s.%d.%d.%d", w.after, w.position, w.aside, w.line)
}

func parseWalk(text string) (w walk, err error) {
	if text == "" {
		return w, nil
	}
	id, rest, _ := strings.Cut(text, ".")
	m, ok := sluice.ParseMessageID(id)
	var numbers []int
	for part := range strings.SplitSeq(rest, ".") {
		n, err := strconv.Atoi(part)
		ok = ok && err == nil && n >= 0
		numbers = append(numbers, n)
	}
	if ok && len(numbers) == 3 {
		return walk{m, numbers[0], numbers[1], numbers[2]}, nil
	}
	return w, wrong("after", "must be the 'next' of the page before")
}

// step returns a message with what is known of it, and moves behind it.
func (w *walk) step(p *plan, m sluice.Waiting) queued {
	why, at := p.of(m, w.aside, w.line)
	w.after = m.ID
	w.position++
	switch {
	case m.Place == sluice.PlaceLine:
		w.line++
	case m.Place == sluice.PlaceAside && !isHeld(m):
		w.aside++
	}
	var message sluice.Message
	_ = message.UnmarshalRequest(m.Kind, m.Body) // what is damaged shows nothing
	q := queued{
		ID: m.ID, Type: m.Kind.String(), Chat: message.Chat, Body: m.Body, Accepted: moment(m.Accepted),
		Expires: moment(m.Accepted.Add(day)), Position: w.position, Attempts: m.Attempts, Doubt: m.Doubt, Edited: m.Edited,
		wait: why, Sends: moment(at), words: wordsOf(message.Body),
	}
	q.Text = firstOf(q.words)
	q.WillExpire = why.What == waitsExpiry || !at.IsZero() && !at.Before(m.Accepted.Add(day))
	return q
}

// each goes through a queue until yield says no, the queue ends, or so many were
// looked at; ended says whether it was the queue.
func (s *Server) each(ctx context.Context, id sluice.InstanceID, w *walk, scan int, yield func(*queued) bool) (ended bool, err error) {
	i, err := s.instance(id)
	if err != nil {
		return false, err
	}
	l, err := s.Queue.Line(ctx, id)
	if err != nil {
		return false, err
	}
	p := newPlan(i, l)
	for scan > 0 {
		page, err := s.Queue.Waiting(ctx, id, w.after, min(scan, scanPage))
		if err != nil {
			return false, err
		}
		for _, m := range page {
			q := w.step(&p, m)
			if !yield(&q) {
				return false, nil
			}
		}
		if len(page) < min(scan, scanPage) {
			return true, nil
		}
		scan -= len(page)
	}
	return false, nil
}

// queueAnswer is a page of a queue.
type queueAnswer struct {
	Queue    shownLine `json:"queue"`
	Messages []queued  `json:"messages"`
	Next     string    `json:"next,omitempty"`
	Matched  int       `json:"matched"`
	Complete bool      `json:"complete"` // false: the search has looked at much and found less than a page
}

func (s *Server) showQueue(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	id, err := c.message("id")
	if err != nil {
		return nil, err
	}
	f := filter{Chat: sluice.ChatID(c.query("chat")), Text: c.query("text"), Type: c.query("type"), Waits: c.query("waitsFor")}
	if id != "" {
		f.IDs = []sluice.MessageID{id}
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	w, err := parseWalk(c.query("after"))
	if err != nil {
		return nil, err
	}
	return s.queuePage(c.ctx(), c.id, w, f, limit)
}

func (s *Server) queuePage(ctx context.Context, id sluice.InstanceID, w walk, f filter, limit int) (queueAnswer, error) {
	out := queueAnswer{Messages: []queued{}}
	ended, err := s.each(ctx, id, &w, maxScan, func(q *queued) bool {
		if f.wants(q) {
			out.Messages = append(out.Messages, *q)
		}
		return len(out.Messages) < limit
	})
	if err != nil {
		return out, err
	}
	i, err := s.instance(id)
	if err != nil {
		return out, err
	}
	l, err := s.Queue.Line(ctx, id)
	if err != nil {
		return out, err
	}
	out.Queue, out.Matched = showLine(i, l), len(out.Messages)
	out.Complete = ended || len(out.Messages) == limit
	if !ended {
		out.Next = w.String()
	}
	return out, nil
}

// forecast is the arithmetic of a whole queue.
type forecast struct {
	Count    int    `json:"count"`
	Interval int64  `json:"intervalMs"`
	PerDay   int64  `json:"perDay"`
	First    moment `json:"firstAt,omitzero"`
	Last     moment `json:"lastAt,omitzero"`
	Takes    int64  `json:"takesMs"`
	Expiring int    `json:"expiring"`
	Exact    bool   `json:"exact"` // false: the queue is too deep to look at every message
}

// showForecast counts what would expire before its turn, at the present interval
// or at another one, as if sending could begin now.
func (s *Server) showForecast(c *call) (any, error) {
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	ms, err := c.number("intervalMs", int(i.Settings.Interval.Milliseconds()),
		int(sluice.MinInterval.Milliseconds()), int(sluice.MaxInterval.Milliseconds()))
	if err != nil {
		return nil, err
	}
	i.Settings.Interval = time.Duration(ms) * time.Millisecond
	i.State, i.Paused, i.Held = sluice.Authorized, false, false
	l, err := s.Queue.Line(c.ctx(), c.id)
	if err != nil {
		return nil, err
	}
	p := newPlan(i, l)
	out := forecast{Count: l.Count, Interval: int64(ms), PerDay: perDay(i.Settings.Interval), Exact: true}
	if l.Count == 0 {
		return out, nil
	}
	_, first := p.next()
	out.First, out.Last = moment(first), moment(p.last())
	out.Takes = max(0, p.last().Sub(l.At).Milliseconds())
	w := walk{}
	for left := maxScan; ; left -= scanPage {
		page, err := s.Queue.Waiting(c.ctx(), c.id, w.after, scanPage)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			if q := w.step(&p, m); q.WillExpire {
				out.Expiring++
			}
		}
		if len(page) < scanPage {
			return out, nil
		}
		if left <= scanPage {
			out.Exact = w.position >= l.Count
			return out, nil
		}
	}
}
