package app_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice"
	"sluice/internal/app"
	"sluice/internal/config"
)

// The canaries: secrets that are found nowhere else.
const (
	canaryToken    = "c4a7c4a7c4a7d00dd00dd00dfeedfeedfeedc4a7c4a7c4a7aa"
	canaryPartner  = "pa47pa47pa47pa47"
	canarySeal     = "5ea15ea15ea15ea15ea15ea15ea15ea1c0dec0dec0dec0dec0dec0dec0dec0de"
	canaryHook     = "hook-token-canary/ä?&"
	canaryLinkKey  = "link-key-canary"
	canaryProxy    = "proxy-password-canary"
	canaryPassword = "two step password canary"
	canaryText     = "the text of a canary, ключ & <b>"
	canaryPhone    = "79998887766"
)

// canaries are secrets by name, and their bytes.
func canaries() map[string]string {
	seal, _ := hex.DecodeString(canarySeal)
	return map[string]string{
		"token": canaryToken, "partner token": canaryPartner, "sealing secret": string(seal), "webhookUrlToken": canaryHook,
		"signing secret": strings.Repeat("S1gn", 8), "key of a link": canaryLinkKey, "proxy password": canaryProxy,
		"two-step password": canaryPassword, "text": canaryText, "phone": canaryPhone,
	}
}

// forms are the ways in which a secret may be written.
func forms(secret string) []string {
	percent := ""
	for _, b := range []byte(secret) {
		percent += fmt.Sprintf("%%%02X", b)
	}
	quoted, _ := json.Marshal(secret)
	return []string{
		secret, strings.ToUpper(secret), url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(secret)),
		percent, strings.ToLower(percent), strings.ReplaceAll(percent, "%", "%25"), strings.Trim(string(quoted), `"`),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

// hits names the secrets that are in data, in any of their forms.
func hits(data []byte, secrets map[string]string) []string {
	var found []string
	for name, secret := range secrets {
		for _, form := range forms(secret) {
			if bytes.Contains(data, []byte(form)) {
				found = append(found, name+" as "+form)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestTheCanaryCheckFindsWhatItLooksFor(t *testing.T) {
	for name, secret := range canaries() {
		for _, form := range forms(secret) {
			if len(hits([]byte(`{"msg":"x","path":"/`+form+`"}`), map[string]string{name: secret})) == 0 {
				t.Errorf("%s as %q is overlooked", name, form)
			}
		}
	}
}

// A locked buffer is a log that several goroutines write.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

// A cage is a gateway full of canaries, and all that came out of it.
type cage struct {
	*testing.T
	app.Addresses
	client *http.Client
	cfg    config.Config
	log    locked
	all    map[string]string // the secrets; tests add those that the gateway makes
	id     int64
	second app.InstanceInfo // not logged in, behind a proxy that is not there
	hook   *httptest.Server
	told   chan string // bodies that the receiver took

	refuse  atomic.Bool
	refused chan struct{} // of capacity 1

	outputs map[string][]byte // answers by what was asked
}

// newCage runs sandbox and gateway with two instances.
func newCage(t *testing.T, dir string) *cage {
	t.Helper()
	c := &cage{T: t, client: &http.Client{Timeout: time.Minute}, all: canaries(), told: make(chan string, 100), refused: make(chan struct{}, 1), outputs: map[string][]byte{}}
	c.hook = httptest.NewServer(http.HandlerFunc(c.receive))
	t.Cleanup(c.hook.Close)
	t.Cleanup(c.client.CloseIdleConnections)
	box := make(chan app.SandboxInfo, 1)
	c.background(func(ctx context.Context) error {
		return app.Sandbox(ctx, app.SandboxOptions{Ready: func(i app.SandboxInfo) error { box <- i; return nil }})
	})
	sandbox := (<-box).URL
	cfg, err := config.Load(nil, []string{
		"SLUICE_DATA=" + dir, "SLUICE_LISTEN=127.0.0.1:0", "SLUICE_ADMIN=127.0.0.1:0", "SLUICE_SANDBOX=" + sandbox,
		"SLUICE_PARTNER_TOKEN=" + canaryPartner, "SLUICE_SECRET=" + canarySeal, "SLUICE_OUTBOUND_ALLOW=127.0.0.0/8",
		"SLUICE_WEBHOOK_SECRET=whsec_" + base64.StdEncoding.EncodeToString([]byte(c.all["signing secret"])),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.cfg = cfg
	ready := make(chan app.Addresses, 1)
	log := slog.New(slog.NewJSONHandler(&c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c.background(func(ctx context.Context) error {
		return app.Run(ctx, cfg, app.Options{Log: log, Ready: func(a app.Addresses) error { ready <- a; return nil }})
	})
	c.Addresses = <-ready
	_, c.all["link to the console"], _ = strings.Cut(c.Console, "?t=")
	c.instances(cfg, sandbox)
	return c
}

// background runs something until the test ends.
func (c *cage) background(run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	c.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			c.Error(err)
		}
	})
}

// instances adds one that is logged in, and one that cannot reach anything.
func (c *cage) instances(cfg config.Config, sandbox string) {
	c.Helper()
	const id = 1101000001
	r, err := c.client.Post(sandbox+"/accounts", "", strings.NewReader(fmt.Sprintf(`{"planted":true,"idInstance":%d}`, id)))
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	var planted struct{ Session []byte }
	var session struct{ Data struct{ AuthKey []byte } }
	if err := json.NewDecoder(r.Body).Decode(&planted); err != nil {
		c.Fatal(err)
	}
	if err := json.Unmarshal(planted.Session, &session); err != nil || len(session.Data.AuthKey) != 256 {
		c.Fatalf("no key in %s: %v", planted.Session, err)
	}
	c.all["session key"] = string(session.Data.AuthKey)
	c.all["half a session key"] = string(session.Data.AuthKey[:128])
	op, err := app.Open(c.Context(), cfg)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = op.Close() }()
	settings := fmt.Sprintf(`{"webhookUrl":%q,"webhookUrlToken":%q,"outgoingWebhook":"yes","incomingWebhook":"yes","stateWebhook":"yes","outgoingAPIMessageWebhook":"yes"}`,
		c.hook.URL+"/?key="+canaryLinkKey, "Bearer "+canaryHook)
	one, err := op.Add(c.Context(), app.NewInstance{ID: id, Token: canaryToken, Interval: 500, Settings: []byte(settings), Session: []byte(base64.StdEncoding.EncodeToString(planted.Session))})
	if err != nil {
		c.Fatal(err)
	}
	c.id = one.ID
	c.second, err = op.Add(c.Context(), app.NewInstance{ID: id + 1, Link: sluice.Link{Proxy: "socks5://user:" + canaryProxy + "@127.0.0.1:1"}})
	if err != nil {
		c.Fatal(err)
	}
	c.all["token that was made"] = c.second.Token
}

// receive is the client's webhook. When it refuses it says all that it knows.
func (c *cage) receive(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/file.txt" {
		http.Error(w, "gone", http.StatusGone)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if c.refuse.Load() {
		w.Header().Set("X-Canary", canaryToken)
		http.Error(w, canaryText+canaryPhone+r.Header.Get("Authorization"), http.StatusInternalServerError)
		select {
		case c.refused <- struct{}{}:
		default:
		}
		return
	}
	c.told <- string(body)
}

// ask makes a request and keeps all of its answer.
func (c *cage) ask(verb, address, body string, headers ...string) (int, string) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), verb, address, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.client.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var all bytes.Buffer
	if err := answer.Header.Write(&all); err != nil {
		c.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.Fatal(err)
	}
	all.Write(text)
	c.outputs[fmt.Sprintf("%d %s %s %s", answer.StatusCode, verb, address, body)] = all.Bytes()
	return answer.StatusCode, string(text)
}

// method asks for a method of the first instance.
func (c *cage) method(verb, method, rest, body string, headers ...string) (int, string) {
	c.Helper()
	return c.ask(verb, fmt.Sprintf("%s/waInstance%d/%s/%s%s", c.API, c.id, method, canaryToken, rest), body, headers...)
}
