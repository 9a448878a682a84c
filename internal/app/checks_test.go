package app

import (
	"errors"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluice/internal/config"
	"sluice/internal/console"
	"sluice/internal/store/pebble"
)

func TestHealthIsJudged(t *testing.T) {
	const reserve = pebble.DefaultReserve
	for _, tt := range []struct {
		got    console.Check
		code   string
		ok     bool
		figure int64
	}{
		{checkStore(false, 0), "works", true, 0},
		{checkStore(false, 3*time.Millisecond), "works", true, 3000},
		{checkStore(false, time.Second), "slow", false, 1_000_000},
		{checkStore(true, time.Millisecond), "failed", false, 0},
		{checkDisk(5*reserve, nil), "roomy", true, 5 * reserve},
		{checkDisk(4*reserve, nil), "low", false, 4 * reserve},
		{checkDisk(reserve, nil), "full", false, reserve},
		{checkDisk(0, errors.New("no disk")), "unknown", false, 0},
		{checkFiles(89, 100), "fit", true, 89},
		{checkFiles(95, 100), "nearly_full", false, 95},
		{checkFiles(1<<20, -1), "unlimited", true, 1 << 20},
		{checkTLS(nil, true, time.Now()), "proxied", true, 0},
		{checkTLS(nil, false, time.Now()), "open", false, 0},
		{checkSessions(0), "connected", true, 0},
		{checkSessions(3), "connecting", false, 3},
		{checkAppID(config.Config{}), "missing", false, 0},
		{checkWebhooks(0), "delivered", true, 0},
		{checkWebhooks(2), "failing", false, 2},
	} {
		if tt.got.Code != tt.code || tt.got.OK != tt.ok || tt.got.Figure != tt.figure || tt.got.Text == "" {
			t.Errorf("%+v, want %s, %v, %d", tt.got, tt.code, tt.ok, tt.figure)
		}
		wantTranslated(t, tt.got)
	}
}

// remedy is what a text names that ends the trouble.
var remedy = regexp.MustCompile(`\b(?:media|telegram|tls)\.\w+|publicUrl|https://[\w./]+`)

// wantTranslated wants that the console's words for a check name what its text names.
func wantTranslated(t *testing.T, c console.Check) {
	t.Helper()
	for _, lang := range []string{"en", "ru"} {
		words, err := os.ReadFile("../../web/src/i18n/" + lang + ".ts")
		if err != nil {
			t.Fatal(err)
		}
		_, say, ok := strings.Cut(string(words), "'"+c.Name+"."+c.Code+"': ")
		say, _, _ = strings.Cut(say, "\n")
		if !ok {
			t.Errorf("%s has no words for %s.%s", lang, c.Name, c.Code)
		}
		for _, named := range remedy.FindAllString(c.Text, -1) {
			if !c.OK && !strings.Contains(say, named) {
				t.Errorf("%s does not name %s for %s.%s", lang, named, c.Name, c.Code)
			}
		}
	}
}

func TestACertificateIsToldBeforeItEnds(t *testing.T) {
	files := pemFiles(t)
	issue(t, files, "one.example", 1)
	shown, err := openCertificate(files, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		left time.Duration
		code string
	}{{15 * 24 * time.Hour, "valid"}, {13 * 24 * time.Hour, "ending"}, {0, "over"}} {
		c := checkTLS(shown, false, end.Add(-tt.left))
		if c.Code != tt.code || c.OK != (tt.code == "valid") || !c.Until.Equal(end) {
			t.Errorf("%v before its end: %+v, want %s", tt.left, c, tt.code)
		}
	}
}
