package campaign

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sluice/internal/app"
	"sluice/internal/config"
	"sluice/internal/history"
)

// patience is how long a test waits for what must come by itself. It bounds a
// run that hangs and judges nothing else.
const patience = 2 * time.Minute

// A receiver is one client's webhook: it notes what it is sent and how it
// answers, and it has a habit until it is healed.
type receiver struct {
	*account
	server *httptest.Server
	began  time.Time
	verify *standardwebhooks.Webhook
	lossy  bool // what it answers may be lost on the way

	mu     sync.Mutex // guards the rest
	habit  *habit     // nil: it answers 200
	sent   []history.Event
	told   []history.Told
	bodies map[int64]string // by receipt
	wrong  []string         // what no receiver may be sent
}

// A notification is as much of one as the campaigns look at.
type notification struct {
	Type     string `json:"typeWebhook"`
	Instance struct {
		ID int64 `json:"idInstance"`
	} `json:"instanceData"`
	Message string `json:"idMessage"`
	Status  string `json:"status"`
	Data    struct {
		Text struct {
			Text string `json:"textMessage"`
		} `json:"textMessageData"`
		Extended struct {
			Text string `json:"text"`
		} `json:"extendedTextMessageData"`
	} `json:"messageData"`
}

// ServeHTTP takes a delivery. What did not come whole was never received.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	if h := r.note(q.Header, body); h != nil {
		h.do(w, q)
	}
}

// note writes down a delivery, and returns what the receiver does with it; nil:
// it answers 200.
func (r *receiver) note(header http.Header, body []byte) *habit {
	r.mu.Lock()
	defer r.mu.Unlock()
	var n notification
	if err := json.Unmarshal(body, &n); err != nil {
		r.wrong = append(r.wrong, fmt.Sprintf("no notification: %v", err))
	}
	if err := r.verify.Verify(body, header); err != nil {
		r.wrong = append(r.wrong, fmt.Sprintf("it does not verify: %v", err))
	}
	name := header.Get(standardwebhooks.HeaderWebhookID)
	number, mine := strings.CutPrefix(name, "msg_"+r.instance+"_")
	receipt, err := strconv.ParseInt(number, 10, 64)
	if !mine || err != nil || strconv.FormatInt(n.Instance.ID, 10) != r.instance {
		r.wrong = append(r.wrong, fmt.Sprintf("it is another's: %s, of instance %d", name, n.Instance.ID))
	}
	if before, ok := r.bodies[receipt]; ok && before != string(body) {
		r.wrong = append(r.wrong, fmt.Sprintf("%s has other bytes than before", name))
	}
	r.bodies[receipt] = string(body)
	t := history.Told{Account: r.user, At: time.Since(r.began), Deleted: history.Never, Receipt: receipt, Perhaps: r.lossy}
	switch n.Type {
	case "outgoingMessageStatus":
		t.ID, t.Status = n.Message, n.Status
	case "incomingMessageReceived", "outgoingMessageReceived":
		t.Event, t.ByPhone = n.Data.Text.Text+n.Data.Extended.Text, n.Type == "outgoingMessageReceived"
	}
	if (r.habit == nil || r.habit.taken) && !r.lossy {
		t.Deleted = t.At
	}
	r.told = append(r.told, t)
	return r.habit
}

// take gives the receiver a habit, or takes it away. On a connection that is open
// no certificate is looked at any more.
func (r *receiver) take(h *habit) {
	r.mu.Lock()
	r.habit = h
	r.mu.Unlock()
	if h != nil && h.tls {
		r.server.CloseClientConnections()
	}
}

// counts returns how many events were sent, how many of them the receiver has,
// as far as it answered 2xx, and how many deliveries came in all.
func (r *receiver) counts() (sent, taken, tries int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{}
	for _, t := range r.told {
		if t.Event != "" && (t.Deleted != history.Never || t.Perhaps) {
			seen[t.Event] = true
		}
	}
	return len(r.sent), len(seen), len(r.told)
}

// receivers are a campaign's clients that have a webhook.
type receivers struct {
	*campaign
	all    []*receiver
	secret string
	began  time.Time
}

// withReceivers gives the gateway the settings of a campaign against receivers:
// it dials the loopback, signs, and is not patient.
func (c *campaign) withReceivers() *receivers {
	c.t.Helper()
	var key [32]byte
	_, _ = rand.Read(key[:])
	rs := &receivers{campaign: c, secret: "whsec_" + base64.StdEncoding.EncodeToString(key[:]), began: time.Now()}
	c.config = filepath.Join(c.dir, "sluice.yaml")
	c.must(os.WriteFile(c.config, fmt.Appendf(nil,
		"outbound: {allow: 127.0.0.0/8}\nwebhook: {secret: %s, timeout: 2s, retry: 1s}\nlog: {level: info, format: text}\n", rs.secret), 0o600))
	return rs
}

// add makes an instance in the running gateway, whose webhook is the address that
// route makes of the receiver's own; nil: that one.
func (rs *receivers) add(route func(string) string, secure bool, settings map[string]any) *receiver {
	rs.t.Helper()
	r := &receiver{began: rs.began, bodies: map[int64]string{}}
	var err error
	r.verify, err = standardwebhooks.NewWebhook(rs.secret)
	rs.must(err)
	r.server = httptest.NewUnstartedServer(r)
	r.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	if secure {
		r.startTLS()
	} else {
		r.server.Start()
	}
	rs.t.Cleanup(func() {
		r.server.CloseClientConnections()
		r.server.Close()
	})
	url := r.server.URL
	if route != nil {
		url = route(url)
	}
	r.account = rs.join(len(rs.all), url, settings)
	rs.all = append(rs.all, r)
	return r
}

// join adds an instance that is logged in to the running gateway.
func (c *campaign) join(i int, url string, settings map[string]any) *account {
	c.t.Helper()
	op, err := app.Open(c.t.Context(), config.Config{Data: c.data()})
	c.must(err)
	defer op.Close() //nolint:errcheck // only idle connections
	wanted := map[string]any{"webhookUrl": url, "incomingWebhook": "yes"}
	maps.Copy(wanted, settings)
	set, err := json.Marshal(wanted)
	c.must(err)
	id, user, session := c.plant(i)
	number, err := strconv.ParseInt(id, 10, 64)
	c.must(err)
	key, err := base64.StdEncoding.DecodeString(session)
	c.must(err)
	added, err := op.Add(c.t.Context(), app.NewInstance{ID: number, Interval: int(interval.Milliseconds()), Settings: set, Session: key})
	c.must(err)
	return &account{instance: id, token: added.Token, user: user}
}

// connected waits until all accounts are: what comes in before is old to them.
func (c *campaign) connected() {
	c.t.Helper()
	op, err := app.Open(c.t.Context(), config.Config{Data: c.data()})
	c.must(err)
	defer op.Close() //nolint:errcheck // only idle connections
	for end := time.Now().Add(patience); ; wait(c.t.Context(), 50*time.Millisecond) {
		all, err := op.List(c.t.Context())
		c.must(err)
		if !slices.ContainsFunc(all, func(i app.InstanceInfo) bool { return i.State != "authorized" }) {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("not all accounts are connected after %v", patience)
		}
	}
}

// write has a message come in for each receiver, n times over.
func (rs *receivers) write(n int, to ...*receiver) {
	rs.t.Helper()
	for range n {
		for _, r := range to {
			r.mu.Lock()
			text := fmt.Sprintf("%s-%d", r.instance, len(r.sent))
			r.sent = append(r.sent, history.Event{Account: r.user, Text: text, As: r.user})
			r.mu.Unlock()
			var made struct {
				Message int `json:"messageId"`
			}
			rs.answer(&made, http.MethodPost, rs.sandbox+"/write", map[string]any{"idInstance": r.instance, "from": "10000001", "text": text})
		}
	}
}

// got waits until each receiver has taken all that it was sent.
func (rs *receivers) got(what string, from ...*receiver) {
	rs.t.Helper()
	rs.until(what, from, func(r *receiver) bool {
		sent, taken, _ := r.counts()
		return taken >= sent
	})
}

// until waits until done says so of each receiver.
func (rs *receivers) until(what string, of []*receiver, done func(*receiver) bool) {
	rs.t.Helper()
	ctx, cancel := context.WithTimeout(rs.t.Context(), patience)
	defer cancel()
	for _, r := range of {
		for !done(r) {
			if ctx.Err() != nil {
				sent, taken, tries := r.counts()
				rs.t.Errorf("%s: instance %s has taken %d of %d in %d deliveries after %v", what, r.instance, taken, sent, tries, patience)
				rs.judge("stuck", history.Run{})
				rs.t.FailNow()
			}
			wait(ctx, 20*time.Millisecond)
		}
	}
}

// judge lets the history decide whether every event came, once and in order, and
// prints what the scoreboard reads.
func (rs *receivers) judge(campaign string, run history.Run) {
	rs.t.Helper()
	tries := 0
	for _, r := range rs.all {
		r.mu.Lock()
		run.Events, run.Told = append(run.Events, r.sent...), append(run.Told, r.told...)
		tries += len(r.told)
		for _, w := range slices.Compact(r.wrong) {
			rs.t.Errorf("instance %s was sent what it must not be: %s", r.instance, w)
		}
		r.mu.Unlock()
	}
	lost, misordered := 0, 0
	for k, v := range history.Check(run) {
		switch v.Kind {
		case history.Untold:
			lost++
		default:
			misordered++
		}
		if k < 20 {
			rs.t.Error(v)
		}
	}
	rs.t.Logf("webhook: campaign=%q receivers=%d events=%d deliveries=%d lost=%d misordered=%d",
		campaign, len(rs.all), len(run.Events), tries, lost, misordered)
	if rs.t.Failed() {
		rs.t.Logf("the gateway's log is in %s", rs.keep(campaign))
	}
}

// keep puts the gateway's log where a person finds it.
func (c *campaign) keep(name string) string {
	file := filepath.Join(os.TempDir(), "sluice-"+name+".log")
	_ = os.WriteFile(file, []byte(c.log.String()), 0o600)
	return file
}

// trust makes the gateway trust the certificate of httptest's servers.
func (c *campaign) trust(t testing.TB) {
	t.Helper()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	file := filepath.Join(c.dir, "roots.pem")
	c.must(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600))
	c.environ = append(c.environ, "SSL_CERT_FILE="+file, "SSL_CERT_DIR="+c.dir)
}
