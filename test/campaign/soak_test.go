package campaign

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice/internal/chaos"
)

var soaking = flag.Duration("soak", 20*time.Second, "how long the load of the leak test lasts")

// A nuisance is a load that leaves something behind in a gateway that is careless.
// It is made again and again.
type nuisance struct {
	name  string
	every time.Duration // at least between two
	do    func(s *soak, ctx context.Context, n int)
}

var nuisances = []nuisance{
	{"polls that are cancelled", 5 * time.Millisecond, (*soak).poll},
	{"uploads that are aborted", 20 * time.Millisecond, (*soak).upload},
	{"files that cannot be fetched", 100 * time.Millisecond, (*soak).fetch},
	{"messages", 600 * time.Millisecond, (*soak).send}, // no faster than they go out: what waits takes memory
	{"queues that are cleared", 10 * time.Second, (*soak).clear},
	{"incoming messages whose delivery fails", 50 * time.Millisecond, (*soak).write},
	{"new addresses of webhooks", 200 * time.Millisecond, (*soak).turn},
	{"proxies that nobody is behind", 500 * time.Millisecond, (*soak).knock},
	{"logins and logouts", time.Second, (*soak).login},
	{"connections that are cut", 300 * time.Millisecond, (*soak).cut},
}

// TestASoakLeavesNothingBehind loads the gateway with all that fails, lets it heal,
// and wants as many goroutines and descriptors as before. Whether memory grows is
// told, and judged after an hour alone:
//
//	go test ./test/campaign -run Soak -soak 1h -timeout 2h
func TestASoakLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := newSoak(t)
	s.load(*soaking / 4) // what this makes is kept for the next time
	base := s.heal(footprint{})
	samples := s.load(*soaking)
	left := s.heal(base)
	t.Logf("soak: seconds=%d goroutines=%.0f descriptors=%.0f hundredths=%.0f of a percent an hour of memory; %.0f goroutines, %.0f descriptors, %.0f MiB before",
		int(soaking.Seconds()), math.Max(0, left.goroutines-base.goroutines), math.Max(0, left.descriptors-base.descriptors),
		math.Max(0, slope(samples)/base.resident*100*100), base.goroutines, base.descriptors, base.resident/(1<<20))
	for _, n := range nuisances {
		done := s.done[n.name].Load()
		t.Logf("soaked: %d %s", done, n.name)
		if done == 0 {
			t.Errorf("there were no %s", n.name)
		}
	}
	if !left.near(base, tolerance) {
		t.Errorf("%.0f goroutines and %.0f descriptors, before %.0f and %.0f; the first goroutines:\n%.4000s",
			left.goroutines, left.descriptors, base.goroutines, base.descriptors, s.stacks())
	}
}

// A soak is a gateway that is loaded.
type soak struct {
	*campaign
	admin   string
	process *chaos.Process
	hook    *httptest.Server // refuses, hangs and breaks off, one after the other
	hooked  atomic.Int64
	refused string // an address where nobody listens
	client  http.Client
	done    map[string]*atomic.Int64
}

// Who is who among the instances.
const (
	polled, sending, pushed, coming, shut = 0, 1, 2, 3, 4
)

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{campaign: newCampaign(t), done: map[string]*atomic.Int64{}}
	for i := range shut {
		s.clients = append(s.clients, s.add(i))
	}
	s.admin, s.refused = s.address(), s.address()
	s.hook = httptest.NewServer(http.HandlerFunc(s.receive))
	t.Cleanup(s.hook.Close)
	s.client.Transport = &http.Transport{MaxIdleConnsPerHost: 32}
	s.process = s.serve("--admin", s.admin, "--store-memory", "16MB", "--outbound-allow", "127.0.0.0/8", "--webhook-timeout", "1s")
	t.Cleanup(func() { _ = s.process.Kill() })
	for _, n := range nuisances {
		s.done[n.name] = &atomic.Int64{}
	}
	s.clients = append(s.clients, s.behind("socks5://user:secret@"+s.refused))
	return s
}

// receive is a webhook that never takes anything.
func (s *soak) receive(w http.ResponseWriter, r *http.Request) {
	switch s.hooked.Add(1) % 3 {
	case 0:
		http.Error(w, "no", http.StatusInternalServerError)
	case 1:
		select {
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
	case 2:
		panic(http.ErrAbortHandler)
	}
}

// load makes all nuisances at once, for a while, and samples the memory.
func (s *soak) load(d time.Duration) []sample {
	ctx, cancel := context.WithTimeout(s.t.Context(), d)
	defer cancel()
	var hands sync.WaitGroup
	for _, n := range nuisances {
		hands.Go(func() {
			for k := 0; ctx.Err() == nil; k++ {
				n.do(s, ctx, k)
				s.done[n.name].Add(1)
				wait(ctx, n.every)
			}
		})
	}
	var samples []sample
	for begun := time.Now(); ctx.Err() == nil; wait(ctx, d/50) {
		samples = append(samples, sample{time.Since(begun).Hours(), s.memory(s.process, "VmRSS:")})
	}
	hands.Wait()
	return samples
}

// heal ends all trouble, and reads what the gateway holds then.
func (s *soak) heal(base footprint) footprint {
	s.t.Helper()
	ctx := s.t.Context()
	s.insist(pushed, http.MethodPost, "setSettings", `{"webhookUrl":""}`)
	s.insist(pushed, http.MethodDelete, "clearWebhooksQueue", "")
	s.insist(sending, http.MethodGet, "clearMessagesQueue", "")
	for until := time.Now().Add(time.Minute); !s.authorized(ctx); {
		if time.Now().After(until) {
			s.t.Fatalf("the instance is not logged in again\n%s", s.log)
		}
		s.login(ctx, 0)
	}
	s.client.CloseIdleConnections()
	last := s.footprint(s.process, s.admin)
	for until := time.Now().Add(healWithin); time.Now().Before(until); {
		wait(ctx, 2*time.Second)
		now := s.footprint(s.process, s.admin)
		if base.goroutines == 0 && now.goroutines == last.goroutines || base.goroutines > 0 && now.near(base, tolerance) {
			return now
		}
		last = now
	}
	return last
}

// healWithin is longer than the longest pause between two tries of anything, and
// tolerance is how much more than before may be left.
const (
	healWithin = 7 * time.Minute
	tolerance  = 0.02
)

// poll has many clients wait, and go away.
func (s *soak) poll(ctx context.Context, n int) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(20+n%200)*time.Millisecond)
	defer cancel()
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() { s.try(ctx, http.MethodGet, polled, "receiveNotification", "?receiveTimeout=60", nil) })
	}
	waiting.Wait()
}

// upload ends in the middle of a file.
func (s *soak) upload(ctx context.Context, n int) {
	body := io.MultiReader(strings.NewReader(strings.Repeat("half a file ", 1+n%10_000)), broken{})
	s.try(ctx, http.MethodPost, sending, "uploadFile", "", body)
}

// broken is a body that breaks off.
type broken struct{}

// Read fails.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// fetch sends a file that cannot be had, to a chat where nothing else goes: what
// follows it there would wait for it.
func (s *soak) fetch(ctx context.Context, n int) {
	address := map[bool]string{true: "http://" + s.refused, false: s.hook.URL}[n%2 == 0]
	s.try(ctx, http.MethodPost, sending, "sendFileByUrl", "", strings.NewReader(fmt.Sprintf(`{"chatId":"10000001","urlFile":"%s/%d.txt","fileName":"a.txt"}`, address, n)))
}

func (s *soak) send(ctx context.Context, n int) {
	s.try(ctx, http.MethodPost, sending, "sendMessage", "", strings.NewReader(fmt.Sprintf(`{"chatId":"10000000","message":"soaked %d"}`, n)))
}

// clear gives up what waits: the files that cannot be had, and whatever is behind.
func (s *soak) clear(ctx context.Context, _ int) {
	s.try(ctx, http.MethodGet, sending, "clearMessagesQueue", "", nil)
}

// write has a partner write, so that there is something to deliver.
func (s *soak) write(ctx context.Context, n int) {
	_, _ = chaos.Call(ctx, http.MethodPost, s.sandbox+"/write", map[string]any{"idInstance": s.clients[pushed].instance, "from": "10000001", "text": fmt.Sprint("written ", n)})
}

// turn gives the webhook another address, which is tried at once.
func (s *soak) turn(ctx context.Context, n int) {
	s.try(ctx, http.MethodPost, pushed, "setSettings", "", strings.NewReader(fmt.Sprintf(`{"webhookUrl":"%s/%d","incomingWebhook":"yes"}`, s.hook.URL, n)))
}

// knock asks for a login through a proxy that is not there.
func (s *soak) knock(ctx context.Context, _ int) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	s.try(ctx, http.MethodGet, shut, "qr", "", nil)
}

// login ends a session, and begins another one.
func (s *soak) login(ctx context.Context, _ int) {
	if s.authorized(ctx) {
		s.try(ctx, http.MethodGet, coming, "logout", "", nil)
	}
	for ctx.Err() == nil && !s.authorized(ctx) {
		s.try(ctx, http.MethodGet, coming, "qr", "", nil)
		_, _ = chaos.Call(ctx, http.MethodPost, s.sandbox+"/scan", map[string]any{"idInstance": s.clients[coming].instance, "phone": "79005550000"})
		wait(ctx, 500*time.Millisecond)
	}
}

// authorized asks until it is told.
func (s *soak) authorized(ctx context.Context) bool {
	for ctx.Err() == nil {
		if code, text := s.try(ctx, http.MethodGet, coming, "getStateInstance", "", nil); code != http.StatusTooManyRequests {
			return strings.Contains(text, `"authorized"`)
		}
		wait(ctx, 250*time.Millisecond)
	}
	return false
}

// cut closes connections of the gateway to the fake.
func (s *soak) cut(ctx context.Context, n int) {
	_, _ = chaos.Call(ctx, http.MethodPost, s.sandbox+"/fault", map[string]any{"do": "disconnect", "idInstance": s.clients[[]int{polled, sending, pushed}[n%3]].instance})
}

// behind makes an instance whose proxy is not there.
func (s *soak) behind(proxy string) *account {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), s.binary, "instance", "add", "--data", s.data(), "--proxy", proxy, "--json").Output()
	s.must(err)
	var added struct {
		ID    int64  `json:"idInstance"`
		Token string `json:"apiTokenInstance"`
	}
	s.must(json.Unmarshal(out, &added))
	return &account{instance: strconv.FormatInt(added.ID, 10), token: added.Token}
}

// try asks for a method, whatever comes of it.
func (s *soak) try(ctx context.Context, verb string, who int, method, rest string, body io.Reader) (int, string) {
	r, err := http.NewRequestWithContext(ctx, verb, s.method(s.clients[who], method)+rest, body)
	if err != nil {
		return 0, ""
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(answer.Body) // as far as it comes
	return answer.StatusCode, string(text)
}

// insist asks until it is heard.
func (s *soak) insist(who int, verb, method, body string) {
	s.t.Helper()
	for range 100 {
		code, text := s.try(s.t.Context(), verb, who, method, "", strings.NewReader(body))
		if code == http.StatusOK {
			return
		}
		if code != http.StatusTooManyRequests {
			s.t.Fatalf("%s: %d %s", method, code, text)
		}
		wait(s.t.Context(), 200*time.Millisecond)
	}
	s.t.Fatalf("%s is still refused", method)
}

// stacks is what the gateway's goroutines do, those of one kind together.
func (s *soak) stacks() string {
	out, err := chaos.Call(s.t.Context(), http.MethodGet, "http://"+s.admin+"/debug/pprof/goroutine?debug=1", nil)
	s.must(err)
	return string(out)
}

// A sample is the memory at a moment.
type sample struct{ hours, bytes float64 }

// slope is how many bytes an hour the samples grow, by least squares.
func slope(samples []sample) float64 {
	var n, x, y, xx, xy float64
	for _, s := range samples {
		n, x, y, xx, xy = n+1, x+s.hours, y+s.bytes, xx+s.hours*s.hours, xy+s.hours*s.bytes
	}
	return (n*xy - x*y) / (n*xx - x*x)
}
