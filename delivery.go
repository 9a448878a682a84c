package sluice

import "time"

// A Delivery is one try to push a notification to the client's webhook, as the
// delivery log of an instance tells it. It holds nothing of the URL's path, the
// token or the receiver's answer.
type Delivery struct {
	At      time.Time // when it began, by the wall clock
	Receipt int64     // of the notification
	Attempt int       // of this notification, counted by this process and for this target: 1, 2, …
	Status  int       // HTTP status of the answer; 0: there was none
	Took    time.Duration
	Error   string // why it counts as failed, for people; "": it was delivered
	Buried  bool   // it was the last one: the notification is a dead letter now
}
