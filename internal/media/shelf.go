package media

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"sluice"
)

// A shelf knows how much is kept and what can go. Of a file that is to be sent
// it remembers the size in a sum, of incoming ones also the order.
//
// What is to be sent cannot go before its day does, so one instance has a share of
// the room for it: an eighth of the quota, and beyond that only what leaves half of
// the quota to all others.
type shelf struct {
	files   Files
	quota   int64
	metrics *metrics
	log     *slog.Logger

	mu       sync.Mutex // guards what follows; not held over I/O
	used     int64      // bytes, those being written included
	sending  holdings   // of them, what is to be sent
	days     map[day]map[sluice.InstanceID]*sums
	incoming []shelved // the oldest first
	told     time.Time // when it was logged that there is no room
}

// sums are the bytes of an instance's files of one day.
type sums struct{ all, sending int64 }

// shareOf is which part of the quota one instance has for what it sends.
const shareOf = 8

// tellEvery is how often it is logged that there is no room.
const tellEvery = time.Hour

type shelved struct {
	place place
	size  int64
}

func newShelf(files Files, quota int64, metrics *metrics, log *slog.Logger) *shelf {
	return &shelf{files: files, quota: quota, metrics: metrics, log: log, sending: holdings{of: map[sluice.InstanceID]int64{}}, days: map[day]map[sluice.InstanceID]*sums{}}
}

// load counts what an earlier process left, and removes files of instances
// that are not alive.
func (s *shelf) load(alive func(sluice.InstanceID) bool) error {
	all, err := s.files.List()
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b Stored) int { return a.At.Compare(b.At) })
	dead := map[sluice.InstanceID]bool{}
	for _, f := range all {
		p, ok := parsePlace(f.Name)
		if !ok {
			continue // not ours: left alone
		}
		if _, asked := dead[p.instance]; !asked {
			dead[p.instance] = !alive(p.instance)
		}
		s.count(p, f.Size)
		s.add(p, f.Size)
	}
	for id, gone := range dead {
		if gone {
			s.forget(id)
		}
	}
	s.metrics.stored.Set(float64(s.used))
	return nil
}

// reserve counts n bytes that are about to be written for p, and makes room for
// them. Full: there is none to make, or not for this instance.
func (s *shelf) reserve(p place, n int64) error {
	s.mu.Lock()
	over := s.overdrawn(p, n)
	var victims []shelved
	if !over {
		s.count(p, n)
		victims = s.overflow(s.quota)
	}
	full := !over && s.quota >= 0 && s.used > s.quota
	if full {
		s.count(p, -n)
	}
	s.metrics.stored.Set(float64(s.used))
	tell := s.tell(over || full)
	s.mu.Unlock()
	s.remove(victims)
	tell()
	switch {
	case over:
		s.metrics.refused.WithLabelValues("share").Inc()
		return &sluice.Error{Code: sluice.Full, Text: "The instance's share of the quota for files is used up", Wait: time.Minute}
	case full:
		s.metrics.refused.WithLabelValues("quota").Inc()
		return &sluice.Error{Code: sluice.Full, Text: "The quota for files is used up", Wait: time.Minute}
	}
	return nil
}

// overdrawn says whether n bytes more are beyond the share of an instance.
func (s *shelf) overdrawn(p place, n int64) bool {
	if s.quota < 0 || p.class != sending {
		return false
	}
	return s.sending.of[p.instance]+n > s.quota/shareOf && s.sending.all+n > s.quota/2
}

// count counts n bytes more, or less; the lock is held.
func (s *shelf) count(p place, n int64) {
	s.used += n
	if p.class == sending {
		s.sending.add(p.instance, n)
	}
}

// tell returns what logs, now and then, that there is no room and who has it.
func (s *shelf) tell(refused bool) func() {
	now := time.Now()
	if !refused || !s.told.IsZero() && now.Sub(s.told) < tellEvery {
		return func() {}
	}
	s.told = now
	used, largest := s.used, s.sending.largest()
	return func() {
		s.log.Warn("media: the quota is used up", "quota", s.quota, "used", used, "most", largest)
	}
}

// release gives back what was reserved for a file that is not to be.
func (s *shelf) release(p place, n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count(p, -n)
	s.metrics.stored.Set(float64(s.used))
}

// add puts a file on the shelf for which size bytes were reserved.
func (s *shelf) add(p place, size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.days[p.day] == nil {
		s.days[p.day] = map[sluice.InstanceID]*sums{}
	}
	s.sum(p, size)
	if p.class == incoming {
		s.incoming = append(s.incoming, shelved{p, size})
	}
}

// sum counts size bytes among those of a day that is kept.
func (s *shelf) sum(p place, size int64) {
	instances := s.days[p.day]
	if instances == nil {
		return
	}
	if instances[p.instance] == nil {
		instances[p.instance] = &sums{}
	}
	instances[p.instance].all += size
	if p.class == sending {
		instances[p.instance].sending += size
	}
}

// relieve drops incoming media of at least n bytes, if there is so much.
func (s *shelf) relieve(n int64) {
	s.mu.Lock()
	victims := s.overflow(max(s.used-n, 0))
	s.metrics.stored.Set(float64(s.used))
	s.mu.Unlock()
	s.remove(victims)
}

// overflow takes the oldest incoming files off the shelf until limit is kept.
func (s *shelf) overflow(limit int64) (victims []shelved) {
	if limit < 0 {
		return nil
	}
	for s.used > limit && len(s.incoming) > 0 {
		v := s.incoming[0]
		s.incoming = s.incoming[1:]
		s.count(v.place, -v.size)
		s.sum(v.place, -v.size)
		victims = append(victims, v)
	}
	return victims
}

func (s *shelf) remove(victims []shelved) {
	for _, v := range victims {
		s.erase(v.place.name())
		s.metrics.evicted.Inc()
	}
}

// erase removes a file, or all below a directory. What cannot be removed goes
// with its day, or is counted again at the next start.
func (s *shelf) erase(name string) {
	if err := s.files.Remove(name); err != nil {
		s.log.Warn("media: a file cannot be removed", "err", err)
	}
}

// drop removes one file that is of no use.
func (s *shelf) drop(k *kept) {
	s.mu.Lock()
	s.count(k.place, -k.size)
	s.sum(k.place, -k.size)
	s.incoming = slices.DeleteFunc(s.incoming, func(v shelved) bool { return v.place == k.place })
	s.mu.Unlock()
	s.erase(k.place.name())
}

// dropBefore removes all days before d.
func (s *shelf) dropBefore(d day) {
	s.mu.Lock()
	var old []day
	for kept, instances := range s.days {
		if kept >= d {
			continue
		}
		old = append(old, kept)
		for id, of := range instances {
			s.uncount(id, of)
		}
		delete(s.days, kept)
	}
	if old != nil {
		s.incoming = slices.DeleteFunc(s.incoming, func(v shelved) bool { return v.place.day < d })
	}
	s.metrics.stored.Set(float64(s.used))
	s.mu.Unlock()
	for _, kept := range old {
		s.erase(kept.String())
	}
}

// uncount counts what an instance had of one day no more.
func (s *shelf) uncount(id sluice.InstanceID, had *sums) {
	s.used -= had.all
	s.sending.add(id, -had.sending)
}

// forget removes all files of an instance.
func (s *shelf) forget(id sluice.InstanceID) {
	s.mu.Lock()
	var of []day
	for d, instances := range s.days {
		if had, ok := instances[id]; ok {
			s.uncount(id, had)
			delete(instances, id)
			of = append(of, d)
		}
	}
	if of != nil {
		s.incoming = slices.DeleteFunc(s.incoming, func(v shelved) bool { return v.place.instance == id })
	}
	s.metrics.stored.Set(float64(s.used))
	s.mu.Unlock()
	for _, d := range of {
		s.erase(fmt.Sprintf("%v/%d", d, id))
	}
}

// find opens a file by its key, on whichever day it was kept: there are three or
// four. fs.ErrNotExist: there is none. A damaged one is removed.
func (s *shelf) find(id sluice.InstanceID, k key, classes ...class) (*kept, error) {
	for _, d := range s.latest() {
		for _, c := range classes {
			p := place{day: d, instance: id, class: c, key: k}
			f, err := openKept(s.files, p)
			if errors.Is(err, errDamaged) {
				s.log.Error("media: a stored file is damaged", "instance", id, "err", err)
				s.metrics.damaged.Inc()
				s.erase(p.name())
				continue
			}
			if err == nil || !errors.Is(err, fs.ErrNotExist) {
				return f, err
			}
		}
	}
	return nil, fs.ErrNotExist
}

// latest returns the days of which files are kept, the latest first.
func (s *shelf) latest() []day {
	s.mu.Lock()
	defer s.mu.Unlock()
	days := make([]day, 0, len(s.days))
	for d := range s.days {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b day) int { return cmp.Compare(b, a) })
	return days
}
