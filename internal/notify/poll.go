package notify

import (
	"context"
	"time"

	"sluice"
)

// Poll returns the head as soon as there is one, and does not delete it: all
// polls get the same one until [Inbox.Delete]. It returns false when timeout is
// over without one, when ctx ends, and when the poll has lost its ground
// meanwhile: the instance was given a webhook URL or another token, or was
// deleted. An instance that has a webhook URL from the start is refused as
// Invalid.
func (b *Inbox) Poll(ctx context.Context, id sluice.InstanceID, timeout time.Duration) (int64, sluice.Notification, bool, error) {
	b.metrics.waiting.Inc()
	defer b.metrics.waiting.Dec()

	receipt, n, result, err := b.poll(ctx, id, timeout)
	if err != nil {
		result = pollRefused
	}
	b.metrics.polls.WithLabelValues(string(result)).Inc()
	return receipt, n, result == pollHead, err
}

// A pollResult is how a poll ended, as the metric names it.
type pollResult string

const (
	pollHead    pollResult = "notification"
	pollEmpty   pollResult = "timeout"
	pollGone    pollResult = "client_gone" // or the process stops
	pollEnded   pollResult = "ended"       // webhook URL, another token, deleted
	pollRefused pollResult = "refused"
)

func (b *Inbox) poll(ctx context.Context, id sluice.InstanceID, timeout time.Duration) (int64, sluice.Notification, pollResult, error) {
	var none sluice.Notification
	over := time.NewTimer(timeout)
	defer over.Stop()

	changed := b.store.Watch(id, sluice.TopicNotifications) // before the first look
	let, err := b.ground(ctx, id)
	if err != nil {
		return 0, none, "", err
	}
	if let.webhook {
		return 0, none, "", errPushed()
	}
	for {
		receipt, n, ok, err := b.store.Head(ctx, id)
		switch {
		case ctx.Err() != nil:
			return 0, none, pollGone, nil
		case err != nil:
			return 0, none, "", err
		case ok:
			return receipt, n, pollHead, nil
		}
		select {
		case <-changed:
		case <-over.C:
			return 0, none, pollEmpty, nil
		case <-ctx.Done():
			return 0, none, pollGone, nil
		}
		changed = b.store.Watch(id, sluice.TopicNotifications)
		now, err := b.ground(ctx, id)
		switch {
		case ctx.Err() != nil:
			return 0, none, pollGone, nil
		case err != nil:
			return 0, none, "", err
		case now != let:
			return 0, none, pollEnded, nil
		}
	}
}

// ground is what a poll stands on. When it differs from what it was at first,
// the poll ends.
type ground struct {
	token   sluice.Token
	webhook bool
	deleted bool
}

func (b *Inbox) ground(ctx context.Context, id sluice.InstanceID) (ground, error) {
	i, err := b.store.Instance(id)
	if err != nil {
		return ground{}, err
	}
	if !i.Deleted.IsZero() {
		return ground{deleted: true}, nil
	}
	token, err := b.store.Token(ctx, id)
	return ground{token: token, webhook: i.Settings.WebhookURL != ""}, err
}
