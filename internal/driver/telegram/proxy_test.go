package telegram_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

func TestAProxyThatCannotWorkIsRefusedWithAReason(t *testing.T) {
	d, err := telegram.New(telegram.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{
		"ftp://127.0.0.1:1":                 "'proxy' must be a socks5://, http:// or mtproxy:// URL",
		"mtproxy://127.0.0.1:1":             "'proxy' cannot be used: its secret is none of MTProxy's",
		"mtproxy://127.0.0.1:1?secret=!!":   "'proxy' cannot be used: its secret is neither hex nor base64",
		"mtproxy://127.0.0.1:1?secret=abcd": "'proxy' cannot be used: its secret is none of MTProxy's",
		"127.0.0.1":                         "'proxy' must be a socks5://, http:// or mtproxy:// URL",
	}
	for proxy, want := range rows {
		_, err := d.Open(driver.Config{Link: sluice.Link{Proxy: proxy}}, drivertest.NewValues(), &events{})
		if sluice.CodeOf(err) != sluice.Invalid || sluice.TextOf(err) != want {
			t.Errorf("%s: %v", proxy, err)
		}
	}
	for _, proxy := range []string{
		"socks5://u:p@127.0.0.1:1", "http://127.0.0.1:1", "mtproxy://127.0.0.1?secret=0123456789abcdef0123456789abcdef",
		"mtproxy://127.0.0.1?secret=dd0123456789abcdef0123456789abcdef",
	} {
		if _, err := d.Open(driver.Config{Link: sluice.Link{Proxy: proxy}}, drivertest.NewValues(), &events{}); err != nil {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}

// What is wrong with a proxy is told without its password, whatever quotes it.
func TestAProxysPasswordIsNotTold(t *testing.T) {
	d, err := telegram.New(telegram.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const canary = "cafe0123canary"
	for _, proxy := range []string{
		"socks5://user:" + canary + "@host:port", "socks5://user:%zz" + canary + "@127.0.0.1:1", "socks5://user:" + canary + "/@127.0.0.1:1",
		"http://user:" + canary + " @127.0.0.1:1", "user:" + canary + "@127.0.0.1:1", "://user:" + canary + "@127.0.0.1:1",
		"ftp://user:" + canary + "@127.0.0.1:1", "socks5://user:" + canary + "@", "mtproxy://127.0.0.1?secret=" + canary,
		"mtproxy://127.0.0.1?secret=%zz" + canary, "mtproxy://127.0.0.1?secret=dd" + canary, "mtproxy://127.0.0.1:" + canary + "?secret=00",
	} {
		_, err := d.Open(driver.Config{Link: sluice.Link{Proxy: proxy}}, drivertest.NewValues(), &events{})
		if err == nil {
			t.Errorf("%s is taken", proxy)
			continue
		}
		for told, unwrapped := err.Error(), err; unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
			if told += fmt.Sprintf("%v %+v %#v", unwrapped, unwrapped, unwrapped); strings.Contains(told, canary) {
				t.Errorf("%s is told in %s", canary, told)
			}
		}
	}
}

func TestASandboxIsGivenWithItsKey(t *testing.T) {
	for _, e := range []telegram.Endpoint{{Address: "nowhere"}, {Address: "127.0.0.1:x"}, {Address: "127.0.0.1:1", PublicKey: "no PEM"}} {
		if _, err := telegram.New(telegram.Options{Endpoint: &e}); err == nil {
			t.Errorf("%+v was taken", e)
		}
	}
}
