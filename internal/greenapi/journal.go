package greenapi

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"sluice"
)

// journals has the methods that look back.
type journals struct {
	line  line
	links links
	known known
	older *memo[page, []sluice.Record]
}

// A page is what the network remembers before one of its messages.
type page struct {
	someone
	before int64
}

// The limits of looking back.
const (
	defaultHistory = 100
	maxHistory     = 1000
	maxLast        = 5000
	defaultMinutes = 24 * 60
	maxMinutes     = 30 * 24 * 60
	maxPage        = 100 // messages that one request asks the network for
	pageFor        = time.Minute
	pageWithin     = 10 * time.Second
	mostOlder      = 5000 // messages in all pages
)

func newJournals(l line, links links, k known) journals {
	return journals{l, links, k, newMemo[page, []sluice.Record](mostOlder)}
}

func (j journals) history(ctx context.Context, c *call) (any, error) {
	chat := c.fields.Chat("chatId")
	count, given := c.fields.OptionalInteger("count", 1, math.MaxInt64)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	if !given {
		count = defaultHistory
	}
	chat, ok := j.known.resolve(ctx, c.id, chat)
	if !ok {
		return []item{}, nil
	}
	limit := int(min(count, maxHistory))
	list, err := j.known.journal.History(ctx, c.id, chat, limit)
	if err != nil {
		return nil, err
	}
	if len(list) < limit {
		more, err := j.remembered(ctx, c.id, chat, oldest(list))
		if err != nil {
			return nil, err
		}
		list = merge(list, more)
	}
	return j.show(c.id, list[:min(len(list), limit)]), nil
}

// remembered returns what the network knows of a chat before one of its
// messages. When it is silent there is nothing.
func (j journals) remembered(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, before int64) ([]sluice.Record, error) {
	i, err := j.line.ready(id)
	if err != nil {
		return nil, nil //nolint:nilerr // without an account the journal is all there is
	}
	p := page{someone{id, i.Account.ID, chat}, before}
	if more, ok := j.older.get(p, pageFor); ok {
		return more, nil
	}
	quick, cancel := context.WithTimeout(ctx, pageWithin)
	defer cancel()
	var events []sluice.Event
	err = ask(quick, j.line, id, Network.Historian, func(ctx context.Context, able sluice.Historian) (err error) {
		events, err = able.History(ctx, chat, before, maxPage)
		return err
	})
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	events = slices.DeleteFunc(events, func(e sluice.Event) bool { return e.Kind != sluice.EventMessage })
	more, err := j.known.journal.Absorb(ctx, id, events)
	if err == nil {
		j.older.put(p, more, len(more)+1)
	}
	return more, err
}

// oldest is the network's number of the oldest message that has one, 0 for none.
func oldest(list []sluice.Record) int64 {
	for _, r := range slices.Backward(list) {
		if r.Ref.Number != 0 {
			return r.Ref.Number
		}
	}
	return 0
}

// merge adds messages to a list, newest first, each once.
func merge(list, more []sluice.Record) []sluice.Record {
	all := slices.Concat(list, more)
	slices.SortStableFunc(all, func(a, b sluice.Record) int { return cmp.Compare(b.ID.Number(), a.ID.Number()) })
	return slices.CompactFunc(all, func(a, b sluice.Record) bool { return a.ID == b.ID })
}

func (j journals) message(ctx context.Context, c *call) (any, error) {
	r, err := j.asked(ctx, c)
	if err != nil {
		return nil, err
	}
	return j.links.view(c.id, r).item(r), nil
}

// asked returns the message that the request names.
func (j journals) asked(ctx context.Context, c *call) (sluice.Record, error) {
	chat, id := c.fields.Chat("chatId"), c.fields.Message("idMessage")
	if err := c.fields.Err(); err != nil {
		return sluice.Record{}, err
	}
	return j.known.find(ctx, c.id, chat, id)
}

func (j journals) lastIncoming(ctx context.Context, c *call) (any, error) {
	return j.last(ctx, c, true)
}

func (j journals) lastOutgoing(ctx context.Context, c *call) (any, error) {
	return j.last(ctx, c, false)
}

func (j journals) last(ctx context.Context, c *call, incoming bool) (any, error) {
	minutes := float64(defaultMinutes)
	if c.http.URL.Query().Get("minutes") != "" {
		var err error
		if minutes, err = queryNumber(c, "minutes", maxMinutes); err != nil {
			return nil, err
		}
	}
	since := j.links.now().Add(-time.Duration(minutes) * time.Minute)
	list, err := j.known.journal.Last(ctx, c.id, incoming, since, maxLast)
	if err != nil {
		return nil, err
	}
	return j.show(c.id, slices.DeleteFunc(list, waits)), nil
}

func (j journals) show(id sluice.InstanceID, list []sluice.Record) []item {
	shown := make([]item, 0, len(list))
	for _, r := range list {
		shown = append(shown, j.links.view(id, r).item(r))
	}
	return shown
}

// fetched is the answer of downloadFile.
type fetched struct {
	URL string `json:"downloadUrl"`
}

func (j journals) download(ctx context.Context, c *call) (any, error) {
	r, err := j.asked(ctx, c)
	if err != nil {
		return nil, err
	}
	if r.Content.File == nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "Message has no file"}
	}
	if j.links.media == nil || !j.links.media.Holds(ctx, c.id, r.ID) {
		if _, err := j.line.ready(c.id); err != nil {
			return nil, err
		}
	}
	v := j.links.view(c.id, r)
	return fetched{v.file(r.ID, r.Content.File).URL}, nil
}
