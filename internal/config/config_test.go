package config_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"sluice/internal/config"
)

// load runs Load as a command line would.
func load(t *testing.T, environ []string, args ...string) (config.Config, error) {
	t.Helper()
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	config.Flags(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return config.Load(fs, append([]string{"HOME=/home/u"}, environ...), map[string]float64{"sendMessage": 50, "qr": 3, "reboot": 1})
}

func mustLoad(t *testing.T, environ []string, args ...string) config.Config {
	t.Helper()
	cfg, err := load(t, environ, args...)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func value(t *testing.T, cfg config.Config, key string) config.Value {
	t.Helper()
	i := slices.IndexFunc(cfg.Values(), func(v config.Value) bool { return v.Key == key })
	if i < 0 {
		t.Fatalf("no setting %s in %v", key, cfg.Values())
	}
	return cfg.Values()[i]
}

func TestNothingGivenIsUsable(t *testing.T) {
	got := mustLoad(t, nil)
	want := config.Config{
		Data: "/home/u/.local/state/sluice", Listen: "127.0.0.1:8080",
		Telegram:  config.Telegram{Device: "Sluice"},
		Limits:    config.Limits{Queue: 1_000_000, Failures: 60, RPS: map[string]float64{"sendMessage": 50, "qr": 3, "reboot": 1}},
		Retention: config.Retention{Texts: 30 * 24 * time.Hour, Mapping: 90 * 24 * time.Hour},
		Store:     config.Store{Memory: 256e6},
		Media:     config.Media{Quota: 10e9, Prefetch: 20e6},
		Webhook:   config.Webhook{Timeout: 180 * time.Second, Retry: time.Minute, PerHost: 32},
		Log:       config.Log{Level: "info", Format: "auto"},
	}
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool {
		return p.String() == "values" || p.String() == "unused"
	}, cmp.Ignore()), cmp.AllowUnexported(config.Config{})); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

func TestAFlagWinsOverTheEnvironmentOverTheFileOverTheDefault(t *testing.T) {
	file := write(t, "listen: 1.1.1.1:1\nadmin: 1.1.1.1:2\npublicUrl: http://file\n")
	cfg := mustLoad(t, []string{"SLUICE_LISTEN=2.2.2.2:1", "SLUICE_ADMIN=127.0.0.2:2", "SLUICE_CONFIG=" + file},
		"--listen", "3.3.3.3:1")
	want := []config.Value{
		{Key: "listen", Text: "3.3.3.3:1", Source: "flag --listen"},
		{Key: "admin", Text: "127.0.0.2:2", Source: "environment SLUICE_ADMIN"},
		{Key: "publicUrl", Text: "http://file", Source: "file " + file},
		{Key: "limits.queue", Text: "1000000", Source: "default"},
	}
	for _, w := range want {
		if got := value(t, cfg, w.Key); got != w {
			t.Errorf("got %+v, want %+v", got, w)
		}
	}
	if cfg.Listen != "3.3.3.3:1" || cfg.Admin != "127.0.0.2:2" || cfg.PublicURL != "http://file" {
		t.Errorf("config %+v", cfg)
	}
}

func TestAFlagWinsOverAnotherFileToo(t *testing.T) {
	a, b := write(t, "listen: 1.1.1.1:1"), write(t, "listen: 127.0.0.2:2")
	if cfg := mustLoad(t, []string{"SLUICE_CONFIG=" + a}, "--config", b); cfg.Listen != "127.0.0.2:2" {
		t.Errorf("listen %s", cfg.Listen)
	}
}

func TestTheDataDirectoryFollowsTheMachine(t *testing.T) {
	tests := []struct {
		name    string
		environ []string
		want    string
	}{
		{"home", nil, "/home/u/.local/state/sluice"},
		{"desktop", []string{"XDG_STATE_HOME=/x"}, "/x/sluice"},
		{"service", []string{"XDG_STATE_HOME=/x", "STATE_DIRECTORY=/var/lib/sluice"}, "/var/lib/sluice"},
		{"told", []string{"STATE_DIRECTORY=/var/lib/sluice", "SLUICE_DATA=/d"}, "/d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := mustLoad(t, tt.environ).Data; got != tt.want {
				t.Errorf("data %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTheUsualFileIsReadWhereItExists(t *testing.T) {
	dir := filepath.Dir(write(t, "listen: 9.9.9.9:9"))
	if got := mustLoad(t, []string{"CONFIGURATION_DIRECTORY=" + dir}).Listen; got != "9.9.9.9:9" {
		t.Errorf("listen %s", got)
	}
	if _, err := load(t, []string{"SLUICE_CONFIG=/nowhere.yaml"}); err == nil {
		t.Error("a file that was named and is missing went unnoticed")
	}
}

func TestASecretComesFromTheEnvironmentOrAFileAndIsNeverShown(t *testing.T) {
	hex := strings.Repeat("ab", 32)
	file := write(t, hex+"\n")
	cfg := mustLoad(t, []string{"SLUICE_PARTNER_TOKEN=0123456789abcdef", "SLUICE_SECRET_FILE=" + file})
	if cfg.PartnerToken != "0123456789abcdef" || len(cfg.Secret) != 32 || cfg.Secret[0] != 0xab {
		t.Errorf("token %q, secret %x", cfg.PartnerToken, cfg.Secret)
	}
	if got := value(t, cfg, "secret"); got != (config.Value{Key: "secret", Text: "***", Source: "environment SLUICE_SECRET_FILE"}) {
		t.Errorf("shown as %+v", got)
	}
	for _, v := range cfg.Values() {
		if strings.Contains(v.Text, "0123456789abcdef") || strings.Contains(v.Text, hex) {
			t.Errorf("%s shows a secret", v.Key)
		}
	}
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	config.Flags(fs)
	for _, name := range []string{"secret", "partner-token", "telegram-api-hash"} {
		if fs.Lookup(name) != nil {
			t.Errorf("--%s exists", name)
		}
	}
}

func TestLimitsAreGivenByMethod(t *testing.T) {
	file := write(t, "limits:\n  queue: 5\n  rps:\n    sendMessage: 10\n    qr: 0.5\n")
	cfg := mustLoad(t, []string{"SLUICE_LIMITS_RPS_SEND_MESSAGE=0", "SLUICE_CONFIG=" + file})
	if diff := cmp.Diff(config.Limits{Queue: 5, Failures: 60, RPS: map[string]float64{"sendMessage": 0, "qr": 0.5, "reboot": 1}}, cfg.Limits); diff != "" {
		t.Error(diff)
	}
	if got := value(t, cfg, "limits.rps.sendMessage").Source; got != "environment SLUICE_LIMITS_RPS_SEND_MESSAGE" {
		t.Errorf("source %s", got)
	}
}

func TestAFaultNamesTheSettingAndWhatToChange(t *testing.T) {
	tests := []struct {
		name    string
		environ []string
		file    string
		want    string
	}{
		{"no port", []string{"SLUICE_LISTEN=localhost"}, "", `listen: "localhost": must be HOST:PORT, as in 127.0.0.1:8080 or :8080 (from environment SLUICE_LISTEN)`},
		{"port", []string{"SLUICE_LISTEN=:99999"}, "", "the port must be a number from 0 to 65535"},
		{"url", []string{"SLUICE_PUBLIC_URL=example.com"}, "", "publicUrl: \"example.com\": must be an http:// or https:// URL"},
		{"url with a query", []string{"SLUICE_MEDIA_URL=http://x/?a=1"}, "", "without user, query and fragment"},
		{"half of an application", []string{"SLUICE_TELEGRAM_API_ID=7"}, "", "telegram.apiId, telegram.apiHash: set both or neither"},
		{"hash", []string{"SLUICE_TELEGRAM_API_ID=7", "SLUICE_TELEGRAM_API_HASH=xyz"}, "", "telegram.apiHash: must be 32 hex digits"},
		{"short token", []string{"SLUICE_PARTNER_TOKEN=short"}, "", "partnerToken: must have at least 16 characters"},
		{"token with a slash", []string{"SLUICE_PARTNER_TOKEN=0123456789abcdef/"}, "", "because it is part of a path"},
		{"secret", []string{"SLUICE_SECRET=1234"}, "", "secret: must be 64 hex digits"},
		{"secret twice", []string{"SLUICE_SECRET=" + strings.Repeat("ab", 32), "SLUICE_SECRET_FILE=/x"}, "", "SLUICE_SECRET and SLUICE_SECRET_FILE are both set"},
		{"secret file", []string{"SLUICE_SECRET_FILE=/nowhere"}, "", "secret: open /nowhere: no such file"},
		{"choice", []string{"SLUICE_QUEUE_ON_OTHER_ACCOUNT=keep"}, "", "must be send or hold"},
		{"level", nil, "log: {level: loud}", "must be one of debug, info, warn, error"},
		{"rate of no method", nil, "limits: {rps: {sendMesage: 6}}", "limits.rps.sendMesage: there is no such setting"},
		{"rate of a method in other letters", nil, "limits: {rps: {sendmessage: 6}}", "did you mean limits.rps.sendMessage?"},
		{"rate of no method in the environment", []string{"SLUICE_LIMITS_RPS_SEND_MESAGE=5"}, "", "SLUICE_LIMITS_RPS_SEND_MESAGE: there is no such method"},
		{"rate", nil, "limits: {rps: {qr: fast}}", "limits.rps.qr: \"fast\": must be a number of requests a second"},
		{"number", nil, "limits: {queue: 0}", "must be a whole number of at least 1"},
		{"days", nil, "retention: {texts: 3h}", "must be from 1d to 3650d, as in 30d or 720h"},
		{"a time", nil, "webhook: {timeout: 2h}", "must be from 1s to 1h0m0s, as in 90s"},
		{"mapping shorter", nil, "retention: {texts: 100d}", "retention.mapping: must not be shorter"},
		{"spelling", nil, "public_url: http://x", "public_url: there is no such setting; did you mean publicUrl?"},
		{"unknown", nil, "listne: :80", "listne: there is no such setting; `sluice config show` lists them all"},
		{"no YAML", nil, "listen: [", "read "},
		{"nothing", []string{"HOME=", "XDG_STATE_HOME="}, "", `data: "": name a directory`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			environ := tt.environ
			if tt.file != "" {
				environ = append(environ, "SLUICE_CONFIG="+write(t, tt.file))
			}
			_, err := load(t, environ)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want one with %q", err, tt.want)
			}
			if !errors.Is(err, config.ErrInvalid) {
				t.Errorf("%v is not ErrInvalid", err)
			}
		})
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	_, err := load(t, []string{"SLUICE_LISTEN=x", "SLUICE_ADMIN=y", "SLUICE_SECRET=z"})
	for _, want := range []string{"listen:", "admin:", "secret:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %s", err, want)
		}
	}
}

func TestASecretThatIsWrongIsNotRepeated(t *testing.T) {
	_, err := load(t, []string{"SLUICE_PARTNER_TOKEN=hunter2"})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %v", err)
	}
}

func TestAVariableOfAPlatformIsNoFault(t *testing.T) {
	cfg := mustLoad(t, []string{"SLUICE_PORT=tcp://10.0.0.1:80", "SLUICE_LISTNE=:1", "SLUICE_CONFIG="})
	if diff := cmp.Diff([]string{"SLUICE_LISTNE", "SLUICE_PORT"}, cfg.Unused()); diff != "" {
		t.Error(diff)
	}
}

func TestSizesRangesAndSigningSecrets(t *testing.T) {
	coded := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	cfg := mustLoad(t, []string{
		"SLUICE_MEDIA_QUOTA=500MB", "SLUICE_MEDIA_PREFETCH=0",
		"SLUICE_OUTBOUND_ALLOW=10.1.2.3/8, 192.168.1.5,fd00::/8",
		"SLUICE_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, whsec_" + coded(64),
	})
	if cfg.Media.Quota != 500e6 || cfg.Media.Prefetch != 0 {
		t.Errorf("media %+v", cfg.Media)
	}
	if got := fmt.Sprint(cfg.Outbound.Allow); got != "[10.0.0.0/8 192.168.1.5/32 fd00::/8]" {
		t.Errorf("allowed %s", got)
	}
	if v := value(t, cfg, "webhook.secret"); v.Text != "***" || len(cfg.Webhook.Secrets) != 2 {
		t.Errorf("secret shown as %q", v.Text)
	}
	for _, bad := range []string{
		"SLUICE_STORE_MEMORY=15MB", "SLUICE_MEDIA_QUOTA=0", "SLUICE_MEDIA_QUOTA=10 parsecs", "SLUICE_MEDIA_QUOTA=9999999999TB",
		"SLUICE_OUTBOUND_ALLOW=localhost", "SLUICE_OUTBOUND_ALLOW=10.0.0.0/33",
		"SLUICE_WEBHOOK_SECRET=whsec_" + coded(23), "SLUICE_WEBHOOK_SECRET=whsec_" + coded(65), "SLUICE_WEBHOOK_SECRET=whsec_",
		"SLUICE_WEBHOOK_SECRET=" + coded(32), "SLUICE_WEBHOOK_SECRET=WHSEC_" + coded(32), "SLUICE_WEBHOOK_SECRET=whsec_###",
		"SLUICE_WEBHOOK_SECRET=whsec_" + coded(24) + ",whsec_" + coded(23),
	} {
		_, err := load(t, []string{bad})
		if !errors.Is(err, config.ErrInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
		if _, secret, ok := strings.Cut(bad, "SECRET="); ok && len(secret) > 10 && strings.Contains(fmt.Sprint(err), secret[6:]) {
			t.Errorf("the error repeats the secret: %v", err)
		}
	}
}
