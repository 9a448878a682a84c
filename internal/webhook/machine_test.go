package webhook_test

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/webhook"
)

// A moody receiver answers as its mood is, and keeps what it has taken.
type moody struct {
	mu    sync.Mutex
	mood  string
	posts []int // the numbers that came, in order
	taken map[int]bool
	fine  map[int]int // how often it was taken at once
}

func (m *moody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.Header.Get("webhook-id")[len("msg_1_"):])
	switch m.meet(n) {
	case "fine":
	case "slow": // taken, if nobody lost patience meanwhile
		time.Sleep(3 * s)
	case "lost":
		raw("", leave)(w, r)
	case "hangs":
		hang(w, r)
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// meet notes a post and returns the mood that it meets.
func (m *moody) meet(n int) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts = append(m.posts, n)
	switch m.mood {
	case "fine":
		m.taken[n] = true
		m.fine[n]++
	case "slow":
		m.taken[n] = true
	}
	return m.mood
}

func (m *moody) turn(mood string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

// TestWhateverHappensAllIsDeliveredInOrder plays at random: births, moods of the
// receiver, changes of the token, restarts. Each post is of the oldest that was
// not taken, and in the end all have been.
func TestWhateverHappensAllIsDeliveredInOrder(t *testing.T) {
	signed := secrets(t, first)
	rapid.Check(t, func(rt *rapid.T) {
		moods := rapid.SampledFrom([]string{"fine", "slow", "lost", "hangs", "faulty"})
		acts := rapid.SliceOfN(rapid.SampledFrom([]string{"birth", "birth", "mood", "mood", "pass", "pass", "token", "restart"}), 1, 25).Draw(rt, "acts")
		pauses := rapid.SliceOfN(rapid.SampledFrom([]time.Duration{0, 500 * ms, 5 * s, 59 * s, 61 * s, 200 * s}), len(acts), len(acts)).Draw(rt, "pauses")
		minds := rapid.SliceOfN(moods, len(acts), len(acts)).Draw(rt, "moods")
		synctest.Test(t, func(t *testing.T) {
			w := start(t, webhook.Options{Secrets: signed})
			m := &moody{mood: "fine", taken: map[int]bool{}, fine: map[int]int{}}
			w.net.handle(host, m.ServeHTTP)
			born := 0
			for k, act := range acts {
				switch act {
				case "birth":
					born++
					w.receive(1, sluice.Text(strconv.Itoa(born)))
				case "mood":
					m.turn(minds[k])
				case "token":
					w.settings(1, func(s *sluice.Settings) { s.WebhookToken = sluice.Token(fmt.Sprint("t", k)) })
				case "restart":
					w.close()
					w.open()
				}
				w.pass(pauses[k])
			}
			m.turn("fine")
			w.pass(time.Hour)
			m.mu.Lock()
			defer m.mu.Unlock()
			last := 0
			for _, n := range m.posts {
				if n != last && n != last+1 {
					t.Errorf("%d came after %d: %v", n, last, m.posts)
				}
				last = n
			}
			if last != born || len(m.taken) != born {
				t.Errorf("%d of %d were taken, posts %v", len(m.taken), born, m.posts)
			}
			for n, times := range m.fine {
				if times > 1 {
					t.Errorf("%d was answered %d times and still repeated: %v", n, times, m.posts)
				}
			}
			w.wantPending(1, 0)
		})
		if t.Failed() {
			rt.Fatalf("failed with %v, %v, %v", acts, pauses, minds)
		}
	})
}
