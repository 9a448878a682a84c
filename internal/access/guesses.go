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

// guesses count the wrong secrets that came from each address.
type guesses struct{ from *buckets.Set[netip.Prefix] }

func newGuesses() guesses { return guesses{buckets.New[netip.Prefix](maxGuessers)} }

// check refuses an address that has to wait before it may guess again.
func (g guesses) check(address string) error {
	if wait := g.from.Wait(source(address)); wait > 0 {
		return &sluice.Error{Code: sluice.Limited, Text: "too many wrong attempts from this address; wait", Wait: wait}
	}
	return nil
}

// wrong counts a wrong guess, and returns how long it is until the next.
func (g guesses) wrong(address string) time.Duration {
	from := source(address)
	g.from.Take(from, buckets.Rate{PerSecond: 1 / guessEach.Seconds(), AtOnce: guessesAtOnce})
	return g.from.Wait(from)
}

// source is whom an address counts as.
func source(address string) netip.Prefix {
	a, _ := netip.ParseAddr(address) // what is none counts as one
	return buckets.Source(a)
}
