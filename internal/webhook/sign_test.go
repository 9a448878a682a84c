package webhook_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sluice/internal/webhook"
)

const (
	first  = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	second = "whsec_c2Vjb25kLXNlY3JldC1vZi0yNC1ieXRlcyE="
	third  = "whsec_dGhpcmQtc2VjcmV0LW9mLTI0LWJ5dGVzISE="
)

func secrets(t *testing.T, texts ...string) []webhook.Secret {
	t.Helper()
	var list []webhook.Secret
	for _, text := range texts {
		s, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

func TestASignedDeliveryVerifies(t *testing.T) {
	each(t, webhook.Options{Secrets: secrets(t, first, second)}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, `{"a":1}`)
		w.pass(60 * s)
		w.net.handle(host, nil)
		w.pass(60 * s)
		posts := w.net.got(host)
		if len(posts) != 3 {
			t.Fatalf("%d posts", len(posts))
		}
		last := posts[2]
		for _, secret := range []string{first, second} {
			if err := verifier(t, secret).Verify([]byte(last.body), last.header); err != nil {
				t.Errorf("%s: %v", secret, err)
			}
		}
		if err := verifier(t, third).Verify([]byte(last.body), last.header); err == nil {
			t.Error("another secret verifies it")
		}
		if err := verifier(t, first).Verify([]byte(last.body+" "), last.header); err == nil {
			t.Error("a changed body verifies")
		}
		at := w.net.began.Add(120 * s).Unix()
		if got := last.header.Get("webhook-timestamp"); got != fmt.Sprint(at) {
			t.Errorf("timestamp %s, want that of the try, %d", got, at)
		}
		for _, p := range posts {
			if id := p.header.Get("webhook-id"); id != "msg_1_1" {
				t.Errorf("id %q", id)
			}
		}
		time.Sleep(301 * s)
		if err := verifier(t, first).Verify([]byte(last.body), last.header); err == nil {
			t.Error("a replay after five minutes verifies")
		}
	})
}

func verifier(t *testing.T, secret string) *standardwebhooks.Webhook {
	t.Helper()
	v, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASecretMasksItself(t *testing.T) {
	s := secrets(t, first)[0]
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), s.LogValue().String()} {
		if shown != "***" {
			t.Errorf("it shows itself as %q", shown)
		}
	}
}
