package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// A Receiving is what an operator sees of the pushes to an instance's webhook.
type Receiving interface {
	// Deliveries returns the last tries, the newest first, as the gateway that
	// makes them remembers.
	Deliveries(ctx context.Context, id int64) ([]Delivery, error)
	// Letters returns the notifications that failed too often, the latest first.
	Letters(ctx context.Context, id int64, limit int) ([]Letter, error)
	// Resend makes dead letters notifications again, all of them when none is
	// named, and returns how many there were.
	Resend(ctx context.Context, id int64, receipts ...int64) (int, error)
}

// A Delivery is one try to push a notification.
type Delivery struct {
	At      time.Time `json:"at"`
	Receipt int64     `json:"receiptId"`
	Attempt int       `json:"attempt"`
	Status  int       `json:"status"` // of the receiver's answer; 0: there was none
	Took    int64     `json:"tookMilliseconds"`
	Error   string    `json:"error"` // "": it was delivered
	Buried  bool      `json:"deadLetter"`
}

// A Letter is a notification that was set aside.
type Letter struct {
	Receipt int64     `json:"receiptId"`
	Buried  time.Time `json:"timeBuried"`
	Type    string    `json:"typeWebhook"`
	Message string    `json:"idMessage,omitempty"` // not of a state
	Chat    string    `json:"chatId,omitempty"`    // likewise
}

// Deliveries returns the last tries of this process.
func (o *operations) Deliveries(_ context.Context, id int64) ([]Delivery, error) {
	i, err := o.instance(id)
	if err != nil {
		return nil, err
	}
	if o.deliveries == nil {
		return nil, &sluice.Error{Code: sluice.Unavailable, Text: "no gateway is running, and its memory is where deliveries are logged; start it and try again"}
	}
	all := []Delivery{}
	for _, d := range o.deliveries(i.ID) {
		all = append(all, Delivery{d.At, d.Receipt, d.Attempt, d.Status, d.Took.Milliseconds(), d.Error, d.Buried})
	}
	return all, nil
}

// Letters returns the dead letters of the last 7 days.
func (o *operations) Letters(ctx context.Context, id int64, limit int) ([]Letter, error) {
	i, err := o.instance(id)
	if err != nil {
		return nil, err
	}
	list, err := o.store.DeadLetters(ctx, i.ID, limit)
	if err != nil {
		return nil, err
	}
	all := []Letter{}
	for _, l := range list {
		n := l.Notification
		all = append(all, Letter{l.Receipt, l.Buried, string(n.Type), string(n.Message), string(n.Chat.Chat)})
	}
	return all, nil
}

// Resend makes dead letters notifications again.
func (o *operations) Resend(ctx context.Context, id int64, receipts ...int64) (int, error) {
	i, err := o.instance(id)
	if err != nil {
		return 0, err
	}
	return o.store.Exhume(ctx, i.ID, receipts...)
}

// Deliveries returns the last tries of the running gateway.
func (r *remote) Deliveries(ctx context.Context, id int64) (all []Delivery, err error) {
	return all, r.do(ctx, http.MethodGet, fmt.Sprintf("/instances/%d/deliveries", id), nil, &all)
}

// Letters returns the dead letters of the last 7 days.
func (r *remote) Letters(ctx context.Context, id int64, limit int) (all []Letter, err error) {
	return all, r.do(ctx, http.MethodGet, fmt.Sprintf("/instances/%d/letters?limit=%d", id, limit), nil, &all)
}

// Resend makes dead letters notifications again.
func (r *remote) Resend(ctx context.Context, id int64, receipts ...int64) (n int, err error) {
	names := make([]string, len(receipts))
	for k, receipt := range receipts {
		names[k] = strconv.FormatInt(receipt, 10)
	}
	return n, r.do(ctx, http.MethodPost, fmt.Sprintf("/instances/%d/letters?receipts=%s", id, strings.Join(names, ",")), nil, &n)
}

func (c control) letters(r *http.Request, id int64) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	return c.op.Letters(r.Context(), id, limit)
}

func (c control) resend(r *http.Request, id int64) (any, error) {
	var receipts []int64
	for _, name := range strings.FieldsFunc(r.URL.Query().Get("receipts"), func(r rune) bool { return r == ',' }) {
		n, err := strconv.ParseInt(name, 10, 64)
		if err != nil {
			return nil, &sluice.Error{Code: sluice.Invalid, Text: "'receipts' must be numbers", Err: err}
		}
		receipts = append(receipts, n)
	}
	return c.op.Resend(r.Context(), id, receipts...)
}
