package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"

	"sluice"
)

// deletedShown is how long a deleted instance stays in the list.
const deletedShown = 90 * day

const tokenBytes = 25 // 50 hex characters

var every = topicSet(sluice.TopicQueue, sluice.TopicNotifications, sluice.TopicState)

// Create makes an instance of i's name, settings and link. Number 0 takes the
// next free one, an empty token a random one, a zero interval the default
// settings' interval. A number that was ever used is a Conflict.
func (s *Store) Create(_ context.Context, i sluice.Instance, token sluice.Token) (sluice.Instance, sluice.Token, error) {
	if token == "" {
		token = newToken()
	}
	if i.Settings.Interval == 0 {
		i.Settings.Interval = sluice.DefaultInterval
	}
	n := &instance{rec: record{
		Name: i.Name, Token: token, Settings: i.Settings, Link: i.Link, Paused: i.Paused,
		State: sluice.NotAuthorized, Created: s.clock.now(),
	}}
	n.mu.Lock()
	if err := s.number(n, i.ID); err != nil {
		return sluice.Instance{}, "", err
	}
	n.loaded, n.spoken = true, true
	n.out.LastID = s.clock.millis() - 1
	n.out.empty()
	n.note.empty()
	n.ahead = cache{all: true}
	v, err := s.value(n.id, &n.rec)
	if err != nil {
		n.mu.Unlock()
		return sluice.Instance{}, "", err
	}
	c := Change{Instance: n.id, Values: []Value{v}}
	n.saveOut(&c)
	n.saveNote(&c)
	if err := s.commit(n, c, len(v.Data), every); err != nil {
		return sluice.Instance{}, "", err
	}
	made, err := s.Instance(n.id)
	return made, token, err
}

// number gives n its number and makes it known.
func (s *Store) number(n *instance, wanted sluice.InstanceID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if wanted == 0 {
		for s.instances[s.next] != nil {
			s.next++
		}
		wanted = s.next
	}
	if s.instances[wanted] != nil {
		return &sluice.Error{Code: sluice.Conflict, Text: "This idInstance is in use, or was"}
	}
	n.id = wanted
	s.instances[wanted] = n
	return nil
}

func newToken() sluice.Token {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return sluice.Token(hex.EncodeToString(b))
}

// Remove deletes an instance with all it has. Its number and a mark stay, so
// that it is never used again.
func (s *Store) Remove(_ context.Context, id sluice.InstanceID) error {
	i, err := s.find(id)
	if err != nil {
		return err
	}
	s.settle(i)
	if !i.rec.Deleted.IsZero() {
		i.mu.Unlock()
		return notFound()
	}
	rec := record{
		Name: i.rec.Name, Token: i.rec.Token, State: sluice.NotAuthorized,
		Created: i.rec.Created, Deleted: s.clock.now(),
	}
	v, err := s.value(id, &rec)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	s.forget(i)
	i.rec, i.loaded = rec, false
	return s.commit(i, Change{Instance: id, Erase: true, Values: []Value{v}}, len(v.Data), every)
}

// forget gives back what i holds in memory.
func (s *Store) forget(i *instance) {
	s.dropAhead(i)
	i.out, i.note, i.aside, i.once = Cursor{}, Cursor{}, asideSet{}, nil
	s.due.drop(&i.queued)
	s.due.drop(&i.noted)
}

// Instance returns an instance, also a deleted one.
func (s *Store) Instance(id sluice.InstanceID) (sluice.Instance, error) {
	i, err := s.find(id)
	if err != nil {
		return sluice.Instance{}, err
	}
	s.settle(i)
	defer i.mu.Unlock()
	return i.rec.instance(id, i.spoken), nil
}

// Instances returns all instances by number, with those deleted in the last 90
// days.
func (s *Store) Instances() []sluice.Instance {
	s.mu.RLock()
	all := make([]*instance, 0, len(s.instances))
	for _, i := range s.instances {
		all = append(all, i)
	}
	s.mu.RUnlock()
	slices.SortFunc(all, func(a, b *instance) int { return cmp.Compare(a.id, b.id) })
	now := s.clock.now()
	list := make([]sluice.Instance, 0, len(all))
	for _, i := range all {
		s.settle(i)
		if i.rec.Deleted.IsZero() || now.Sub(i.rec.Deleted) < deletedShown {
			list = append(list, i.rec.instance(i.id, i.spoken))
		}
		i.mu.Unlock()
	}
	return list
}

// Authenticate says why token may not use an instance: NotFound, Unauthorized,
// or, with the right one, Deleted.
func (s *Store) Authenticate(id sluice.InstanceID, token string) error {
	i, err := s.find(id)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case !i.rec.fits(token):
		return &sluice.Error{Code: sluice.Unauthorized, Text: "Unauthorized"}
	case !i.rec.Deleted.IsZero():
		return deleted()
	}
	return nil
}

// Token returns an instance's token, also a deleted one's.
func (s *Store) Token(_ context.Context, id sluice.InstanceID) (sluice.Token, error) {
	i, err := s.find(id)
	if err != nil {
		return "", err
	}
	s.settle(i)
	defer i.mu.Unlock()
	return i.rec.Token, nil
}

// RenewToken gives an instance a new random token. The old one is void at once.
func (s *Store) RenewToken(ctx context.Context, id sluice.InstanceID) (sluice.Token, error) {
	token := newToken()
	tell := topicSet(sluice.TopicNotifications, sluice.TopicState)
	return token, s.update(ctx, id, tell, func(r *record) { r.Token = token })
}

// UpdateSettings changes settings in one step, whoever else changes them.
func (s *Store) UpdateSettings(ctx context.Context, id sluice.InstanceID, change func(*sluice.Settings)) error {
	return s.update(ctx, id, every, func(r *record) { change(&r.Settings) })
}

// SetLink changes how an instance reaches its network.
func (s *Store) SetLink(ctx context.Context, id sluice.InstanceID, l sluice.Link) error {
	return s.update(ctx, id, topicSet(sluice.TopicState), func(r *record) { r.Link = l })
}

// SetPaused stops or resumes sending, on the operator's behalf.
func (s *Store) SetPaused(ctx context.Context, id sluice.InstanceID, paused bool) error {
	return s.update(ctx, id, every, func(r *record) { r.Paused = paused })
}

// update changes a record. What readers see is what was committed: they settle.
func (s *Store) update(ctx context.Context, id sluice.InstanceID, tell topics, change func(*record)) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	rec := i.rec
	change(&rec)
	v, err := s.value(id, &rec)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	i.rec = rec
	return s.commit(i, Change{Instance: id, Values: []Value{v}}, len(v.Data), tell)
}

// SetState records what the session says of the account. Only a change is told
// to the client, in the same commit. A restriction that is not over turns
// Authorized into suspended.
func (s *Store) SetState(ctx context.Context, id sluice.InstanceID, c sluice.Change) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	before := i.rec
	first := !i.spoken
	i.spoken = true
	ch := Change{Instance: id}
	err = s.apply(ctx, i, &ch, c)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	tell := topicSet(sluice.TopicQueue, sluice.TopicState)
	if i.rec == before && ch.Aside == nil {
		i.mu.Unlock()
		if first {
			s.watchers.tell([]signal{{id, tell}})
		}
		return nil
	}
	if i.rec.State != before.State {
		wid := i.rec.Account.WID()
		if wid == "" {
			wid = before.Account.WID()
		}
		n := sluice.Notification{Type: sluice.NotifyState, WID: wid, At: s.clock.now(), State: i.rec.State}
		if s.bear(ctx, i, &ch, n) {
			tell |= topicSet(sluice.TopicNotifications)
		}
	}
	v, err := s.value(id, &i.rec)
	if err != nil {
		i.rec = before
		i.mu.Unlock()
		return err
	}
	ch.Values = append(ch.Values, v)
	return s.commit(i, ch, len(v.Data), tell)
}

// apply changes i's record as the session says.
func (s *Store) apply(ctx context.Context, i *instance, ch *Change, c sluice.Change) error {
	r := &i.rec
	now := s.clock.now()
	r.State = c.State
	switch c.State {
	case sluice.Authorized:
		if now.Before(r.Suspension.Until) {
			r.State = sluice.SuspendedState
		}
	case sluice.SuspendedState:
		if c.Until.After(r.Suspension.Until) {
			r.Suspension.Until = c.Until.Round(0)
		}
	case sluice.NotAuthorized, sluice.PendingPassword, sluice.BlockedState:
		r.Account = sluice.Account{}
	}
	if c.State.Ready() && c.Account.ID != "" {
		return s.bind(ctx, i, ch, c.Account)
	}
	return nil
}

// bind records who is logged in. A message in doubt is not for another account.
func (s *Store) bind(ctx context.Context, i *instance, ch *Change, a sluice.Account) error {
	r := &i.rec
	if r.Bound != "" && r.Bound != a.ID {
		r.Suspension, r.Strangers = restriction{}, restriction{}
		r.State = sluice.Authorized
		if err := s.hold(ctx, i, ch); err != nil {
			return err
		}
		if s.opts.OnOtherAccount == OtherAccountHold && i.count() > 0 {
			r.Held = true
		}
	}
	r.Account, r.Bound = a, a.ID
	return nil
}
