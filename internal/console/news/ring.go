package news

import (
	"strconv"
	"strings"
	"time"

	"sluice"
)

// ringSize is how many entries a stream may be behind before it has to begin anew.
const ringSize = 4096

// An Entry is what streams are told, as it goes out.
type Entry struct {
	Revision int64
	Kind     string            // "": there is nothing to tell
	Instance sluice.InstanceID // 0: of all
	Detail   bool              // for the streams that look at the instance alone
	Data     []byte            // JSON
}

// A ring holds the last entries. Revisions are dense.
type ring struct {
	boot    string // tells one process from another
	last    int64  // revision of the last entry
	entries []Entry
	changed chan struct{} // closed at the next entry
}

func newRing(now time.Time) ring {
	return ring{boot: strconv.FormatInt(now.UnixMilli(), 36), changed: make(chan struct{})}
}

// publish adds an entry whose data are body, a JSON object, with its revision put in
// front. Who waits is told by rouse.
func (r *ring) publish(e Entry, body []byte) {
	r.last++
	e.Revision = r.last
	e.Data = append(make([]byte, 0, len(body)+32), `{"revision":`...)
	e.Data = strconv.AppendInt(e.Data, r.last, 10)
	if len(body) > 2 {
		e.Data = append(e.Data, ',')
	}
	e.Data = append(e.Data, body[1:]...)
	r.add(e)
}

// skip takes up a revision with an entry that nobody is told.
func (r *ring) skip() {
	r.last++
	r.add(Entry{Revision: r.last})
	r.rouse()
}

func (r *ring) add(e Entry) {
	if len(r.entries) == ringSize {
		r.entries = append(r.entries[:0:0], r.entries[ringSize/4:]...)
	}
	r.entries = append(r.entries, e)
}

// rouse wakes all who wait.
func (r *ring) rouse() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// since returns the entries behind a revision, and false when some of them are
// forgotten.
func (r *ring) since(revision int64) ([]Entry, bool) {
	missing := r.last - revision
	if missing < 0 || missing > int64(len(r.entries)) {
		return nil, false
	}
	return r.entries[int64(len(r.entries))-missing:], true
}

// name is an entry's id in a stream.
func (r *ring) name(revision int64) string { return r.boot + "-" + strconv.FormatInt(revision, 10) }

// parse returns the revision of a name, and false for one of another process.
func (r *ring) parse(name string) (int64, bool) {
	boot, text, ok := strings.Cut(name, "-")
	n, err := strconv.ParseInt(text, 10, 64)
	return n, ok && err == nil && boot == r.boot
}
