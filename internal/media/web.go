package media

import (
	"compress/gzip"
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
	"syscall"
	"time"

	"sluice"
	"sluice/internal/outbound"
)

const (
	maxRedirects = 5
	slowestRate  = 256 // bytes a second that must have come on the whole, after the first stall
)

// A web fetches what urlFile points to: over http and https, at addresses that
// the guard lets pass, without proxy, cookies or credentials.
type web struct {
	client   *http.Client
	patience Patience
	maxFile  int64
}

var (
	errSlow      = errors.New("the server is too slow")
	errRedirects = errors.New("more than 5 redirects")
	errScheme    = errors.New("not an http or https address without credentials")
)

func newWeb(g *outbound.Guard, o Options, m *metrics) *web {
	dialer := &net.Dialer{
		Timeout:  o.Patience.FirstByte,
		Resolver: o.Resolver,
		Control: func(network, address string, c syscall.RawConn) error {
			if err := g.Control(network, address, c); err != nil {
				m.dials.WithLabelValues("forbidden").Inc()
				return err
			}
			return nil
		},
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dial := dialer.DialContext
	if o.Dial != nil {
		dial = o.Dial
	}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err == nil {
				m.dials.WithLabelValues("connected").Inc()
			}
			return conn, err
		},
		Protocols:              protocols,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &web{
		client:   &http.Client{Transport: transport, CheckRedirect: redirect},
		patience: o.Patience, maxFile: o.MaxFile,
	}
}

// redirect says whether to follow. The address that the last one had may hold a
// secret, so it is not told on.
func redirect(r *http.Request, via []*http.Request) error {
	r.Header.Del("Referer")
	if len(via) > maxRedirects {
		return errRedirects
	}
	return fetchable(r.URL)
}

func fetchable(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return errScheme
	}
	return nil
}

// get hands the file at address to take. Refused is for good; after any other
// error of its own another try may do better.
func (w *web) get(ctx context.Context, address string, take func(body io.Reader, kind string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	longest := time.AfterFunc(w.patience.Longest, func() { cancel(errSlow) })
	defer longest.Stop()
	quiet := time.AfterFunc(w.patience.FirstByte, func() { cancel(errSlow) })
	defer quiet.Stop()

	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err == nil {
		err = fetchable(r.URL)
	}
	if err != nil {
		return refuse("File from url was not fetched: the address is not one", err)
	}
	r.Header.Set("User-Agent", "sluice")
	a, err := w.client.Do(r)
	if err != nil {
		return dialError(ctx, err)
	}
	defer func() { _ = a.Body.Close() }()
	if err := w.judge(a, address); err != nil {
		return err
	}
	body, err := decoded(a, &steady{r: a.Body, stall: w.patience.Stall, quiet: quiet, began: time.Now()})
	if err != nil {
		return err
	}
	err = take(body, a.Header.Get("Content-Type"))
	if sluice.CodeOf(err) == sluice.TooLarge {
		return w.tooBig(w.maxFile+1, address)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return fmt.Errorf("read a file from a url: %w", cause)
	}
	return err
}

// dialError translates what kept an answer away.
func dialError(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, outbound.ErrForbidden):
		return refuse("'urlFile' points to a private address; the operator can allow it (outbound.allow)", err)
	case errors.Is(err, errRedirects):
		return refuse("File from url was not fetched: it redirects more than 5 times", err)
	case errors.Is(err, errScheme):
		return refuse("File from url was not fetched: it redirects to what is no http or https address", err)
	case context.Cause(ctx) != nil:
		err = context.Cause(ctx)
	}
	return fmt.Errorf("ask for a file from a url: %w", err)
}

// judge looks at the head of an answer.
func (w *web) judge(a *http.Response, address string) error {
	switch s := a.StatusCode; {
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly, s == http.StatusTooManyRequests, s >= 500:
		return fmt.Errorf("a file's server answered %d", s)
	case s != http.StatusOK:
		return refuse("File from url was not fetched: its server answered "+strconv.Itoa(s), nil)
	case a.ContentLength > w.maxFile:
		return w.tooBig(a.ContentLength, address)
	}
	return nil
}

// tooBig uses the words that clients know. A size that was not announced is
// what had come when it was too much.
func (w *web) tooBig(size int64, address string) error {
	return refuse(fmt.Sprintf("File from url exceeded max upload size. Size: %dmb Limit: %dmb Url: %s",
		(size+1<<20-1)>>20, w.maxFile>>20, address), nil)
}

// decoded unpacks what came packed although nobody asked for that. What comes
// out counts against the limit, so a bomb ends there.
func decoded(a *http.Response, body io.Reader) (io.Reader, error) {
	switch strings.ToLower(a.Header.Get("Content-Encoding")) {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, fmt.Errorf("unpack a file from a url: %w", err)
		}
		return z, nil
	}
	return nil, refuse("File from url was not fetched: it comes in an encoding that was not asked for", nil)
}

func refuse(text string, cause error) error {
	return &sluice.Error{Code: sluice.Refused, Text: text, Err: cause}
}

// A steady reader puts off the end while enough comes.
type steady struct {
	r     io.Reader
	stall time.Duration
	quiet *time.Timer
	began time.Time
	came  int64 // bytes
}

func (s *steady) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.came += int64(n); n > 0 {
		earned := s.stall + time.Duration(s.came)*time.Second/slowestRate
		s.quiet.Reset(min(s.stall, earned-time.Since(s.began)))
	}
	return n, err
}
