package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sluice"
)

// mostAnswer is how much of a receiver's answer is read, in bytes. Nothing in it
// matters: it is read so that the connection can be used again.
const mostAnswer = 64 << 10

// An outcome is how a delivery ended, as the metrics and the log name it.
type outcome string

const (
	delivered outcome = "delivered"
	redirect  outcome = "redirect"  // 3xx: not followed
	rejected  outcome = "rejected"  // any other status
	late      outcome = "timeout"   // nothing within the time that it had
	private   outcome = "forbidden" // the address may not be dialled
	insecure  outcome = "tls"       // the certificate, or the handshake
	unnamed   outcome = "dns"       // the name has no address
	broken    outcome = "network"   // no connection, or it broke
	garbled   outcome = "protocol"  // the answer is not HTTP
	invalid   outcome = "url"       // the URL cannot be posted to
	changed   outcome = "changed"   // the client set another target meanwhile
	stopped   outcome = "stopped"   // the gateway stops
)

// A result is what one exchange came to.
type result struct {
	outcome outcome
	status  int    // 0: there was no answer
	text    string // for the client; "": delivered
}

// errLate ends an exchange that has had its time.
var errLate = errors.New("the time is over")

// exchange posts a notification, once, and reads the answer.
func (p *Pusher) exchange(work context.Context, id sluice.InstanceID, j job, s *slot) result {
	ctx, cancel := context.WithCancelCause(work)
	defer cancel(nil)
	ctx, stop := context.WithTimeoutCause(ctx, p.opts.Timeout, errLate)
	defer stop()
	defer p.attend(ctx, cancel, id, j.target, s)()
	r, err := p.request(ctx, id, j)
	if err != nil {
		return result{outcome: invalid, text: sluice.TextOf(err)}
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return p.failure(ctx, err)
	}
	defer answer.Body.Close()                                           //nolint:errcheck // nothing in it matters
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, mostAnswer)) // the status has been seen: it stands
	return judge(answer.StatusCode)
}

// request returns the POST of a notification.
func (p *Pusher) request(ctx context.Context, id sluice.InstanceID, j job) (*http.Request, error) {
	u, err := url.Parse(j.target.url)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "webhookUrl is not an http or https URL"}
	case u.User != nil:
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "webhookUrl holds a user name: use webhookUrlToken"}
	}
	body := p.render(id, j.note)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "webhookUrl cannot be posted to", Err: err}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "sluice")
	if a := authorization(j.target.token); a != "" {
		r.Header.Set("Authorization", a)
	}
	// Not sent. It says that the request may be repeated at once when a kept
	// connection turns out to be closed.
	r.Header["Idempotency-Key"] = nil
	return r, p.sign(r.Header, id, j.receipt, p.opts.Now(), body)
}

// authorization returns the header's value for webhookUrlToken; "": none.
func authorization(t sluice.Token) string {
	scheme, _, spaced := strings.Cut(string(t), " ")
	if t == "" || spaced && (strings.EqualFold(scheme, "Basic") || strings.EqualFold(scheme, "Bearer")) {
		return string(t)
	}
	return "Bearer " + string(t)
}

// judge says what an answer's status means.
func judge(status int) result {
	switch {
	case status >= 200 && status < 300:
		return result{outcome: delivered, status: status}
	case status >= 300 && status < 400:
		return result{redirect, status, fmt.Sprintf("The receiver answered %d; redirects are not followed", status)}
	}
	return result{rejected, status, "The receiver answered " + strconv.Itoa(status)}
}

// failure says why there was no answer, in words that repeat neither the URL nor
// what the receiver wrote.
func (p *Pusher) failure(ctx context.Context, err error) result {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errChanged):
		return result{outcome: changed, text: "webhookUrl or its token has changed meanwhile"}
	case errors.Is(cause, errLate):
		return result{outcome: late, text: fmt.Sprintf("The receiver did not answer within %v", p.opts.Timeout)}
	case cause != nil:
		return result{outcome: stopped, text: "The gateway stopped meanwhile"}
	}
	if e, ok := errors.AsType[*sluice.Error](err); ok {
		return result{outcome: private, text: e.Text}
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return result{outcome: unnamed, text: brief("The name was not found", e)}
	}
	if e := handshake(err); e != nil {
		return result{outcome: insecure, text: brief("TLS failed", e)}
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		r := result{outcome: broken, text: brief("The connection failed", e)}
		if e.Timeout() {
			r.outcome = late
		}
		return r
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return result{outcome: late, text: "The connection was not made in time"}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return result{outcome: broken, text: "The receiver closed the connection without an answer"}
	}
	return result{outcome: garbled, text: "The receiver did not answer in HTTP"}
}

// handshake returns the part of err that is TLS's, nil when there is none.
func handshake(err error) error {
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return e
	}
	if e, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && (e.Op == "remote error" || e.Op == "local error") { // an alert
		return e
	}
	return nil
}

// brief adds an error to a text, on one short line.
func brief(text string, err error) string {
	const most = 200
	cause := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, err.Error())
	if len(cause) > most {
		cause = strings.ToValidUTF8(cause[:most], "") + "…"
	}
	return text + ": " + cause
}
