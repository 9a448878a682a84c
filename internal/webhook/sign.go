package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sluice"
)

// The bounds of a secret, by Standard Webhooks 1.0.
const (
	secretPrefix   = "whsec_"
	leastSecret    = 24 // bytes
	mostSecret     = 64
	signatureWords = "a webhook secret is whsec_ and 24 to 64 bytes in base64"
)

// A Secret signs deliveries, so that a receiver can tell them from forgeries. It
// is the operator's, one for all receivers, and masks itself in logs.
type Secret struct {
	hook *standardwebhooks.Webhook
}

// ParseSecret reads a secret as Standard Webhooks writes it: whsec_ and 24 to 64
// bytes in base64. Its error does not repeat it.
func ParseSecret(s string) (Secret, error) {
	coded, ok := strings.CutPrefix(s, secretPrefix)
	key, err := base64.StdEncoding.DecodeString(coded)
	if !ok || err != nil || len(key) < leastSecret || len(key) > mostSecret {
		return Secret{}, errors.New(signatureWords)
	}
	hook, err := standardwebhooks.NewWebhookRaw(key)
	if err != nil {
		return Secret{}, fmt.Errorf("take a webhook secret: %w", err)
	}
	return Secret{hook: hook}, nil
}

// LogValue keeps the secret out of logs.
func (Secret) LogValue() slog.Value { return slog.StringValue("***") }

// String keeps the secret out of everything else that prints.
func (Secret) String() string { return "***" }

// sign adds the headers of Standard Webhooks. The id names the notification: each
// try to deliver it has the same.
func (p *Pusher) sign(h http.Header, id sluice.InstanceID, receipt int64, at time.Time, body []byte) error {
	if len(p.opts.Secrets) == 0 {
		return nil
	}
	name := fmt.Sprintf("msg_%d_%d", id, receipt)
	signatures := make([]string, 0, len(p.opts.Secrets))
	for _, s := range p.opts.Secrets {
		signature, err := s.hook.Sign(name, at, body)
		if err != nil {
			return fmt.Errorf("sign a delivery: %w", err)
		}
		signatures = append(signatures, signature)
	}
	h.Set(standardwebhooks.HeaderWebhookID, name)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}
