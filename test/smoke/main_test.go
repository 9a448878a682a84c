package main

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

const (
	phone    = "9996621234"
	password = "open sesame"
)

// fake serves a sandbox with an account that has a two-step password.
func fake(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var doors [2]net.Listener
	for k := range doors {
		if doors[k], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- box.Serve(ctx, doors[0], doors[1]) }()
	<-box.Serving()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("sandbox: %v", err)
		}
	})
	secret := password
	if _, err := box.AddAccount(t.Context(), sandbox.Order{Phone: phone, Password: &secret}); err != nil {
		t.Fatal(err)
	}
	return box
}

// smoked runs the steps against the sandbox.
func smoked(t *testing.T, box *sandbox.Sandbox, change func(*plan)) *report {
	t.Helper()
	at := box.Connect()
	d, err := telegram.New(telegram.Options{
		Endpoint: &telegram.Endpoint{Address: at.Address, PublicKey: at.PublicKey, DC: at.DC}, Files: leaflet{},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := plan{
		network: "the sandbox", phone: phone, password: password, chat: "10000001", waits: []time.Duration{0, 0}, burst: 5,
		asked: func() string { code, _ := box.Code(phone); return code },
		flood: func() error {
			_, err := box.Fault(sandbox.Fault{Do: sandbox.DoError, Method: "send", Error: "FLOOD_WAIT_30"})
			return err
		},
		read: func() error { return box.Read(sandbox.Touch{Account: phone, Chat: "10000001"}) },
	}
	if change != nil {
		change(&p)
	}
	return begin(t.Context(), d, p, t.Output())
}

func TestEveryStepPassesAgainstTheSandbox(t *testing.T) {
	r := smoked(t, fake(t), nil)
	if len(r.all) != 9 {
		t.Errorf("%d steps", len(r.all))
	}
	for _, f := range r.all {
		if f.verdict != passed {
			t.Errorf("%s: %s, %s", f.step, f.verdict, f.text)
		}
	}
	page := r.text()
	for _, want := range []string{"the two-step password was asked for", "duplicate true", "visible 1 times", "asks for 30s", "| edit the text | ok |"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q:\n%s", want, page)
		}
	}
	for _, secret := range []string{password, phone} {
		if strings.Contains(page, secret) {
			t.Errorf("the report holds %q", secret)
		}
	}
}

func TestAStepThatFailsIsSaid(t *testing.T) {
	r := smoked(t, fake(t), func(p *plan) { p.asked = func() string { return "00000" } })
	if !r.failed() || r.all[0].verdict != failed || !strings.Contains(r.all[0].text, "verify_code_wrong") {
		t.Errorf("a wrong code: %+v", r.all[0])
	}
	for _, f := range r.all[1:] {
		if f.verdict != notDone {
			t.Errorf("%s: %s after a failed login", f.step, f.verdict)
		}
	}
}

func TestWithoutCredentialsNothingIsRun(t *testing.T) {
	var out strings.Builder
	dir := t.TempDir()
	none := func(string) string { return "" }
	if err := run(t.Context(), []string{"-report", dir}, none, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "not run") || !strings.Contains(out.String(), "SMOKE_API_ID") {
		t.Errorf("it says %q", out.String())
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("a report of nothing: %v, %v", left, err)
	}
}

func TestTheCodeOfATestAccountIsItsDataCentre(t *testing.T) {
	for p, want := range map[string]string{"9996621234": "22222", "+9996610001": "11111", "79001112233": "", "99966": ""} {
		if got := codeOf(sluice.Phone(p)); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
}
