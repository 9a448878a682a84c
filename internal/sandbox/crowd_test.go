package sandbox_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

// TestManyWriteAtOnce lets accounts write in a ring, to the partner that answers
// and to their groups, while others do things to their chats. Every box must be
// without a gap, and every sender's texts in their order.
func TestManyWriteAtOnce(t *testing.T) {
	const accounts, texts = 6, 25
	s, _ := start(t, sandbox.Options{})
	type member struct {
		sandbox.Planted
		c     *client
		begin int
	}
	ring := make([]member, accounts)
	for i := range ring {
		a, c := planted(t, s, sandbox.Order{Username: fmt.Sprintf("member%d", i)})
		state, err := c.api.UpdatesGetState(t.Context())
		must(t, err)
		ring[i] = member{a, c, state.Pts}
	}
	var wg sync.WaitGroup
	for i, m := range ring {
		next := user(t, m.c, fmt.Sprintf("member%d", (i+1)%accounts))
		echo := user(t, m.c, "example")
		group, supergroup := groups(t, m.c)
		wg.Go(func() {
			for n := range int64(texts) {
				for k, to := range []tg.InputPeerClass{next, echo, group, supergroup} {
					if _, err := text(t, m.c, to, fmt.Sprint(n), 4*n+int64(k)+1); err != nil {
						t.Error(err)
					}
				}
			}
		})
		wg.Go(func() {
			for range texts {
				if _, err := s.Write(sandbox.Writing{Account: m.Phone, From: "10000001", Text: "scripted"}); err != nil {
					t.Error(err)
				}
				_ = s.Accounts()
				_ = s.Messages(0)
			}
		})
	}
	wg.Wait()
	for i, m := range ring {
		before := ring[(i+accounts-1)%accounts]
		got := catchUp(t, m.c, m.begin, func(texts map[string][]string) bool {
			return len(texts[before.Account.Account]) >= 25 && len(texts["10000000"]) >= 25
		})
		for from, want := range map[string]int{before.Account.Account: texts, "10000000": texts, "10000001": texts} {
			wantCount(t, from, got[from], want)
		}
	}
	if n := len(s.Messages(0)); n != accounts*texts*4 {
		t.Errorf("%d messages, want %d", n, accounts*texts*4)
	}
}

// wantCount checks that somebody's texts are 0, 1, 2 … in their order; those of
// the silent partner are all alike.
func wantCount(t *testing.T, from string, got []string, want int) {
	t.Helper()
	if len(got) != want {
		t.Errorf("%d texts of %s, want %d", len(got), from, want)
	}
	for n, text := range got {
		if text != fmt.Sprint(n) && text != "scripted" {
			t.Errorf("text %d of %s is %q", n, from, text)
			return
		}
	}
}

// catchUp reads differences until they hold what is awaited, and returns the
// texts of private chats by partner. It checks that no pts is left out.
func catchUp(t *testing.T, c *client, pts int, enough func(map[string][]string) bool) map[string][]string {
	t.Helper()
	texts := map[string][]string{}
	for !enough(texts) {
		got, err := c.api.UpdatesGetDifference(t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: pts, Date: 1 << 30})
		must(t, err)
		var fresh []tg.MessageClass
		var other []tg.UpdateClass
		upto := pts
		switch d := got.(type) {
		case *tg.UpdatesDifference:
			fresh, other, upto = d.NewMessages, d.OtherUpdates, d.State.Pts
		case *tg.UpdatesDifferenceSlice:
			fresh, other, upto = d.NewMessages, d.OtherUpdates, d.IntermediateState.Pts
		}
		counted := len(fresh)
		for _, u := range other {
			if _, n, ok := tg.IsPtsUpdate(u); ok {
				counted += n
			}
		}
		if upto-pts != counted {
			t.Fatalf("pts went from %d to %d with %d changes", pts, upto, counted)
		}
		pts = upto
		for _, m := range fresh {
			m := message(t, m)
			if peer, ok := m.PeerID.(*tg.PeerUser); ok && !m.Out {
				from := fmt.Sprint(peer.UserID)
				texts[from] = append(texts[from], m.Message)
			}
		}
	}
	return texts
}
