package store

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"time"

	"sluice"
)

// forever is when something is due that waits until it is released.
const forever = math.MaxInt64

// chatKey numbers a chat: as the network does, or, while a phone or username is
// not resolved, by a hash in a range of its own.
func chatKey(c sluice.ChatID) int64 {
	if c.Numeric() {
		n, err := strconv.ParseInt(string(c), 10, 64)
		if err == nil {
			return n
		}
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(c)) // never fails
	return int64(h.Sum64()>>2 | 1<<62)
}

// chatNumber returns the network's number of a chat, 0 when it is not known.
func chatNumber(c sluice.ChatID) int64 {
	if !c.Numeric() {
		return 0
	}
	return chatKey(c)
}

// A waiting is a message set aside, and when it is due.
type waiting struct {
	Aside
	due time.Time // with a monotonic reading; zero: at once
}

// An asideSet is what an instance has set aside, by id and by chat. A chat's
// messages keep their order: only the first of each chat may be sent.
type asideSet struct {
	byID  []*waiting           // ids increase
	chats map[int64][]*waiting // ids increase

	touched []int64 // what put and remove have been asked to change, for whoever stores it
}

// newAsideSet takes up what a process before this one has left. What fetched files
// has ended with it, so that whatever waits for one asks for it anew.
func newAsideSet(list []Aside, c *clock) asideSet {
	var a asideSet
	for _, w := range list {
		if w.Reason == sluice.WaitsFile {
			w.Until = 0
		}
		a.put(&waiting{Aside: w, due: c.dueAt(w.Until)})
	}
	a.touched = nil
	return a
}

// dueAt returns the moment of a stored time, and the zero time for one that is
// long past. What waits forever is due in a century.
func (c *clock) dueAt(millis int64) time.Time {
	if millis == forever {
		return time.Now().Add(100 * 365 * day)
	}
	return c.at(millis)
}

func (a *asideSet) len() int { return len(a.byID) }

func search(list []*waiting, id int64) (int, bool) {
	return slices.BinarySearchFunc(list, id, func(w *waiting, id int64) int { return cmp.Compare(w.ID, id) })
}

// find returns the entry of a message, or nil.
func (a *asideSet) find(id int64) *waiting {
	if k, ok := search(a.byID, id); ok {
		return a.byID[k]
	}
	return nil
}

// because returns copies of the entries with a reason.
func (a *asideSet) because(r sluice.Reason) []waiting {
	return a.those(func(w *waiting) bool { return w.Reason == r })
}

// inDoubt returns copies of the entries whose attempt has no result.
func (a *asideSet) inDoubt() []waiting {
	return a.those(func(w *waiting) bool { return w.Doubt != 0 })
}

// held counts the entries that wait until they are released.
func (a *asideSet) held() int {
	n := 0
	for _, w := range a.byID {
		if w.Reason == sluice.WaitsHeld && w.Until == forever {
			n++
		}
	}
	return n
}

func (a *asideSet) those(fit func(*waiting) bool) []waiting {
	var list []waiting
	for _, w := range a.byID {
		if fit(w) {
			list = append(list, *w)
		}
	}
	return list
}

// put adds an entry, or replaces the one of the same message. An entry that is in
// the set is never changed in place.
func (a *asideSet) put(w *waiting) {
	a.remove(w.ID)
	if n := len(a.touched); n == 0 || a.touched[n-1] != w.ID {
		a.touched = append(a.touched, w.ID)
	}
	if a.chats == nil {
		a.chats = map[int64][]*waiting{}
	}
	k, _ := search(a.byID, w.ID)
	a.byID = slices.Insert(a.byID, k, w)
	chat := a.chats[w.Chat]
	k, _ = search(chat, w.ID)
	a.chats[w.Chat] = slices.Insert(chat, k, w)
}

// hurry makes an entry due at once.
func (a *asideSet) hurry(w waiting) {
	if w.Until != 0 {
		w.Until, w.due = 0, time.Time{}
		a.put(&w)
	}
}

func (a *asideSet) remove(id int64) {
	k, ok := search(a.byID, id)
	if !ok {
		return
	}
	a.touched = append(a.touched, id)
	w := a.byID[k]
	a.byID = slices.Delete(a.byID, k, k+1)
	chat := a.chats[w.Chat]
	k, _ = search(chat, id)
	chat = slices.Delete(chat, k, k+1)
	if len(chat) == 0 {
		delete(a.chats, w.Chat)
		return
	}
	a.chats[w.Chat] = chat
}

// before says whether a message of this chat with a lower id is set aside, not
// counting those that skip names.
func (a *asideSet) before(chat, id int64, skip func(*waiting) bool) bool {
	w := first(a.chats[chat], skip)
	return w != nil && w.ID < id
}

// next returns the message to look at next: the lowest id among the chats' first
// that are due at now, else the one that is due first. Those that skip names are
// as if they were not there.
func (a *asideSet) next(now time.Time, skip func(*waiting) bool) (due, later *waiting) {
	for _, list := range a.chats {
		w := first(list, skip)
		switch {
		case w == nil:
		case !w.due.After(now):
			if due == nil || w.ID < due.ID {
				due = w
			}
		case later == nil || w.due.Before(later.due) || w.due.Equal(later.due) && w.ID < later.ID:
			later = w
		}
	}
	return due, later
}

func first(list []*waiting, skip func(*waiting) bool) *waiting {
	for _, w := range list {
		if !skip(w) {
			return w
		}
	}
	return nil
}
