package news

import (
	"time"

	"sluice"
)

// lingers is how long entries are made for a stream that has broken off.
const lingers = 30 * time.Second

// viewers are the streams that are open, and the instances that they look at.
type viewers struct {
	open  look
	looks map[sluice.InstanceID]*look
}

// A look is by how many streams something is looked at.
type look struct {
	streams int
	until   time.Time // of the last stream that went: it may come back until then
	since   int64     // the revision from which on entries were made without a gap
}

func newViewers() viewers { return viewers{looks: map[sluice.InstanceID]*look{}} }

func (l *look) active(now time.Time) bool { return l != nil && (l.streams > 0 || now.Before(l.until)) }

func (l *look) enter(now time.Time, revision int64) {
	if !l.active(now) {
		l.since = revision
	}
	l.streams++
}

func (l *look) leave(now time.Time) {
	l.streams--
	l.until = now.Add(lingers)
}

// enter counts a stream that looks at id, or with 0 at nothing apart. It returns
// the revision from which on entries were made for it.
func (v *viewers) enter(id sluice.InstanceID, now time.Time, revision int64) int64 {
	v.open.enter(now, revision)
	if id == 0 {
		return v.open.since
	}
	for other, l := range v.looks {
		if !l.active(now) {
			delete(v.looks, other)
		}
	}
	l := v.looks[id]
	if l == nil {
		l = &look{}
		v.looks[id] = l
	}
	l.enter(now, revision)
	return max(l.since, v.open.since)
}

// served says whether entries are being made for a stream that looks at id.
func (v *viewers) served(id sluice.InstanceID, now time.Time) bool {
	return v.open.active(now) && (id == 0 || v.looksAt(id, now))
}

func (v *viewers) leave(id sluice.InstanceID, now time.Time) {
	v.open.leave(now)
	if l := v.looks[id]; l != nil {
		l.leave(now)
	}
}

// looksAt says whether a stream looks at id.
func (v *viewers) looksAt(id sluice.InstanceID, now time.Time) bool { return v.looks[id].active(now) }

// watched are the instances that streams look at.
func (v *viewers) watched(now time.Time) []sluice.InstanceID {
	var ids []sluice.InstanceID
	for id, l := range v.looks {
		if l.active(now) {
			ids = append(ids, id)
		}
	}
	return ids
}
