package campaign

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var polls = flag.Int("polls", 1000, "long polls that wait at once")

// TestPollsLeaveNothingBehind lets many clients wait at once, wakes one instance,
// and has all others go away without a word: twice, as what the first time makes
// is kept for the second. Then nothing of them is left in the gateway.
func TestPollsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	c := newCampaign(t)
	for i := range 20 {
		c.clients = append(c.clients, c.add(i))
	}
	admin := c.address()
	gateway := c.serve("--admin", admin)
	defer func() { c.must(gateway.Kill()) }()
	c.crowd(admin, c.rest(admin, leftovers{}))
	base := c.rest(admin, leftovers{})
	peak := c.crowd(admin, base)
	left := c.rest(admin, base)
	t.Logf("polls: %d at once; goroutines %.0f, then %.0f, then %.0f; descriptors %.0f, then %.0f, then %.0f; memory %.0f MiB, then %.0f",
		*polls, base.goroutines, peak.goroutines, left.goroutines, base.descriptors, peak.descriptors, left.descriptors,
		base.memory/(1<<20), left.memory/(1<<20))
	if peak.descriptors < base.descriptors+float64(*polls)*0.9 {
		t.Errorf("only %.0f descriptors at the peak: the clients did not wait at once", peak.descriptors)
	}
	if left.goroutines > base.goroutines+5 || left.descriptors > base.descriptors+5 {
		t.Errorf("something of the polls is left: %+v, before %+v", left, base)
	}
}

// leftovers are what a process holds.
type leftovers struct{ goroutines, descriptors, memory float64 }

// rest reads what the gateway holds, once that is no more than at an earlier
// time, or after twenty seconds.
func (c *campaign) rest(admin string, earlier leftovers) leftovers {
	c.t.Helper()
	var now leftovers
	for range 40 {
		now = leftovers{c.metric(admin, "go_goroutines"), c.metric(admin, "process_open_fds"), c.metric(admin, "process_resident_memory_bytes")}
		if earlier.goroutines > 0 && now.goroutines <= earlier.goroutines+5 && now.descriptors <= earlier.descriptors+5 {
			break
		}
		wait(c.t.Context(), 500*time.Millisecond)
		if earlier.goroutines == 0 && now.goroutines == c.metric(admin, "go_goroutines") {
			break
		}
	}
	return now
}

// crowd makes the polls, and returns what the gateway holds while they wait.
func (c *campaign) crowd(admin string, base leftovers) leftovers {
	c.t.Helper()
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	var waiting sync.WaitGroup
	var refused atomic.Int64
	for k := range *polls {
		a := c.clients[k%len(c.clients)]
		waiting.Go(func() {
			url := fmt.Sprintf("%s?receiveTimeout=60", c.method(a, "receiveNotification"))
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return
			}
			answer, err := client.Do(r)
			if err != nil {
				return // it went away
			}
			defer answer.Body.Close() //nolint:errcheck // nothing is left to do about it
			_, _ = io.Copy(io.Discard, answer.Body)
			if answer.StatusCode != http.StatusOK {
				refused.Add(1)
			}
		})
		if k%(2*len(c.clients)) == 0 {
			wait(ctx, 25*time.Millisecond) // the method has a limit of calls a second
		}
	}
	var peak leftovers
	for range 40 {
		wait(ctx, 250*time.Millisecond)
		peak = leftovers{goroutines: c.metric(admin, "go_goroutines"), descriptors: c.metric(admin, "process_open_fds")}
		if peak.descriptors >= base.descriptors+float64(*polls) {
			break
		}
	}
	cancel()
	waiting.Wait()
	if n := refused.Load(); n > 0 {
		c.t.Errorf("%d polls were refused", n)
	}
	return peak
}
