package console

import (
	"context"
	"slices"
	"time"

	"sluice"
	"sluice/internal/console/news"
)

// How often something is published.
const (
	passEach    = 250 * time.Millisecond // an instance, at most
	passMost    = 500                    // instances at a time; the others come next
	figuresEach = 10 * time.Second
	headLength  = 50 // messages of a queue that a stream is told
)

// Run tells the streams what changes, until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	h := hub{s: s.complete(), pending: map[sluice.InstanceID]topics{}, done: map[sluice.InstanceID]struct{}{}}
	changes := s.Gateway.Follow()
	defer changes.Close()
	defer s.News.Drain()
	pass := time.NewTimer(0)
	defer pass.Stop()
	figures := time.NewTicker(figuresEach)
	defer figures.Stop()
	armed := true
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-figures.C:
			h.figures()
			continue
		case <-changes.Wake():
		case <-s.News.Stirred():
		case <-pass.C:
			armed = false
			if err := h.pass(ctx, changes.Take()); err != nil {
				return err
			}
			if len(h.pending) == 0 {
				continue
			}
		}
		if !armed {
			armed = true
			pass.Reset(passEach)
		}
	}
}

// topics are what changed of an instance.
type topics struct{ queue, notifications, state bool }

// A hub turns changes into entries. It belongs to one goroutine.
type hub struct {
	s       *Server
	pending map[sluice.InstanceID]topics
	done    map[sluice.InstanceID]struct{} // whose login was told to be done
	notes   []news.Note                    // to be published at the end of a pass
}

// pass publishes what has changed since the pass before.
func (h *hub) pass(ctx context.Context, changed []sluice.Changed) error {
	defer h.flush()
	for _, c := range changed {
		t := h.pending[c.Instance]
		t.queue = t.queue || slices.Contains(c.Topics, sluice.TopicQueue)
		t.notifications = t.notifications || slices.Contains(c.Topics, sluice.TopicNotifications)
		t.state = t.state || slices.Contains(c.Topics, sluice.TopicState)
		h.pending[c.Instance] = t
	}
	items, logins := h.s.News.Take()
	for _, i := range items {
		h.item(i)
	}
	for _, id := range logins {
		t := h.pending[id]
		t.state = true
		h.pending[id] = t
	}
	left := passMost
	for id, t := range h.pending {
		if left--; left < 0 {
			break
		}
		delete(h.pending, id)
		if err := h.instance(ctx, id, t); err != nil {
			return err
		}
	}
	return nil
}

// item publishes what happened.
func (h *hub) item(i news.Item) {
	switch what := i.What.(type) {
	case news.Happened:
		h.note("message", i.Instance, true, happened{
			i.Instance, what.What, moment(i.At), what.Message, what.Chat, cut(what.Text),
		})
	case news.Birth:
		h.note("notification", i.Instance, true, struct {
			Instance sluice.InstanceID `json:"idInstance"`
			event
		}{i.Instance, h.s.showBirth(i.Instance, what, true)})
	case sluice.Delivery:
		h.note("delivery", i.Instance, true, struct {
			Instance sluice.InstanceID `json:"idInstance"`
			Delivery delivered         `json:"delivery"`
		}{i.Instance, showDelivery(what)})
	}
}

// happened is one step of a message.
type happened struct {
	Instance sluice.InstanceID `json:"idInstance"`
	What     string            `json:"what"`
	At       moment            `json:"at"`
	Message  sluice.MessageID  `json:"idMessage,omitempty"`
	Chat     sluice.ChatID     `json:"chatId"`
	Text     string            `json:"text"`
}

// instance publishes how an instance stands, if anybody looks.
func (h *hub) instance(ctx context.Context, id sluice.InstanceID, t topics) error {
	if t.queue {
		n, err := h.s.Queue.Count(ctx, id)
		if err == nil {
			h.s.News.Waits(id, n)
		}
	}
	if t.state {
		if err := h.login(ctx, id); err != nil {
			return err
		}
	}
	anybody, closely := h.s.News.Looked(id)
	if !anybody {
		return nil
	}
	shown, err := h.s.show(ctx, id)
	if gone(err) {
		h.note("removed", id, false, map[string]sluice.InstanceID{"idInstance": id})
		h.s.News.Forget(id)
		return nil
	}
	if err != nil {
		return passing(ctx, err)
	}
	h.note("instance", id, false, map[string]any{"instance": shown})
	if !closely || !t.queue && !t.state {
		return nil
	}
	head, err := h.s.queuePage(ctx, id, walk{}, filter{}, headLength)
	if err != nil {
		return passing(ctx, err)
	}
	h.note("queue", id, true, struct {
		Instance sluice.InstanceID `json:"idInstance"`
		Queue    shownLine         `json:"queue"`
		Messages []queued          `json:"messages"`
	}{id, head.Queue, head.Messages})
	return nil
}

// login publishes where a login stands. The links to it end with it.
func (h *hub) login(ctx context.Context, id sluice.InstanceID) error {
	shown, err := h.s.login(ctx, id)
	if err != nil {
		delete(h.done, id)
		return passing(ctx, err)
	}
	_, told := h.done[id]
	switch {
	case shown.Step != stepDone:
		delete(h.done, id)
	case told:
		return nil
	default:
		h.done[id] = struct{}{}
	}
	h.note("login", id, false, map[string]any{"login": shown})
	if shown.Step == stepDone {
		h.flush() // that it is done is a guest's last word
		return passing(ctx, h.s.Access.EndGuests(ctx, id))
	}
	return nil
}

// gone says whether an instance is not there any more.
func gone(err error) bool {
	return err != nil && problemOf(err).code == "not_found"
}

// passing returns err unless it is one that passes, or that others tell: a broken
// store ends the process by itself.
func passing(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || gone(err) || sluice.CodeOf(err) == sluice.Unavailable {
		return nil
	}
	return err
}

// figures publishes the figures of the time that is over.
func (h *hub) figures() {
	for _, f := range h.s.News.LastFigures() {
		h.note("metrics", f.Instance, f.Instance != 0, showFigure(f.Figure))
	}
	h.flush()
}

func (h *hub) note(kind string, id sluice.InstanceID, detail bool, data any) {
	h.notes = append(h.notes, news.Note{Kind: kind, Instance: id, Detail: detail, Data: data})
}

// flush publishes what was noted.
func (h *hub) flush() {
	if len(h.notes) == 0 {
		return
	}
	if err := h.s.News.Publish(h.notes...); err != nil {
		h.s.Log.Error("console: an entry cannot be encoded", "err", err)
	}
	clear(h.notes)
	h.notes = h.notes[:0]
}
