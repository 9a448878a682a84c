package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluice/internal/chaos"
	"sluice/internal/history"
)

// TestAFullDisk fills the gateway's disk to the last byte while messages wait:
// new ones are refused without an id, the others leave, and room heals all of it.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	c := newCampaign(t)
	disk := filepath.Join(c.dir, "data")
	c.must(os.Mkdir(disk, 0o700))
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=400m"); err != nil {
		t.Skipf("a small file system cannot be mounted here (it takes root): %v; the full disk is NOT RUN", err)
	}
	t.Cleanup(func() { c.must(syscall.Unmount(disk, syscall.MNT_DETACH)) })
	a := c.add(0)
	c.clients = []*account{a}
	gateway := c.serve()
	defer func() { c.must(gateway.Kill()) }()
	for range 40 { // twenty seconds of work
		c.request(a)
	}

	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	refused, until := 0, time.Now().Add(15*time.Second)
	for refused == 0 && time.Now().Before(until) {
		if code := c.request(a); code != 0 && code != http.StatusTooManyRequests {
			refused++
		}
		wait(t.Context(), 200*time.Millisecond)
	}
	if refused == 0 {
		t.Error("everything is accepted on a full disk")
	}
	before := len(c.arrivals("/messages"))
	wait(t.Context(), 3*time.Second)
	if after := len(c.arrivals("/messages")); after <= before {
		t.Errorf("%d messages were sent before the disk was full, %d three seconds later", before, after)
	}

	c.must(os.Remove(filler))
	freed := time.Now()
	for c.request(a) != 0 {
		if time.Since(freed) > time.Minute {
			t.Fatal("nothing is accepted although there is room again")
		}
		wait(t.Context(), 100*time.Millisecond)
	}
	t.Logf("full: %d requests, %d refused, healed in %v", len(c.requests), refused, time.Since(freed).Round(10*time.Millisecond))
	c.judge()
}

// judge waits until every queue is empty, and lets the histories decide.
func (c *campaign) judge() {
	c.t.Helper()
	c.drain()
	run := history.Run{Interval: interval, Requests: c.requests, Visible: c.arrivals("/messages"), Calls: c.arrivals("/calls")}
	for _, v := range history.Check(run) {
		c.t.Error(v)
	}
}

// request asks to send one message, and returns 0 when it is accepted.
func (c *campaign) request(a *account) int {
	c.t.Helper()
	seq := len(c.requests) + c.refused
	text := fmt.Sprintf("%s-%d", a.instance, seq)
	out, err := chaos.Call(c.t.Context(), http.MethodPost, c.method(a, "sendMessage"), map[string]string{"chatId": "10000001", "message": text})
	refusal := (*chaos.RefusalError)(nil)
	if errors.As(err, &refusal) {
		c.refused++
		if strings.Contains(refusal.Body, "idMessage") {
			c.t.Errorf("refused with an id: %d %s", refusal.Code, refusal.Body)
		}
		return refusal.Code
	}
	c.must(err)
	var answer struct {
		ID string `json:"idMessage"`
	}
	c.must(json.Unmarshal(out, &answer))
	c.requests = append(c.requests, history.Request{Account: a.user, Text: text, Seq: seq, OK: true})
	return 0
}

// fill writes a file until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(f, zeros{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk does not get full: %v", err)
	}
	_ = f.Close()
}

// zeros is an endless reader.
type zeros struct{}

// Read fills p with zeros.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestTwoGatewaysOnOneDirectory wants the second one refused, and the first
// unharmed.
func TestTwoGatewaysOnOneDirectory(t *testing.T) {
	t.Parallel()
	c := newCampaign(t)
	c.clients = []*account{c.add(0)}
	first := c.serve()
	defer func() { c.must(first.Kill()) }()
	log := &chaos.Lines{}
	second, err := chaos.Start(t.Context(), c.binary, log, "serve", "--data", c.data(), "--listen", c.address(), "--sandbox", c.sandbox)
	c.must(err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	select {
	case <-second.Done():
	case <-ctx.Done():
		_ = second.Kill()
		t.Fatal("a second gateway runs on the same directory")
	}
	if !second.Failed() || !strings.Contains(log.String(), "in use") {
		t.Errorf("it failed: %v, and said:\n%s", second.Failed(), log)
	}
	if c.request(c.clients[0]) != 0 {
		t.Error("the first one takes no messages any more")
	}
	c.drain()
}
