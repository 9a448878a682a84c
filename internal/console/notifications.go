package console

import (
	"encoding/json"
	"strconv"

	"sluice"
	"sluice/internal/console/news"
)

// told is a notification, as the client gets it.
type told struct {
	Receipt int64                   `json:"receiptId"`
	Born    moment                  `json:"bornAt"`
	Expires moment                  `json:"expiresAt"`
	Type    sluice.NotificationType `json:"typeWebhook"`
	Body    json.RawMessage         `json:"body"`
}

func (s *Server) listNotifications(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	after, err := strconv.ParseInt("0"+c.query("after"), 10, 32)
	if err != nil {
		return nil, wrong("after", "must be the 'next' of the page before")
	}
	count, err := s.Notifications.CountNotifications(c.ctx(), c.id)
	if err != nil {
		return nil, err
	}
	list, err := s.Notifications.Pending(c.ctx(), c.id, after, limit)
	if err != nil {
		return nil, err
	}
	out := struct {
		Count int    `json:"count"`
		List  []told `json:"notifications"`
		Next  string `json:"next,omitempty"`
	}{Count: count, List: []told{}}
	for _, p := range list {
		out.List = append(out.List, told{
			p.Receipt, moment(p.Born), moment(p.Born.Add(day)), p.Notification.Type, s.Gateway.Body(c.id, p.Notification),
		})
	}
	if len(list) == limit {
		out.Next = strconv.FormatInt(list[limit-1].Receipt, 10)
	}
	return out, nil
}

func (s *Server) deleteNotification(c *call) (any, error) {
	receipt, err := c.receipt()
	if err != nil {
		return nil, err
	}
	ok, err := s.Notifications.Ack(c.ctx(), c.id, receipt)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing("no notification with this receipt waits")
	}
	return done{}, c.note("notification.delete", strconv.FormatInt(receipt, 10), "")
}

// delivered is one try to push a notification.
type delivered struct {
	At      moment `json:"at"`
	Receipt int64  `json:"receiptId"`
	Attempt int    `json:"attempt"`
	Status  int    `json:"status,omitempty"`
	Took    int64  `json:"tookMs"`
	Error   string `json:"error,omitempty"`
	Buried  bool   `json:"buried"`
}

func showDelivery(d sluice.Delivery) delivered {
	return delivered{moment(d.At), d.Receipt, d.Attempt, d.Status, d.Took.Milliseconds(), d.Error, d.Buried}
}

func (s *Server) listDeliveries(c *call) (any, error) {
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	out := struct {
		Webhook string      `json:"webhook,omitempty"`
		List    []delivered `json:"deliveries"`
	}{hostOf(i.Settings.WebhookURL), []delivered{}}
	for _, d := range s.Gateway.Deliveries(c.id) {
		out.List = append(out.List, showDelivery(d))
	}
	return out, nil
}

type letter struct {
	Receipt int64                   `json:"receiptId"`
	Buried  moment                  `json:"buriedAt"`
	Type    sluice.NotificationType `json:"typeWebhook"`
	Body    json.RawMessage         `json:"body"`
}

func (s *Server) listLetters(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	letters, err := s.Notifications.DeadLetters(c.ctx(), c.id, limit)
	if err != nil {
		return nil, err
	}
	list := []letter{}
	for _, l := range letters {
		list = append(list, letter{l.Receipt, moment(l.Buried), l.Notification.Type, s.Gateway.Body(c.id, l.Notification)})
	}
	return map[string]any{"letters": list}, nil
}

func (s *Server) resendLetters(c *call) (any, error) {
	var in struct {
		Receipts []int64 `json:"receiptIds"`
		All      bool    `json:"all"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.All == (len(in.Receipts) > 0) {
		return nil, wrong("receiptIds", "is required, or 'all'")
	}
	n, err := s.Notifications.Exhume(c.ctx(), c.id, in.Receipts...)
	if err != nil {
		return nil, err
	}
	return map[string]int{"resent": n}, c.note("letters.resend", "", strconv.Itoa(n)+" notifications")
}

// An event is a notification that was born lately, whether it still waits or not.
type event struct {
	Receipt int64                   `json:"receiptId"`
	At      moment                  `json:"at"`
	Type    sluice.NotificationType `json:"typeWebhook"`
	Body    json.RawMessage         `json:"body"`
	Pending bool                    `json:"pending"`
}

func (s *Server) showBirth(id sluice.InstanceID, b news.Birth, pending bool) event {
	return event{b.Receipt, moment(b.At), b.Notification.Type, s.Gateway.Body(id, b.Notification), pending}
}

func (s *Server) listEvents(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	births := s.News.Births(c.id, limit)
	pending := map[int64]bool{}
	if len(births) > 0 { // of all that wait they are the last ones
		before := births[len(births)-1].Receipt - 1
		waiting, err := s.Notifications.Pending(c.ctx(), c.id, before, scanPage)
		if err != nil {
			return nil, err
		}
		for _, p := range waiting {
			pending[p.Receipt] = true
		}
	}
	list := []event{}
	for _, b := range births {
		list = append(list, s.showBirth(c.id, b, pending[b.Receipt]))
	}
	return map[string]any{"events": list}, nil
}

// resendEvent tells the client once more what it was told.
func (s *Server) resendEvent(c *call) (any, error) {
	receipt, err := c.receipt()
	if err != nil {
		return nil, err
	}
	b, ok := s.News.Birth(c.id, receipt)
	if !ok {
		return nil, missing("this event is not among the last ones any more")
	}
	again, err := s.Notifications.Retell(c.ctx(), c.id, b.Notification)
	if err != nil {
		return nil, err
	}
	return map[string]int64{"receiptId": again}, c.note("event.resend", strconv.FormatInt(receipt, 10), "")
}
