package campaign

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice"
	"sluice/internal/chaos"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

var depth = flag.Int("depth", 1_000_000, "messages in the deep queue")

// TestADeepQueue has very many messages wait in one queue: the list and the count
// are exact, another one is taken, and a start after a kill has all of them. How
// long that takes is told, and judged by the scoreboard.
func TestADeepQueue(t *testing.T) {
	t.Parallel()
	c := newCampaign(t)
	deep, shallow := c.add(0), c.add(1)
	c.clients = []*account{deep, shallow}
	empty := c.restart(c.deep(), deep, 0)
	c.must(empty.process.Kill())
	c.quiet(deep)
	all := c.sow(deep, *depth)

	full := c.restart(c.deep(), deep, len(all))
	c.first500(deep, all)
	took := map[string]time.Duration{}
	for name, a := range map[string]*account{"deep": deep, "shallow": shallow} {
		took[name] = c.took(func() { c.ask(&[]queued{}, http.MethodGet, a, "showMessagesQueue", nil) })
	}
	for n := range 100 {
		all = append(all, c.enqueue(deep, fmt.Sprint("another ", n)))
	}
	c.must(full.process.Kill())
	again := c.restart(c.deep(), deep, len(all))
	c.first500(deep, all)
	c.must(again.process.Kill())
	out, err := exec.CommandContext(t.Context(), c.binary, "verify", "--data", c.data()).CombinedOutput()
	if want := fmt.Sprintf("%d messages", len(all)); err != nil || !strings.Contains(string(out), want) || !strings.Contains(string(out), "0 faults") {
		t.Errorf("verify: %v\n%s; want %s and 0 faults", err, out, want)
	}
	c.goesOn(deep, all)

	slope := float64(again.ready-empty.ready) / float64(len(all)) * 1e6
	t.Logf("recovery: messages=%d ready=%dms empty=%dms million=%dms; the list of 500 took %v, of an empty queue %v",
		len(all), again.ready.Milliseconds(), empty.ready.Milliseconds(), max(0, time.Duration(slope).Milliseconds()), took["deep"], took["shallow"])
}

// deep are the flags of a gateway that takes so many.
func (c *campaign) deep() []string { return []string{"--limits-queue", strconv.Itoa(10 * *depth)} }

// quiet pauses an instance, with no gateway running.
func (c *campaign) quiet(a *account) {
	c.t.Helper()
	s := c.open()
	c.must(s.Pause(c.t.Context(), a.number(), "the campaign"))
	c.must(s.Close())
}

// open opens what is stored, with no gateway running.
func (c *campaign) open() *store.Store {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.data(), "secret"))
	c.must(err)
	var secret [32]byte
	_, err = hex.Decode(secret[:], []byte(strings.TrimSpace(string(text))))
	c.must(err)
	e, err := pebble.Open(pebble.Options{Dir: filepath.Join(c.data(), "store"), Ballast: -1})
	c.must(err)
	s, err := store.New(c.t.Context(), e, store.Options{Secret: secret, QueueLimit: 10 * *depth})
	c.must(err)
	return s
}

func (a *account) number() sluice.InstanceID {
	n, _ := strconv.ParseInt(a.instance, 10, 64)
	return sluice.InstanceID(n)
}

// A queued is one message of a queue's list.
type queued struct {
	ID   string `json:"messageID"`
	Type string `json:"type"`
	Body struct {
		Chat string `json:"chatId"`
		Text string `json:"message"`
	} `json:"body"`
}

// text is a text that waits, as the list shows it.
func text(id, words string) queued {
	q := queued{ID: id, Type: "sendMessage"}
	q.Body.Chat, q.Body.Text = "10000001", words
	return q
}

// sow stores n messages of an instance through the store, many at once, and
// returns them as the list shows them.
func (c *campaign) sow(a *account, n int) []queued {
	c.t.Helper()
	s := c.open()
	all := make([]queued, n)
	var hands sync.WaitGroup
	const crew = 512
	for hand := range crew {
		hands.Go(func() {
			for k := hand; k < n; k += crew {
				words := fmt.Sprintf("message %d, which is about as long as messages are", k)
				m := sluice.Message{Instance: a.number(), Chat: "10000001", Body: sluice.TextBody{Text: sluice.Text(words)}}
				id, err := s.Enqueue(c.t.Context(), m, sluice.Once{})
				if err != nil {
					c.t.Errorf("message %d: %v", k, err)
					return
				}
				all[k] = text(string(id), words)
			}
		})
	}
	hands.Wait()
	c.must(s.Close())
	slices.SortFunc(all, func(a, b queued) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// A started is a gateway and how long its start took, until the queue is counted.
type started struct {
	process *chaos.Process
	ready   time.Duration
}

// restart starts the gateway and wants n messages counted.
func (c *campaign) restart(flags []string, a *account, n int) (s started) {
	c.t.Helper()
	s.ready = c.took(func() {
		s.process = c.serve(flags...)
		var count struct{ Count int }
		if c.ask(&count, http.MethodGet, a, "getMessagesCount", nil); count.Count != n {
			c.t.Fatalf("%d messages wait, want %d", count.Count, n)
		}
	})
	return s
}

func (c *campaign) took(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

// ask asks for a method of an instance.
func (c *campaign) ask(to any, verb string, a *account, method string, body any) {
	c.t.Helper()
	c.answer(to, verb, c.method(a, method), body)
}

// first500 wants the list of an instance to be the first of all.
func (c *campaign) first500(a *account, all []queued) {
	c.t.Helper()
	wait(c.t.Context(), 1100*time.Millisecond) // the method allows one call a second
	var list []queued
	c.ask(&list, http.MethodGet, a, "showMessagesQueue", nil)
	if want := all[:min(500, len(all))]; !slices.Equal(list, want) {
		c.t.Errorf("the list has %d messages and differs from the first %d", len(list), len(want))
	}
	wait(c.t.Context(), 1100*time.Millisecond)
}

// enqueue has a message taken, and returns it as the list shows it.
func (c *campaign) enqueue(a *account, words string) queued {
	c.t.Helper()
	for {
		out, err := chaos.Call(c.t.Context(), http.MethodPost, c.method(a, "sendMessage"), map[string]string{"chatId": "10000001", "message": words})
		if busy := (*chaos.RefusalError)(nil); errors.As(err, &busy) && busy.Code == http.StatusTooManyRequests {
			wait(c.t.Context(), 20*time.Millisecond)
			continue
		}
		c.must(err)
		var answer struct {
			ID string `json:"idMessage"`
		}
		c.must(json.Unmarshal(out, &answer))
		return text(answer.ID, words)
	}
}

// goesOn ends the pause, and wants the first messages sent, in order.
func (c *campaign) goesOn(a *account, all []queued) {
	c.t.Helper()
	s := c.open()
	c.must(s.Resume(c.t.Context(), a.number()))
	c.must(s.Close())
	p := c.serve(c.deep()...)
	for until := time.Now().Add(time.Minute); len(c.arrivals("/messages")) < 3; wait(c.t.Context(), 100*time.Millisecond) {
		if time.Now().After(until) {
			c.t.Fatalf("nothing is sent\n%s", c.log)
		}
	}
	c.must(p.Kill())
	for k, m := range c.arrivals("/messages") {
		if m.Text != all[k].Body.Text {
			c.t.Errorf("message %d was %q, want %q", k, m.Text, all[k].Body.Text)
		}
	}
}
