package greenapi_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"sluice"
)

// accounts are instances in memory.
type accounts struct {
	mu     sync.Mutex
	list   map[sluice.InstanceID]*sluice.Instance
	tokens map[sluice.InstanceID]sluice.Token
	err    error // returned by whatever changes something
}

func newAccounts() *accounts {
	a := &accounts{list: map[sluice.InstanceID]*sluice.Instance{}, tokens: map[sluice.InstanceID]sluice.Token{}}
	a.list[id] = &sluice.Instance{
		ID: id, Name: "shop", Settings: sluice.DefaultSettings(), State: sluice.Authorized, Created: now,
		Account: sluice.Account{ID: "10000000", Phone: "79876543210"},
	}
	a.tokens[id] = token
	return a
}

func (a *accounts) Authenticate(id sluice.InstanceID, token string) error {
	i, err := a.Instance(id)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case token != string(a.tokens[id]):
		return &sluice.Error{Code: sluice.Unauthorized}
	case !i.Deleted.IsZero():
		return &sluice.Error{Code: sluice.Deleted}
	}
	return nil
}

func (a *accounts) Instance(id sluice.InstanceID) (sluice.Instance, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i, ok := a.list[id]
	if !ok {
		return sluice.Instance{}, &sluice.Error{Code: sluice.NotFound}
	}
	return *i, nil
}

// change changes the one instance.
func (a *accounts) change(f func(*sluice.Instance)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a.list[id])
}

func (a *accounts) UpdateSettings(_ context.Context, id sluice.InstanceID, change func(*sluice.Settings)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err == nil {
		change(&a.list[id].Settings)
	}
	return a.err
}

func (a *accounts) RenewToken(_ context.Context, id sluice.InstanceID) (sluice.Token, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens[id] = sluice.Token(strings.Repeat("f", 50))
	return a.tokens[id], a.err
}

func (a *accounts) Create(_ context.Context, i sluice.Instance, _ sluice.Token) (sluice.Instance, sluice.Token, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i.ID, i.State, i.Created = sluice.FirstInstance+sluice.InstanceID(len(a.list)), sluice.NotAuthorized, now
	a.list[i.ID], a.tokens[i.ID] = &i, sluice.Token(strings.Repeat("0", 50))
	return i, a.tokens[i.ID], a.err
}

func (a *accounts) Remove(_ context.Context, id sluice.InstanceID) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i, ok := a.list[id]; !ok || !i.Deleted.IsZero() {
		return &sluice.Error{Code: sluice.NotFound}
	}
	a.list[id].Deleted = now.Add(time.Hour)
	return a.err
}

func (a *accounts) Instances() []sluice.Instance {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []sluice.Instance
	for n := range sluice.InstanceID(len(a.list)) {
		list = append(list, *a.list[sluice.FirstInstance+n])
	}
	return list
}

func (a *accounts) Token(_ context.Context, id sluice.InstanceID) (sluice.Token, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.list[id].Deleted.IsZero() {
		return "", &sluice.Error{Code: sluice.NotFound}
	}
	return a.tokens[id], nil
}

// queue keeps messages in memory.
type queue struct {
	mu    sync.Mutex
	items []sluice.Item
	once  map[string]sluice.Once
	err   error
	boom  any // a panic in Enqueue

	sending bool // what waits is being sent
	edits   []string
	taken   []sluice.MessageID
	changed chan struct{} // closed at each change; nil: nobody has looked
}

func (q *queue) Enqueue(_ context.Context, m sluice.Message, once sluice.Once) (sluice.MessageID, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.boom != nil {
		panic(q.boom)
	}
	if q.err != nil {
		return "", q.err
	}
	if before, ok := q.once[once.Key]; ok {
		if before != once {
			return "", &sluice.Error{Code: sluice.Conflict, Text: "Idempotency-Key was used with another body"}
		}
		return sluice.MessageIDOf(1769676078000), nil
	}
	if once.Key != "" {
		q.once = map[string]sluice.Once{once.Key: once}
	}
	body, err := m.MarshalRequest()
	item := sluice.Item{
		ID:   sluice.MessageIDOf(1769676078000 + int64(len(q.items))),
		Kind: m.Body.Kind(), Span: sluice.Span(m.Body), Body: body,
	}
	q.items = append(q.items, item)
	return item.ID, err
}

func (q *queue) Show(_ context.Context, _ sluice.InstanceID, limit int) ([]sluice.Item, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.items[:min(limit, len(q.items))], q.err
}

func (q *queue) Count(context.Context, sluice.InstanceID) (int, error) { return len(q.items), q.err }

func (q *queue) Clear(context.Context, sluice.InstanceID) error {
	q.items = nil
	return q.err
}

func (q *queue) Edit(_ context.Context, _ sluice.InstanceID, m sluice.MessageID, b sluice.Body) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil || q.sending {
		return false, q.err
	}
	q.edits = append(q.edits, fmt.Sprintf("%s %v", m, b))
	return true, nil
}

func (q *queue) TakeOut(_ context.Context, _ sluice.InstanceID, m sluice.MessageID) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil || q.sending {
		return false, q.err
	}
	q.taken = append(q.taken, m)
	return true, nil
}

func (q *queue) Watch(sluice.InstanceID, sluice.Topic) <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.changed == nil {
		q.changed = make(chan struct{})
	}
	return q.changed
}

// ring tells those who watch.
func (q *queue) ring() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.changed != nil {
		close(q.changed)
	}
	q.changed = nil
}

// An inbox keeps notifications in memory.
type inbox struct {
	mu      sync.Mutex
	first   int64
	list    []sluice.Notification
	changed chan struct{} // closed at each change
	left    time.Duration
	err     error         // returned by every method
	timeout time.Duration // of the last poll
}

func newInbox() *inbox { return &inbox{first: 1234567, changed: make(chan struct{})} }

func (b *inbox) add(n sluice.Notification) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, n)
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *inbox) Poll(ctx context.Context, _ sluice.InstanceID, timeout time.Duration) (int64, sluice.Notification, bool, error) {
	over := time.After(timeout)
	for {
		b.mu.Lock()
		b.timeout = timeout
		changed, err := b.changed, b.err
		if err == nil && len(b.list) > 0 {
			defer b.mu.Unlock()
			return b.first, b.list[0], true, nil
		}
		b.mu.Unlock()
		if err != nil {
			return 0, sluice.Notification{}, false, err
		}
		select {
		case <-changed:
		case <-over:
			return 0, sluice.Notification{}, false, nil
		case <-ctx.Done():
			return 0, sluice.Notification{}, false, nil
		}
	}
}

func (b *inbox) Delete(_ context.Context, _ sluice.InstanceID, receipt int64) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.list) == 0 || receipt != b.first {
		return false, b.err
	}
	b.list, b.first = b.list[1:], b.first+1
	return true, b.err
}

func (b *inbox) Count(context.Context, sluice.InstanceID) (int, error) { return len(b.list), b.err }

func (b *inbox) Clear(context.Context, sluice.InstanceID) (time.Duration, error) {
	return b.left, b.err
}

// sessions answer what they are told to.
type sessions struct {
	prompt sluice.Prompt
	reply  sluice.Reply
	err    error
	asked  []string
}

func (s *sessions) QR(context.Context, sluice.InstanceID) (sluice.Prompt, error) {
	s.asked = append(s.asked, "qr")
	return s.prompt, s.err
}

func (s *sessions) StartLogin(_ context.Context, _ sluice.InstanceID, p sluice.Phone) (sluice.Reply, error) {
	s.asked = append(s.asked, "start "+string(p))
	return s.reply, s.err
}

func (s *sessions) EnterCode(_ context.Context, _ sluice.InstanceID, code, password string) (sluice.Reply, error) {
	s.asked = append(s.asked, "code "+code+" "+password)
	return s.reply, s.err
}

func (s *sessions) EnterPassword(_ context.Context, _ sluice.InstanceID, password string) (sluice.Reply, error) {
	s.asked = append(s.asked, "password "+password)
	return s.reply, s.err
}

func (s *sessions) Logout(context.Context, sluice.InstanceID) error {
	s.asked = append(s.asked, "logout")
	return s.err
}

func (s *sessions) Reboot(context.Context, sluice.InstanceID) error {
	s.asked = append(s.asked, "reboot")
	return s.err
}
