package drivertest

import (
	"testing"
)

func missings() []aCase {
	return []aCase{
		{"what came while the connection was lost", whileLost},
		{"what came while no process ran", whileDown},
		{"what came while no process ran, to a supergroup that was quiet", quietGroup},
		{"what was never stored comes again", neverStored},
	}
}

func whileLost(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Others.Write(t, a, a.Supergroup, a.Member, "known")
	r.sink.event(t, "known", saying("known"))
	n.Faults.Strike(t, a, Outage)
	n.Others.Write(t, a, a.Known, a.Known, "one")
	n.Others.Write(t, a, a.Group, a.Member, "two")
	n.Others.Write(t, a, a.Supergroup, a.Member, "three")
	for _, words := range []string{"one", "two", "three"} {
		r.sink.event(t, words, saying(words))
	}
}

func whileDown(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Others.Write(t, a, a.Known, a.Known, "before")
	n.Others.Write(t, a, a.Supergroup, a.Member, "before in the supergroup")
	r.sink.event(t, "before", saying("before"))
	r.sink.event(t, "before in the supergroup", saying("before in the supergroup"))
	r.stop()
	n.Others.Write(t, a, a.Known, a.Known, "one")
	n.Others.Write(t, a, a.Known, a.ID, "two")
	n.Others.Write(t, a, a.Supergroup, a.Member, "three")
	next := start(t, n, r.store)
	for _, words := range []string{"one", "two", "three"} {
		next.sink.event(t, words, saying(words))
	}
	next.stop()
	n.Others.Write(t, a, a.Supergroup, a.Member, "four")
	third := start(t, n, r.store)
	third.sink.event(t, "four", saying("four"))
	if e := next.sink.event(t, "two", saying("two")); !e.Outgoing {
		t.Errorf("%+v was sent by the account", e)
	}
}

func neverStored(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Others.Write(t, a, a.Known, a.Known, "stored")
	r.sink.event(t, "stored", saying("stored"))
	r.sink.tell(func() { r.sink.refuse = -1 })
	offers := r.sink.offers
	n.Others.Write(t, a, a.Known, a.Known, "one")
	r.sink.wait(t, "it to be refused", func(s *sink) bool { return s.offers > offers })
	r.stop()
	next := start(t, n, r.store)
	next.sink.event(t, "one", saying("one"))
}

func quietGroup(t *testing.T, n Network) {
	r, a := settled(t, n)
	r.stop()
	n.Others.Write(t, a, a.Supergroup, a.Member, "one")
	next := start(t, n, r.store)
	next.sink.event(t, "one", saying("one"))
}
