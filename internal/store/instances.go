package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"

	"sluice"
)

// deletedShown is how long a deleted instance stays in the list.
const deletedShown = 90 * day

const tokenBytes = 25 // 50 hex characters

var every = topicSet(sluice.TopicQueue, sluice.TopicNotifications, sluice.TopicState)

// Create makes an instance of i's name, settings and link. Number 0 takes the
// next free one, an empty token a random one, a zero interval the default
// settings' interval. A number that is taken is a Conflict, and so is one that was,
// unless the instance was removed before anything came of it.
func (s *Store) Create(_ context.Context, i sluice.Instance, token sluice.Token) (sluice.Instance, sluice.Token, error) {
	if err := i.Check(); err != nil {
		return sluice.Instance{}, "", err
	}
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
	if err := s.number(n, i.ID, s.unused(i.ID)); err != nil {
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
	out, note := n.out, n.note
	b := s.add(n, Change{Instance: n.id, Values: []Value{v}, Out: &out, Notify: &note}, every)
	n.mu.Unlock()
	if err := b.wait(); err != nil {
		return sluice.Instance{}, "", err
	}
	made, err := s.Instance(n.id)
	return made, token, err
}

// unused returns the removed instance of which nothing came, whose number may be given
// again, and nil if there is none.
func (s *Store) unused(id sluice.InstanceID) *instance {
	i, err := s.find(id)
	if err != nil {
		return nil
	}
	s.settle(i)
	defer i.mu.Unlock()
	if !i.rec.Unused {
		return nil
	}
	return i
}

// number gives n its number and makes it known, also in the place of one that was
// removed.
func (s *Store) number(n *instance, wanted sluice.InstanceID, removed *instance) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if wanted == 0 {
		for s.instances[s.next] != nil {
			s.next++
		}
		wanted = s.next
	}
	if s.instances[wanted] != removed {
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
// that it is not used again once something came of it.
func (s *Store) Remove(ctx context.Context, id sluice.InstanceID) error {
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
		Created: i.rec.Created, Deleted: s.clock.now(), Unused: s.untouched(ctx, i),
	}
	v, err := s.value(id, &rec)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	s.unload(i)
	s.due.drop(&i.queued)
	s.due.drop(&i.noted)
	i.rec = rec
	b := s.add(i, Change{Instance: id, Erase: true, Values: []Value{v}}, every)
	i.mu.Unlock()
	return b.wait()
}

// untouched says, under i's mutex, whether nobody was ever logged in and nothing ever
// waited. Of what cannot be read that is not known.
func (s *Store) untouched(ctx context.Context, i *instance) bool {
	return i.rec.Bound == "" && s.ready(ctx, i) == nil && i.out.LastN == 0 && i.note.LastN == 0
}

// Instance returns an instance, also a deleted one.
func (s *Store) Instance(id sluice.InstanceID) (sluice.Instance, error) {
	i, err := s.find(id)
	if err != nil {
		return sluice.Instance{}, err
	}
	s.settle(i)
	defer i.mu.Unlock()
	return i.rec.instance(id, i.spoken, s.clock), nil
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
			list = append(list, i.rec.instance(i.id, i.spoken, s.clock))
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
	case !i.rec.Token.Is(token):
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
	return s.change(ctx, id, func(d *draft) error {
		d.tell = every
		change(&d.i.rec.Settings)
		return nil
	})
}

// UpdateLink changes how an instance reaches its network in one step, whoever else
// changes it.
func (s *Store) UpdateLink(ctx context.Context, id sluice.InstanceID, change func(*sluice.Link)) error {
	return s.change(ctx, id, func(d *draft) error {
		d.tell = topicSet(sluice.TopicState)
		change(&d.i.rec.Link)
		return d.i.rec.Link.Check()
	})
}

// update changes a record. What readers see is what was committed: they settle.
func (s *Store) update(ctx context.Context, id sluice.InstanceID, tell topics, change func(*record)) error {
	return s.change(ctx, id, func(d *draft) error {
		d.tell = tell
		change(&d.i.rec)
		return nil
	})
}

// SetState records what the session says of the account. Only a change is told
// to the client, in the same commit. A restriction that is not over turns
// Authorized into suspended.
func (s *Store) SetState(ctx context.Context, id sluice.InstanceID, c sluice.Change) error {
	first := false
	tell := topicSet(sluice.TopicQueue, sluice.TopicState)
	err := s.change(ctx, id, func(d *draft) error {
		d.tell = tell
		if err := s.apply(ctx, d, c); err != nil {
			return err
		}
		first, d.i.spoken = !d.i.spoken, true
		if d.i.rec.State == d.rec.State {
			return nil
		}
		wid := d.i.rec.Account.WID()
		if wid == "" {
			wid = d.rec.Account.WID()
		}
		return s.bear(ctx, d, sluice.Notification{
			Type: sluice.NotifyState, WID: wid, At: s.clock.now(), State: d.i.rec.State,
		})
	})
	if first && err == nil { // even if nothing had to be stored
		s.watchers.tell([]signal{{id, tell}})
	}
	return err
}

// apply changes i's record as the session says.
func (s *Store) apply(ctx context.Context, d *draft, c sluice.Change) error {
	r := &d.i.rec
	now := s.clock.now()
	r.State = c.State
	switch c.State {
	case sluice.Authorized:
		if now.Before(r.Suspension.Until) {
			r.State = sluice.SuspendedState
		}
	case sluice.SuspendedState:
		if c.Until.After(r.Suspension.Until) {
			r.Suspension.Until = wholeMillis(c.Until)
		}
	case sluice.NotAuthorized, sluice.PendingPassword, sluice.BlockedState:
		if r.Account.ID != "" {
			r.Before = r.Account
		}
		r.Account = sluice.Account{}
	}
	if c.Cause != "" {
		r.Cause, r.CauseAt = c.Cause, now.Round(0)
	}
	if c.State.Ready() && c.Account.ID != "" {
		if err := s.bind(ctx, d, c.Account); err != nil {
			return err
		}
	}
	if r.State == sluice.Authorized {
		r.Cause, r.CauseAt = "", time.Time{}
	}
	return nil
}

// bind records who is logged in. A message in doubt is not for another account,
// and what the one before showed is of that one.
func (s *Store) bind(ctx context.Context, d *draft, a sluice.Account) error {
	i, r := d.i, &d.i.rec
	if r.Bound != "" && r.Bound != a.ID {
		r.Suspension, r.Strangers, r.Moved = restriction{}, restriction{}, true
		r.State = sluice.Authorized
		if err := s.hold(ctx, i); err != nil {
			return err
		}
		if err := s.settleEchoes(ctx, d); err != nil {
			return err
		}
		if s.opts.HoldOnOther && i.count() > 0 {
			r.Held, r.HeldFor = true, sluice.HoldAccount
		}
	}
	if r.Account.ID != "" && r.Account.ID != a.ID {
		r.Before = r.Account
	}
	r.Account, r.Bound = a, a.ID
	return nil
}
