package app

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTheDoctorKnowsTLS looks at a gateway that has all that a network asks for.
func TestTheDoctorKnowsTLS(t *testing.T) {
	files := pemFiles(t)
	issue(t, files, "one.example", 1)
	at, cfg := runTLS(t, files)
	_, port, _ := strings.Cut(strings.TrimPrefix(at.API, "https://"), ":")
	cfg.Listen = "0.0.0.0:" + port
	cfg.Admin, cfg.AdminToken = "0.0.0.0:9090", "0123456789abcdef"
	cfg.Sandbox = "http://127.0.0.1:1" // so that nobody asks Telegram
	found := Doctor(t.Context(), cfg, nil)
	if i := slices.IndexFunc(found, func(f Finding) bool { return f.Check == "listen" }); i < 0 || found[i].Verdict != Fine {
		t.Errorf("the gateway is not found to answer: %+v", found)
	}
	for _, f := range found {
		if f.Check == "settings" && !strings.Contains(f.Text, "not to Telegram") {
			t.Errorf("what is guarded is found to be open: %+v", f)
		}
	}
	cfg.TLS = pemFiles(t)
	issue(t, cfg.TLS, "one.example", 1)
	found = Doctor(t.Context(), cfg, nil)
	if i := slices.IndexFunc(found, func(f Finding) bool { return strings.Contains(f.Text, "another certificate") }); i < 0 || found[i].Verdict != Warning {
		t.Errorf("a stranger on the port is believed: %+v", found)
	}
}

func TestTheDiskIsJudgedByHowLongASyncTakes(t *testing.T) {
	tests := []struct {
		median time.Duration
		want   Verdict
	}{
		{time.Microsecond, Warning}, // memory
		{20 * time.Microsecond, Fine},
		{4 * time.Millisecond, Fine},
		{60 * time.Millisecond, Warning},
	}
	for _, tt := range tests {
		p := judgeDisk(tt.median)
		if p.Verdict != tt.want || p.Text == "" || (p.Todo == "") != (tt.want == Fine) {
			t.Errorf("%v: %+v, want %s", tt.median, p, tt.want)
		}
	}
}
