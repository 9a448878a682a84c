package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice/internal/app"
)

// A demo is one that runs, with what it has told.
type demo struct {
	app.DemoInfo
	events chan app.Event
	stop   func() error // ends it and returns how it ended
}

// run starts a demo and returns when its first account is logged in.
func run(t *testing.T, data string) *demo {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	d := &demo{events: make(chan app.Event, 100)}
	ready, ended := make(chan app.DemoInfo, 1), make(chan error, 1)
	go func() {
		ended <- app.Demo(ctx, app.DemoOptions{
			Listen: "127.0.0.1:0", Data: data,
			Ready: func(i app.DemoInfo) error { ready <- i; return nil },
			Tell:  func(e app.Event) { d.events <- e },
		})
	}()
	d.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = d.stop() })
	select {
	case d.DemoInfo = <-ready:
	case err := <-ended:
		t.Fatalf("the demo ended: %v", err)
	case <-time.After(time.Minute):
		t.Fatal("the demo is not ready after a minute")
	}
	return d
}

// call makes a request of the first instance.
func (d *demo) call(t *testing.T, verb, method, rest, body string) string {
	t.Helper()
	i := d.Instances[0]
	url := fmt.Sprintf("%s/waInstance%d/%s/%s%s", d.API, i.ID, method, i.Token, rest)
	req, err := http.NewRequestWithContext(t.Context(), verb, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: time.Minute}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", method, resp.Status, data, err)
	}
	return string(bytes.TrimSpace(data))
}

// next waits for the next event.
func (d *demo) next(t *testing.T) app.Event {
	t.Helper()
	select {
	case e := <-d.events:
		return e
	case <-time.After(time.Minute):
		t.Fatal("nothing happened for a minute")
		return app.Event{}
	}
}

func TestAMessageIsQueuedSentAndAnswered(t *testing.T) {
	d := run(t, "")
	if a, b := d.Instances[0].State, d.Instances[1].State; a != "authorized" || b != "notAuthorized" {
		t.Errorf("states %s and %s", a, b)
	}
	var sent struct {
		ID string `json:"idMessage"`
	}
	if err := json.Unmarshal([]byte(d.call(t, http.MethodPost, "sendMessage", "", `{"chatId":"10000000","message":"hi"}`)), &sent); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{app.EventQueued, app.EventSent, app.EventAnswered} {
		e := d.next(t)
		if e.Kind != want || e.Chat != "10000000" || e.Instance != d.Instances[0].ID {
			t.Fatalf("event %+v, want %s", e, want)
		}
		if want != app.EventAnswered && (e.Message != sent.ID || e.Text != "hi") {
			t.Errorf("event %+v is not of message %s", e, sent.ID)
		}
	}
	if err := d.stop(); err != nil {
		t.Errorf("the end: %v", err)
	}
}
