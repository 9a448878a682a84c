package access

import (
	"net/netip"
	"time"

	"sluice"
	"sluice/internal/buckets"
)

// Guesses are counted by address: so many at once, and then one each so long.
const (
	guessesAtOnce = 10
	guessEach     = 30 * time.Second
	maxGuessers   = 10_000 // addresses that are remembered: memory is bounded whoever guesses
)

var guessRate = buckets.Rate{PerSecond: 1 / guessEach.Seconds(), AtOnce: guessesAtOnce}

// guesses count the wrong secrets that came from each address.
type guesses struct{ from *buckets.Set[netip.Prefix] }

func newGuesses() guesses { return guesses{buckets.New[netip.Prefix](maxGuessers)} }

// try lets an address guess, or tells it to wait. The guess counts as a wrong one from
// now on, so that those at once are no more than those one after the other, and is
// given back once it was none.
func (g guesses) try(address string) error {
	if wait := g.from.Take(source(address), guessRate); wait > 0 {
		return &sluice.Error{Code: sluice.Limited, Text: "too many wrong attempts from this address; wait", Wait: wait}
	}
	return nil
}

// judge gives a guess back unless err says that it was wrong.
func (g guesses) judge(address string, err error) {
	if sluice.CodeOf(err) != sluice.Unauthorized {
		g.from.Give(source(address))
	}
}

// wrong counts a wrong guess, and returns how long it is until the next.
func (g guesses) wrong(address string) time.Duration {
	from := source(address)
	g.from.Take(from, guessRate)
	return g.from.Wait(from)
}

// source is whom an address counts as.
func source(address string) netip.Prefix {
	a, _ := netip.ParseAddr(address) // what is none counts as one
	return buckets.Source(a)
}
