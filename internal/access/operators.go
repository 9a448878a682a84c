package access

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sluice"
)

// An operator is somebody with a password.
type operator struct {
	Name     string      `json:"name"`
	Role     sluice.Role `json:"role"`
	Password string      `json:"password"` // hashed
	Added    time.Time   `json:"added"`
	Seen     time.Time   `json:"seen,omitzero"`
}

// What a name and a password may look like, in characters.
const (
	maxName     = 64
	minPassword = 10
	maxPassword = 256
)

func (s *state) operator(name string) (operator, bool) {
	i := slices.IndexFunc(s.Operators, func(o operator) bool { return o.Name == name })
	if i < 0 {
		return operator{}, false
	}
	return s.Operators[i], true
}

func (s *state) seen(name string, at time.Time) {
	for i := range s.Operators {
		if s.Operators[i].Name == name {
			s.Operators[i].Seen = at.UTC().Round(0)
		}
	}
}

// Operators returns all who have a password, by name.
func (k *Keeper) Operators() []sluice.Operator {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := make([]sluice.Operator, 0, len(k.state.Operators))
	for _, o := range k.state.Operators {
		list = append(list, sluice.Operator{Name: o.Name, Role: o.Role, Password: o.Password != "", Added: o.Added, Seen: o.Seen})
	}
	slices.SortFunc(list, func(a, b sluice.Operator) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// AddOperator lets somebody sign in with a password.
func (k *Keeper) AddOperator(ctx context.Context, name string, role sluice.Role, password string) error {
	if name == "" || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, unfit) {
		return &sluice.Error{Code: sluice.Invalid, Text: fmt.Sprintf("'name' must have 1 to %d characters: letters from a to z, digits, dots, dashes, underscores or @", maxName)}
	}
	if err := checkRole(role); err != nil {
		return err
	}
	hash, err := k.newPassword(ctx, password)
	if err != nil {
		return err
	}
	return k.change(ctx, func(s *state) error {
		if _, ok := s.operator(name); ok {
			return &sluice.Error{Code: sluice.Conflict, Text: "there is an operator of this name"}
		}
		s.Operators = append(s.Operators, operator{Name: name, Role: role, Password: hash, Added: k.now().UTC().Round(0)})
		return nil
	})
}

func checkRole(role sluice.Role) error {
	if role != sluice.RoleOperator && role != sluice.RoleViewer {
		return &sluice.Error{Code: sluice.Invalid, Text: "'role' must be operator or viewer"}
	}
	return nil
}

var errNobody = &sluice.Error{Code: sluice.NotFound, Text: "there is no operator of this name"}

// last says whether nobody but the one of a name may do everything.
func (s *state) last(name string) bool {
	return !slices.ContainsFunc(s.Operators, func(x operator) bool { return x.Name != name && x.Role == sluice.RoleOperator })
}

// SetRole changes what somebody may do, and ends all sessions of the name. The last
// who may do everything stays one.
func (k *Keeper) SetRole(ctx context.Context, name string, role sluice.Role) error {
	if err := checkRole(role); err != nil {
		return err
	}
	return k.change(ctx, func(s *state) error {
		i := slices.IndexFunc(s.Operators, func(o operator) bool { return o.Name == name })
		switch {
		case i < 0:
			return errNobody
		case role == sluice.RoleViewer && s.Operators[i].Role == sluice.RoleOperator && s.last(name):
			return &sluice.Error{Code: sluice.Conflict, Text: "the last operator cannot become a viewer; add another one first"}
		}
		s.Operators[i].Role = role
		s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return x.Name == name })
		return nil
	})
}

// unfit says whether a name must not have r: it stands in addresses.
func unfit(r rune) bool {
	return r != '.' && r != '-' && r != '_' && r != '@' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// RemoveOperator ends somebody's sessions and forgets the password. The last who
// may do everything stays.
func (k *Keeper) RemoveOperator(ctx context.Context, name string) error {
	return k.change(ctx, func(s *state) error {
		o, ok := s.operator(name)
		if !ok {
			return errNobody
		}
		if o.Role == sluice.RoleOperator && s.last(name) {
			return &sluice.Error{Code: sluice.Conflict, Text: "the last operator cannot be removed; add another one first"}
		}
		s.Operators = slices.DeleteFunc(s.Operators, func(x operator) bool { return x.Name == name })
		s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return x.Name == name })
		return nil
	})
}

// SetPassword gives somebody another password and ends all sessions of that name
// but the one with the secret except. The name of a session by link is added as an
// operator.
func (k *Keeper) SetPassword(ctx context.Context, name, password, except string) error {
	hash, err := k.newPassword(ctx, password)
	if err != nil {
		return err
	}
	kept := hashOf(except)
	return k.change(ctx, func(s *state) error {
		if _, ok := s.operator(name); !ok {
			if name != firstName {
				return errNobody
			}
			s.Operators = append(s.Operators, operator{Name: name, Role: sluice.RoleOperator, Added: k.now().UTC().Round(0)})
		}
		for i := range s.Operators {
			if s.Operators[i].Name == name {
				s.Operators[i].Password = hash
			}
		}
		s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return x.Name == name && !same(x.Hash, kept) })
		for i := range s.Sessions {
			if x := s.Sessions[i]; x.Name == name && same(x.Hash, kept) { // whose own password it is
				s.Sessions[i].Proved = k.now().UTC().Round(0)
			}
		}
		return nil
	})
}

// CheckPassword says whether a password is right, and counts it as a guess when it
// is not.
func (k *Keeper) CheckPassword(ctx context.Context, name, password, address string) error {
	if err := k.guesses.try(address); err != nil {
		return err
	}
	_, err := k.verify(ctx, name, password)
	k.guesses.judge(address, err)
	return err
}

// Wrong counts a wrong token from an address, and returns how long that address
// is to wait now.
func (k *Keeper) Wrong(address string) time.Duration { return k.guesses.wrong(address) }
