package sandbox

import (
	"slices"

	"sluice/internal/sandbox/mtproto"
)

// trouble is what happens to accounts and connections on purpose.
type trouble struct {
	*registry
	table table
}

// Fault makes something go wrong: at once, or from now on when calls or updates
// come that fit. It returns the fault as it was set.
func (s *Sandbox) Fault(f Fault) (Fault, error) {
	if slices.Contains(instant(), f.Do) {
		return f, s.trouble.strikeNow(f)
	}
	if err := f.check(); err != nil {
		return Fault{}, err
	}
	if !s.trouble.knows(f.Method) {
		return Fault{}, badf("'method' is %q, which the sandbox does not serve: write messages.sendMessage, messages.*, or send for whatever carries a random_id", f.Method)
	}
	if f.Account != "" {
		a, err := s.registry.find("", f.Account)
		if err != nil {
			return Fault{}, err
		}
		f.Account = number(a.ID)
	}
	return s.faults.set(f), nil
}

// knows says whether a rule for this method can ever strike.
func (s *trouble) knows(pattern string) bool {
	for _, m := range s.table {
		if methodFits(pattern, m.name, true) {
			return true
		}
	}
	return false
}

// instant are the kinds of faults that happen at once.
func instant() []string {
	return []string{DoRevoke, DoForgetKey, DoBan, DoUnban, DoDisconnect, DoOutage, DoBadSalt, DoExpire, DoHeal}
}

// Faults returns the rules in force, those that are used up too.
func (s *Sandbox) Faults() []Fault { return s.faults.list() }

// Unfault takes a rule away.
func (s *Sandbox) Unfault(id int) bool { return s.faults.remove(id) }

// strikeNow does what happens at once.
func (s *trouble) strikeNow(f Fault) error {
	switch f.Do {
	case DoHeal:
		s.faults.clear()
		s.door.shut(0)
		return nil
	case DoExpire:
		s.depot.expire()
		return nil
	case DoOutage:
		if f.Seconds <= 0 {
			return badf("outage needs 'seconds', more than 0")
		}
		s.door.shut(seconds(f.Seconds))
		s.disconnect(nil)
		return nil
	case DoDisconnect:
		if f.Instance == "" && f.Account == "" {
			s.disconnect(nil)
			return nil
		}
	}
	a, err := s.find(f.Instance, f.Account)
	if err != nil {
		return err
	}
	return s.strikeAccount(a, f)
}

// strikeAccount does what happens to one account at once.
func (s *trouble) strikeAccount(a *account, f Fault) error {
	switch f.Do {
	case DoDisconnect:
		s.disconnect(s.keys.of(a.ID))
		return nil
	case DoRevoke:
		return s.revoke(a, f)
	case DoForgetKey:
		keys := s.keys.of(a.ID)
		for _, id := range keys {
			if err := s.keys.forget(id); err != nil {
				return err
			}
			s.core.Forget(id)
		}
		s.disconnect(keys)
		return nil
	case DoBan, DoUnban:
		if err := s.ban(a, f.Do == DoBan); err != nil {
			return err
		}
		if f.Disconnect {
			s.disconnect(s.keys.of(a.ID))
		}
		return nil
	case DoBadSalt:
		if !s.o.Strict {
			return badf("badSalt needs a sandbox that was started strict")
		}
		for _, id := range s.keys.of(a.ID) {
			s.core.RenewSalts(id)
		}
		return nil
	default:
		return nil
	}
}

// revoke ends every login of an account, as the owner does in the list of
// devices.
func (s *trouble) revoke(a *account, f Fault) error {
	keys := s.keys.of(a.ID)
	for _, id := range keys {
		if err := s.keys.logout(id, f.Error); err != nil {
			return err
		}
	}
	if f.Disconnect {
		s.disconnect(keys)
	}
	return nil
}

func (s *trouble) ban(a *account, banned bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.banned = banned
	return s.journal.write(record{Ban: &banRecord{Account: a.ID, Banned: banned}})
}

// disconnect closes the connections of some keys; nil: all.
func (s *trouble) disconnect(keys [][8]byte) {
	s.core.Disconnect(func(id mtproto.SessionID) bool {
		return keys == nil || slices.Contains(keys, id.Key)
	})
}
