package news

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sluice"
)

// An Asked is one request of the compatible API, as far as it tells how well a
// client fits.
type Asked struct {
	Instance sluice.InstanceID // 0: it was not let in
	Method   string            // as the table spells it; "": there is none of that name
	Status   int
	Text     string   // what a refused client was told
	Unknown  []string // fields that the method does not know
}

// The most that is remembered of each kind; what is more is left out.
const mostUsage = 1000

// usage is how clients use the API since the start.
type usage struct {
	since   time.Time
	methods map[usageKey]*UsedMethod
	fields  map[usageKey]*UsedField
	refused map[usageKey]*RefusedCall
}

type usageKey struct {
	id     sluice.InstanceID
	method string
	what   string
	status int
}

// A UsedMethod is how often a method was called.
type UsedMethod struct {
	Method  string
	Known   bool
	Calls   int
	Refused int
	Last    time.Time
}

// A UsedField is one that a client gave and that the method does not know.
type UsedField struct {
	Method string
	Field  string
	Count  int
	Last   time.Time
}

// A RefusedCall is what a client was told when it was refused.
type RefusedCall struct {
	Method string
	Status int
	Text   string
	Count  int
	Last   time.Time
}

func newUsage(now time.Time) *usage {
	return &usage{now, map[usageKey]*UsedMethod{}, map[usageKey]*UsedField{}, map[usageKey]*RefusedCall{}}
}

// slot returns the entry of a key, or makes it while there is room.
func slot[V any](all map[usageKey]*V, k usageKey) *V {
	v := all[k]
	if v == nil {
		v = new(V)
		if len(all) < mostUsage {
			all[k] = v
		}
	}
	return v
}

// Asked is told of each request of the compatible API.
func (n *News) Asked(a Asked) {
	now := n.now()
	n.mu.Lock()
	defer n.mu.Unlock()
	m := slot(n.usage.methods, usageKey{id: a.Instance, method: a.Method})
	m.Method, m.Known, m.Last = a.Method, a.Method != "", now
	m.Calls++
	if a.Status >= 400 {
		m.Refused++
		r := slot(n.usage.refused, usageKey{a.Instance, a.Method, a.Text, a.Status})
		r.Method, r.Status, r.Text, r.Last = a.Method, a.Status, a.Text, now
		r.Count++
	}
	for _, name := range a.Unknown {
		f := slot(n.usage.fields, usageKey{id: a.Instance, method: a.Method, what: name})
		f.Method, f.Field, f.Last = a.Method, name, now
		f.Count++
	}
}

// A Usage is how clients use the API, sorted by method.
type Usage struct {
	Since   time.Time
	Methods []UsedMethod
	Fields  []UsedField
	Refused []RefusedCall
}

// Usage returns how clients use the API: of one instance, or with 0 of all together.
func (n *News) Usage(id sluice.InstanceID) Usage {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := Usage{Since: n.usage.since}
	methods, fields, refused := map[usageKey]UsedMethod{}, map[usageKey]UsedField{}, map[usageKey]RefusedCall{}
	for k, v := range n.usage.methods {
		if id == 0 || k.id == id {
			k.id = 0
			sum := methods[k]
			v := *v
			v.Calls, v.Refused, v.Last = v.Calls+sum.Calls, v.Refused+sum.Refused, latest(v.Last, sum.Last)
			methods[k] = v
		}
	}
	for k, v := range n.usage.fields {
		if id == 0 || k.id == id {
			k.id = 0
			v := *v
			v.Count, v.Last = v.Count+fields[k].Count, latest(v.Last, fields[k].Last)
			fields[k] = v
		}
	}
	for k, v := range n.usage.refused {
		if id == 0 || k.id == id {
			k.id = 0
			v := *v
			v.Count, v.Last = v.Count+refused[k].Count, latest(v.Last, refused[k].Last)
			refused[k] = v
		}
	}
	for _, k := range sortedKeys(methods) {
		out.Methods = append(out.Methods, methods[k])
	}
	for _, k := range sortedKeys(fields) {
		out.Fields = append(out.Fields, fields[k])
	}
	for _, k := range sortedKeys(refused) {
		out.Refused = append(out.Refused, refused[k])
	}
	return out
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sortedKeys[V any](all map[usageKey]V) []usageKey {
	return slices.SortedFunc(maps.Keys(all), func(a, b usageKey) int {
		return cmp.Or(cmp.Compare(a.method, b.method), cmp.Compare(a.what, b.what), cmp.Compare(a.status, b.status))
	})
}
