package greenapi

import (
	"context"

	"sluice"
)

// waiting has the methods that show and empty the two queues.
type waiting struct {
	queue         Queue
	notifications Notifications
}

// shownItems is how many messages the list shows.
const shownItems = 500

// show lists what waits. The bodies are stored as the requests that were
// accepted, so they are only put in place.
func (w waiting) show(ctx context.Context, c *call) (any, error) {
	items, err := w.queue.Show(ctx, c.id, shownItems)
	if err != nil {
		return nil, err
	}
	size := 2
	for _, item := range items {
		size += len(item.Body) + 64
	}
	list := append(make(raw, 0, size), '[')
	for n, item := range items {
		if n > 0 {
			list = append(list, ',')
		}
		list = appendItem(list, item)
	}
	return append(list, ']'), nil
}

func appendItem(list raw, item sluice.Item) raw {
	list = append(list, `{"messageID":"`...)
	list = append(list, item.ID...)
	if item.Kind == sluice.KindForward {
		list = append(list, `","messagesIDs":["`...)
		for n, id := range item.IDs() {
			if n > 0 {
				list = append(list, `","`...)
			}
			list = append(list, id...)
		}
		list = append(list, `"],"type":"`...)
	} else {
		list = append(list, `","type":"`...)
	}
	list = append(list, item.Kind.String()...)
	list = append(list, `","body":`...)
	list = append(list, item.Body...)
	return append(list, '}')
}

// counted is how many there are.
type counted struct {
	Count int `json:"count"`
}

func (w waiting) count(ctx context.Context, c *call) (any, error) {
	n, err := w.queue.Count(ctx, c.id)
	return counted{n}, err
}

func (w waiting) countNotifications(ctx context.Context, c *call) (any, error) {
	n, err := w.notifications.Count(ctx, c.id)
	return counted{n}, err
}

func (w waiting) clear(ctx context.Context, c *call) (any, error) {
	if err := w.queue.Clear(ctx, c.id); err != nil {
		return nil, err
	}
	return struct {
		Cleared bool `json:"isCleared"`
	}{true}, nil
}

// clearedNotifications is the answer of clearWebhooksQueue.
type clearedNotifications struct {
	Cleared bool   `json:"isCleared"`
	Reason  string `json:"reason"`
	Left    int64  `json:"leftTime,omitempty"` // seconds
}

func (w waiting) clearNotifications(ctx context.Context, c *call) (any, error) {
	left, err := w.notifications.Clear(ctx, c.id)
	switch {
	case err != nil:
		return nil, err
	case left > 0:
		return clearedNotifications{Reason: "Too many requests", Left: seconds(left)}, nil
	}
	return clearedNotifications{Cleared: true}, nil
}
