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
type shelf struct {
	files   Files
	quota   int64
	metrics *metrics
	log     *slog.Logger

	mu       sync.Mutex // guards what follows; not held over I/O
	used     int64      // bytes, those being written included
	days     map[day]map[sluice.InstanceID]int64
	incoming []shelved // the oldest first
}

type shelved struct {
	place place
	size  int64
}

func newShelf(files Files, quota int64, metrics *metrics, log *slog.Logger) *shelf {
	return &shelf{files: files, quota: quota, metrics: metrics, log: log, days: map[day]map[sluice.InstanceID]int64{}}
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
		s.used += f.Size
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

// reserve counts n bytes that are about to be written, and makes room for them.
// Full: there is none to make.
func (s *shelf) reserve(n int64) error {
	s.mu.Lock()
	s.used += n
	victims := s.overflow(s.quota)
	full := s.quota >= 0 && s.used > s.quota
	if full {
		s.used -= n
	}
	s.metrics.stored.Set(float64(s.used))
	s.mu.Unlock()
	s.remove(victims)
	if full {
		return &sluice.Error{Code: sluice.Full, Text: "The quota for files is used up", Wait: time.Minute}
	}
	return nil
}

// release gives back what was reserved for a file that is not to be.
func (s *shelf) release(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= n
	s.metrics.stored.Set(float64(s.used))
}

// add puts a file on the shelf for which size bytes were reserved.
func (s *shelf) add(p place, size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.days[p.day] == nil {
		s.days[p.day] = map[sluice.InstanceID]int64{}
	}
	s.days[p.day][p.instance] += size
	if p.class == incoming {
		s.incoming = append(s.incoming, shelved{p, size})
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
		s.used -= v.size
		s.days[v.place.day][v.place.instance] -= v.size
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
	s.used -= k.size
	if of := s.days[k.place.day]; of != nil {
		of[k.place.instance] -= k.size
	}
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
		for _, size := range instances {
			s.used -= size
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

// forget removes all files of an instance.
func (s *shelf) forget(id sluice.InstanceID) {
	s.mu.Lock()
	var of []day
	for d, instances := range s.days {
		if size, ok := instances[id]; ok {
			s.used -= size
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
