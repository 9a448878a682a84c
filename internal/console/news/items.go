package news

import (
	"time"

	"sluice"
)

// What happens to a message.
const (
	MessageQueued   = "queued"   // accepted and stored
	MessageSent     = "sent"     // the network has it
	MessageFailed   = "failed"   // it will never be sent
	MessageReceived = "received" // it came in
)

// A Happened is one step of a message.
type Happened struct {
	Instance sluice.InstanceID
	What     string
	Message  sluice.MessageID // "": not known
	Chat     sluice.ChatID
	Text     string
}

// A Birth is a notification that was born.
type Birth struct {
	Receipt      int64
	At           time.Time
	Notification sluice.Notification
}

// An Item is one thing that happened to an instance at which a stream looks.
type Item struct {
	Instance sluice.InstanceID
	At       time.Time
	What     any // a [Happened], a [Birth] or a [sluice.Delivery]
}

// mostItems is how much may wait to be taken; what is more is left out.
const mostItems = 10_000

// births are the last ones of an instance, the oldest first.
type births struct{ list []Birth }

// lastBirths is how many notifications are remembered of an instance.
const lastBirths = 200

// Happened is told of each step of a message.
func (n *News) Happened(h Happened) {
	now := n.now()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.figures.add(h.Instance, h.What, now)
	n.tell(Item{h.Instance, now, h})
}

// Born is told of each notification.
func (n *News) Born(id sluice.InstanceID, receipt int64, told sluice.Notification) {
	now := n.now()
	n.mu.Lock()
	defer n.mu.Unlock()
	birth := Birth{receipt, now, told}
	b := n.lately.get(id, func() *births { return &births{} })
	b.list = append(b.list, birth)
	if len(b.list) > lastBirths {
		b.list = append([]Birth(nil), b.list[len(b.list)-lastBirths:]...)
	}
	if told.Type == sluice.NotifyStatus && told.Status == sluice.StatusExpired {
		n.figures.add(id, MessageFailed, now)
	}
	n.tell(Item{id, now, birth})
}

// Delivered is told of each try to push a notification.
func (n *News) Delivered(id sluice.InstanceID, d sluice.Delivery) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tell(Item{id, d.At, d})
}

// tell notes something for the streams that look at the instance, if there are any.
func (n *News) tell(i Item) {
	if !n.viewers.looksAt(i.Instance, time.Now()) || len(n.items) >= mostItems {
		return
	}
	n.items = append(n.items, i)
	n.wake()
}

func (n *News) wake() {
	select {
	case n.stir <- struct{}{}:
	default:
	}
}

// Stirred gives a value when there is something to take.
func (n *News) Stirred() <-chan struct{} { return n.stir }

// Take returns what happened since the last call, and the instances whose login
// moved on.
func (n *News) Take() ([]Item, []sluice.InstanceID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	items := n.items
	n.items = nil
	var logins []sluice.InstanceID
	for id := range n.logins {
		logins = append(logins, id)
	}
	clear(n.logins)
	return items, logins
}

// Births returns the last notifications of an instance, the newest first.
func (n *News) Births(id sluice.InstanceID, limit int) []Birth {
	n.mu.Lock()
	defer n.mu.Unlock()
	b, ok := n.lately.look(id)
	if !ok {
		return nil
	}
	var list []Birth
	for i := len(b.list) - 1; i >= 0 && len(list) < limit; i-- {
		list = append(list, b.list[i])
	}
	return list
}

// Birth returns one of the last notifications of an instance.
func (n *News) Birth(id sluice.InstanceID, receipt int64) (Birth, bool) {
	for _, b := range n.Births(id, lastBirths) {
		if b.Receipt == receipt {
			return b, true
		}
	}
	return Birth{}, false
}
