package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sluice"
	"sluice/internal/app"
	"sluice/internal/config"
)

func settings(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg, err := config.Load(nil, []string{"SLUICE_DATA=" + dir, "SLUICE_LISTEN=127.0.0.1:0"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// serve runs a gateway until the test ends.
func serve(t *testing.T, cfg config.Config) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, cfg, app.Options{Ready: func(app.Addresses) error { close(ready); return nil }})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("the gateway ended: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the gateway's end: %v", err)
		}
	})
}

// The operator sees the same, whether a gateway has the data open or not.
func TestAnOperatorWorksOnTheDataDirectory(t *testing.T) {
	long := strings.Repeat("a-name-that-makes-the-socket's-path-too-long-for-the-kernel/", 2)
	tests := []struct {
		name    string
		dir     string
		running bool
	}{
		{"while nothing runs", "data", false},
		{"through a gateway", "data", true},
		{"through a gateway far down", long, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := settings(t, filepath.Join(t.TempDir(), tt.dir))
			if tt.running {
				serve(t, cfg)
			}
			op, err := app.Prepare(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			operate(t, op)
			if err := op.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

func operate(t *testing.T, op app.Operator) {
	t.Helper()
	ctx, token := t.Context(), strings.Repeat("ab", 25)
	got, err := op.Add(ctx, app.NewInstance{ID: 1101000001, Token: token, Name: "shop", Settings: []byte(`{"delaySendMessagesMilliseconds":3000}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := app.InstanceInfo{ID: 1101000001, Token: token, Name: "shop", State: "notAuthorized", Silent: true, Interval: 3000}
	notWhen := cmpopts.IgnoreFields(app.InstanceInfo{}, "Created")
	if diff := cmp.Diff(want, got, notWhen); diff != "" || got.Created.IsZero() {
		t.Errorf("added (-want +got):\n%s", diff)
	}
	if got, err = op.Show(ctx, 1101000001); err != nil || cmp.Diff(want, got, notWhen) != "" {
		t.Errorf("shown %+v, %v", got, err)
	}
	want.Token = ""
	if all, err := op.List(ctx); err != nil || cmp.Diff([]app.InstanceInfo{want}, all, notWhen) != "" {
		t.Errorf("listed %+v, %v", all, err)
	}
	if all, err := op.Queue(ctx, 1101000001, 10); err != nil || all == nil || len(all) != 0 {
		t.Errorf("queue %v, %v", all, err)
	}
	if err := op.ClearQueue(ctx, 1101000001); err != nil {
		t.Errorf("clear: %v", err)
	}
	if err := op.Remove(ctx, 1101000001); err != nil {
		t.Errorf("remove: %v", err)
	}
	if _, err := op.Show(ctx, 1101000001); err == nil || err.Error() != "there is no instance 1101000001" {
		t.Errorf("a removed instance is shown: %v", err)
	}
}

func TestWhatAnOperatorGivesIsChecked(t *testing.T) {
	op, err := app.Prepare(t.Context(), settings(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = op.Close() })
	for want, n := range map[string]app.NewInstance{
		"an idInstance has 1 to 10 digits":                              {ID: 12345678901},
		"an apiTokenInstance has 16 to 128 letters and digits":          {Token: "short"},
		"'proxy' must be a socks5://, http:// or mtproxy:// URL":        {Link: sluice.Link{Proxy: "nonsense"}},
		"api_id and api_hash belong together":                           {Link: sluice.Link{AppID: 7}},
		"the session is neither base64 nor a JSON object":               {Session: []byte("?")},
		"'delaySendMessagesMilliseconds' must be greater than or equal": {Settings: []byte(`{"delaySendMessagesMilliseconds":3}`)},
	} {
		if _, err := op.Add(t.Context(), n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", n, err, want)
		}
	}
	if all, err := op.List(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("refused and yet there: %v, %v", all, err)
	}
}
