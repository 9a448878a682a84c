package sandbox

// A Privacy is what a user keeps from others.
type Privacy struct {
	Hidden      bool `json:"hidden,omitempty"`      // nobody finds or sees it by its phone
	Uninvitable bool `json:"uninvitable,omitempty"` // nobody may put it into a group
	Blocks      bool `json:"blocks,omitempty"`      // nobody may write to it
}

func (w *world) privacy(user int64) Privacy {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.shy[user]
}

// hidden says whether others cannot find a user by its phone.
func (w *world) hidden(user int64) bool { return w.privacy(user).Hidden }

// keepTo sets what a user keeps from others.
func (s *scene) keepTo(user int64, p Privacy) error {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.shy[user] = p
	return s.journal.write(record{Privacy: &privacyRecord{User: user, Privacy: p}})
}

// portrait is the file that a user or a group shows as itself; 0: none.
func (w *world) portrait(p peer) int64 {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.pictures[p]
}

// paint sets the picture of a user or a group.
func (s *scene) paint(p peer, file int64) error {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.pictures[p] = file
	return s.journal.write(record{Picture: &pictureRecord{Of: p, File: file}})
}
