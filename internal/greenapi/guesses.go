package greenapi

import (
	"net/http"
	"net/netip"

	"sluice/internal/buckets"
)

// maxGuessers is how many addresses are remembered from which wrong tokens came: a
// million addresses cost no more.
const maxGuessers = 16 << 10

// guesses count the wrong tokens of each client address. Who has tried too many
// is told to wait, and no more whether an instance exists. A right token is let
// in all the same, so nobody locks out the neighbour behind the same address.
// Wrong partner tokens count, and are always answered as what they are: there is
// one partner token, so the answer tells nothing.
type guesses struct {
	rate buckets.Rate
	from *buckets.Set[netip.Prefix]
}

func newGuesses(perMinute int) guesses {
	return guesses{buckets.Rate{PerSecond: float64(perMinute) / 60, AtOnce: perMinute}, buckets.New[netip.Prefix](maxGuessers)}
}

// strangers answers who is not let in: as err says, or to wait. Clients of the
// partner API know one answer.
func (f *front) strangers(c *call, err error) error {
	wait := f.guesses.from.Take(buckets.Source(client(c.http)), f.guesses.rate)
	if wait == 0 || c.path.partner() {
		return err
	}
	return &refusal{status: http.StatusTooManyRequests, text: "Too Many Requests", wait: wait}
}
