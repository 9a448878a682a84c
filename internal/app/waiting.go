package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sluice/internal/console"
)

// commandLine is who did what the command line asks for.
const commandLine = "command line"

// Queue returns the first messages that wait.
func (o *operations) Queue(ctx context.Context, id int64, limit int) ([]QueuedMessage, error) {
	i, err := o.instance(id)
	if err != nil {
		return nil, err
	}
	line, err := o.store.Line(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	first, err := o.store.Waiting(ctx, i.ID, "", limit)
	if err != nil {
		return nil, err
	}
	all, why := []QueuedMessage{}, console.Outlooks(i, line, first)
	for k, m := range first {
		all = append(all, QueuedMessage{ID: string(m.ID), Type: m.Kind.String(), Body: json.RawMessage(m.Body), Outlook: why[k]})
	}
	return all, nil
}

// ClearQueue takes out everything that waits.
func (o *operations) ClearQueue(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.store.Clear(ctx, i.ID)
}

// Pause lets an instance accept and not send.
func (o *operations) Pause(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.store.Pause(ctx, i.ID, commandLine)
}

// Resume ends a pause.
func (o *operations) Resume(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.store.Resume(ctx, i.ID)
}

// Accepted is when the message was accepted, which its id tells.
func (m QueuedMessage) Accepted() string {
	n, err := strconv.ParseInt(m.ID, 10, 64)
	if err != nil {
		return ""
	}
	return time.UnixMilli(n).UTC().Format("2006-01-02T15:04:05.000Z")
}

// Pause lets an instance accept and not send.
func (r *remote) Pause(ctx context.Context, id int64) error {
	return r.do(ctx, http.MethodPost, fmt.Sprintf("/instances/%d/pause", id), nil, nil)
}

// Resume ends a pause.
func (r *remote) Resume(ctx context.Context, id int64) error {
	return r.do(ctx, http.MethodDelete, fmt.Sprintf("/instances/%d/pause", id), nil, nil)
}
