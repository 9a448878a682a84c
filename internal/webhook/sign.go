package webhook

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sluice"
)

// A Secret signs deliveries, so that a receiver can tell them from forgeries: the
// bytes behind the whsec_ of Standard Webhooks. It is the operator's, one for all
// receivers, and masks itself in logs.
type Secret []byte

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
		hook, err := standardwebhooks.NewWebhookRaw(s)
		if err != nil {
			return fmt.Errorf("take a webhook secret: %w", err)
		}
		signature, err := hook.Sign(name, at, body)
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
