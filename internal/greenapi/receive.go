package greenapi

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// receiving has the methods by which a client without a webhook is told things.
type receiving struct {
	notifications Notifications
	links         links
}

// How long a poll waits.
const (
	defaultPoll = 5 * time.Second
	minPoll     = time.Second
	maxPoll     = 60 * time.Second
)

// receive hands out the oldest notification, the same one until it is deleted.
// When there is none it answers null, and not before the time is over: clients
// ask again at once.
func (r receiving) receive(ctx context.Context, c *call) (any, error) {
	timeout, err := pollTime(c.http.URL.Query().Get("receiveTimeout"))
	if err != nil {
		return nil, err
	}
	receipt, n, ok, err := r.notifications.Poll(ctx, c.id, timeout)
	if err != nil {
		return nil, err
	}
	if !ok {
		return raw("null"), nil
	}
	answer := append(raw(`{"receiptId":`), strconv.FormatInt(receipt, 10)...)
	answer = append(append(answer, `,"body":`...), Body(c.id, n, r.links.link())...)
	return append(answer, '}'), nil
}

// pollTime reads a number of seconds. Fractions are cut, and a time that is too
// short or too long is moved to the nearest that is not.
func pollTime(s string) (time.Duration, error) {
	if s == "" {
		return defaultPoll, nil
	}
	x, ok := number(s)
	if !ok {
		return 0, notNumber("receiveTimeout")
	}
	return time.Duration(max(minPoll.Seconds(), min(math.Trunc(x), maxPoll.Seconds()))) * time.Second, nil
}

// number reads a decimal number; one that is too large is infinite.
func number(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	written := strings.Trim(s, "0123456789+-.eE") == "" // no nan, inf, hexadecimal
	return x, written && (err == nil || errors.Is(err, strconv.ErrRange))
}

// notNumber is a value in the address that must be a number.
func notNumber(name string) error {
	return &sluice.Error{Code: sluice.Invalid, Text: "Parameter " + name + " must be a Number"}
}

// deletion is the answer of deleteNotification.
type deletion struct {
	Result bool   `json:"result"`
	Reason string `json:"reason"`
}

func (r receiving) delete(ctx context.Context, c *call) (any, error) {
	x, ok := number(c.path.arg())
	if !ok {
		return nil, notNumber("receiptId")
	}
	if x != math.Trunc(x) || x < 0 || x > math.MaxInt32 {
		x = 0 // a receipt that was never given out, as they all
	}
	found, err := r.notifications.Delete(ctx, c.id, int64(x))
	switch {
	case err != nil:
		return nil, err
	case !found:
		return deletion{Reason: "notification not found"}, nil
	}
	return deletion{Result: true}, nil
}
