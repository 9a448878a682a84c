package campaign

import (
	"net/url"
	"testing"
	"time"

	"sluice/internal/history"
)

// behind adds an instance whose webhook is reached over a proxy.
func (rs *receivers) behind() (*receiver, *proxy) {
	rs.t.Helper()
	var line *proxy
	r := rs.add(func(direct string) string {
		u, err := url.Parse(direct)
		rs.must(err)
		line, err = newProxy(u.Host)
		rs.must(err)
		rs.forward(line)
		u.Host = line.listener.Addr().String()
		return u.String()
	}, false, nil)
	return r, line
}

// TestReceiversBehindBadLines lays every vice of a network between the gateway
// and a receiver each (F13). Each exchange has an end, so nothing is stuck; what
// the receiver has answered and the gateway never heard comes again, under the
// same id; and healthy receivers notice nothing.
func TestReceiversBehindBadLines(t *testing.T) {
	t.Parallel()
	vices := []vice{slow, dripping, trickling, blackhole, halfOpen, losing}
	rs := newCampaign(t).withReceivers()
	admin := rs.address()
	gateway := rs.serve("--admin", admin)
	defer func() { rs.must(gateway.Kill()) }()
	lines := make([]*proxy, len(vices))
	for k := range vices {
		var r *receiver
		r, lines[k] = rs.behind()
		r.lossy = true
	}
	for range 6 {
		rs.add(nil, false, nil)
	}
	sick, healthy := rs.all[:len(vices)], rs.all[len(vices):]
	rs.connected()
	rs.write(2, rs.all...)
	rs.got("before the vices", rs.all...)
	base := rs.footprint(gateway, admin)

	for k, v := range vices {
		lines[k].turn(v)
	}
	rs.write(12, rs.all...)
	rs.got("beside the vices", healthy...)
	for range 3 { // a timeout, and the pause before another try
		wait(t.Context(), 2*time.Second)
		lines[0].cut(true)
	}
	for _, line := range lines {
		line.heal()
	}
	rs.got("after the vices", rs.all...)
	wanting := 0
	for _, r := range sick {
		if _, taken, tries := r.counts(); tries > taken {
			wanting++
		}
	}
	if wanting < 2 {
		t.Errorf("only %d receivers were sent something again: the lines had no vices", wanting)
	}
	rs.write(2, rs.all...)
	rs.got("at last", rs.all...)
	left := rs.reach(gateway, admin, base)
	t.Logf("hook lines: %d vices; descriptors %.0f, then %.0f; goroutines %.0f, then %.0f",
		len(vices), base.descriptors, left.descriptors, base.goroutines, left.goroutines)
	left.wantNear(t, base, 0.02)
	rs.judge("lines", history.Run{})
}

// TestAnswersThatAreLost loses answers of 200 on the way, and kills the gateway
// while it has not heard answers that were given (F15): what is delivered again
// has the id that it had, and the same bytes, in order, also after a restart.
func TestAnswersThatAreLost(t *testing.T) {
	t.Parallel()
	const kills = 5
	rs := newCampaign(t).withReceivers()
	gateway := rs.serve()
	defer func() { rs.must(gateway.Kill()) }()
	var lines []*proxy
	for range 6 {
		r, line := rs.behind()
		r.lossy = true
		lines = append(lines, line)
	}
	rs.connected()
	for range kills {
		for _, line := range lines {
			line.turn(losing)
		}
		rs.write(20, rs.all...)
		rs.got("while answers get lost", rs.all...)
		before := map[*receiver]int{}
		for k, r := range rs.all {
			lines[k].turn(halfOpen)
			_, _, before[r] = r.counts()
		}
		rs.write(3, rs.all...)
		rs.until("at the kill", rs.all, func(r *receiver) bool {
			_, _, tries := r.counts()
			return tries > before[r]
		})
		rs.must(gateway.Kill())
		for _, line := range lines {
			line.heal()
		}
		gateway = rs.serve()
	}
	rs.write(3, rs.all...)
	rs.got("after the kills", rs.all...)

	repeats := 0
	for _, r := range rs.all {
		_, taken, tries := r.counts()
		repeats += tries - taken
	}
	if least := len(rs.all) * kills; repeats < least {
		t.Errorf("%d repeats, less than %d: no answers were lost", repeats, least)
	}
	t.Logf("lost answers: %d kills, %d repeats", kills, repeats)
	rs.judge("answers", history.Run{})
}
