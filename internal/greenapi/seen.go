package greenapi

import "sluice"

// A Seen is one request that was answered, as far as it tells how well a client
// fits.
type Seen struct {
	Instance sluice.InstanceID // 0: it was not let in, or is a partner's
	Method   string            // as the table spells it; "": there is none of that name
	Status   int
	Refused  string   // what a refused client was told
	Unknown  []string // fields of a request that was taken which the method does not know
}

// seen tells who wants to know of a request that was answered.
func (f *front) seen(c *call, status int) {
	if f.tell == nil {
		return
	}
	s := Seen{Instance: c.id, Status: status}
	if c.route != nil {
		s.Method = c.routeName()
	}
	switch {
	case c.err != nil:
		r, _ := refusalOf(c.err)
		s.Refused = r.text
	case c.fields != nil:
		s.Unknown = c.fields.unknown()
	}
	f.tell(s)
}
