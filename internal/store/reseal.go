package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"sluice"
)

// A NamedValue is one value of an instance, or of the deployment for instance 0.
type NamedValue struct {
	Instance sluice.InstanceID
	Name     string
	Data     []byte
}

// sealed says whether the value is one of those that the secret seals.
func (v NamedValue) sealed() bool {
	return strings.HasPrefix(v.Name, valuesPrefix) || v.Instance != nobody && (v.Name == recordName || v.Name == echoName)
}

// A Lister is an [Engine] that can list named values.
type Lister interface {
	// Values yields all of them.
	Values(ctx context.Context) iter.Seq2[NamedValue, error]
	// ValuesOf yields those of one instance; 0: of the deployment.
	ValuesOf(ctx context.Context, i sluice.InstanceID) iter.Seq2[NamedValue, error]
}

// CheckSealed opens every sealed value with a secret, or the one before while that
// is being changed, and returns how many there are, and a line for each that does
// not open.
func CheckSealed(ctx context.Context, l Lister, secret [32]byte, before *[32]byte) (n int, faults []string, err error) {
	s := &Store{}
	if err := s.unlock(secret, before); err != nil {
		return 0, nil, err
	}
	for v, err := range l.Values(ctx) {
		if err != nil {
			return n, faults, err
		}
		if !v.sealed() {
			continue
		}
		n++
		if _, err := s.opened(v.Instance, v.Name, v.Data); err != nil {
			faults = append(faults, fmt.Sprintf("instance %d: value %q: %v", v.Instance, v.Name, err))
		}
	}
	return n, faults, nil
}

// unlock makes the keys of the secrets.
func (s *Store) unlock(secret [32]byte, before *[32]byte) error {
	now, err := newSeal(secret)
	if err != nil {
		return err
	}
	k := &keys{now: now}
	if before != nil {
		if k.before, err = newSeal(*before); err != nil {
			return err
		}
	}
	s.keys.Store(k)
	return nil
}

// Rotate changes the secret while everything goes on, and returns how many values
// were sealed anew. The caller must have made the new secret durable before, and
// must keep the old one until Rotate returns nil: until then values of both are
// stored, and [Options].Before ends what a crash has broken off.
func (s *Store) Rotate(ctx context.Context, secret [32]byte) (int, error) {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	now, err := newSeal(secret)
	if err != nil {
		return 0, err
	}
	s.keys.Store(&keys{now: now, before: s.keys.Load().now})
	return s.reseal(ctx)
}

// reseal seals with the key that holds now what the key before has sealed, an
// instance at a time. Whoever seals does so under the instance's mutex, so what
// comes behind is sealed with the new key.
func (s *Store) reseal(ctx context.Context) (int, error) {
	l, ok := s.engine.(Lister)
	if !ok {
		return 0, errors.New("this store cannot list what is sealed")
	}
	s.mu.RLock()
	all := slices.Collect(maps.Values(s.instances))
	s.mu.RUnlock()
	done, err := s.resealDeployment(ctx, l)
	for _, i := range all {
		if err != nil {
			return done, err
		}
		var n int
		n, err = s.resealOne(ctx, l, i)
		done += n
	}
	if err != nil {
		return done, err
	}
	s.keys.Store(&keys{now: s.keys.Load().now})
	return done, nil
}

func (s *Store) resealOne(ctx context.Context, l Lister, i *instance) (int, error) {
	s.settle(i)
	c, err := s.anew(ctx, l, i.id)
	if err != nil || len(c.Values) == 0 {
		i.mu.Unlock()
		return 0, err
	}
	b := s.add(i, c, 0)
	i.mu.Unlock()
	return len(c.Values), b.wait()
}

func (s *Store) resealDeployment(ctx context.Context, l Lister) (int, error) {
	s.deployed.Lock()
	defer s.deployed.Unlock()
	c, err := s.anew(ctx, l, nobody)
	if err != nil || len(c.Values) == 0 {
		return 0, err
	}
	return len(c.Values), s.committer.add(c, c.size(), 0).wait()
}

// anew returns the change that seals with the new key what is sealed with the one
// before. A value that neither opens is left as it is.
func (s *Store) anew(ctx context.Context, l Lister, id sluice.InstanceID) (Change, error) {
	c, k := Change{Instance: id}, s.keys.Load()
	for v, err := range l.ValuesOf(ctx, id) {
		if err != nil {
			return c, broken(err)
		}
		if !v.sealed() {
			continue
		}
		if _, err := unsealed(k.now, id, v.Name, v.Data); err == nil || k.before == nil {
			continue
		}
		data, err := unsealed(k.before, id, v.Name, v.Data)
		if err != nil {
			s.log.Error("store: a value is damaged and stays as it is", "instance", id, "err", err)
			continue
		}
		c.Values = append(c.Values, Value{Name: v.Name, Data: s.sealed(id, v.Name, data)})
	}
	return c, nil
}
