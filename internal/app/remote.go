package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"sluice"
)

// remote is an [Operator] that speaks to a running gateway.
type remote struct{ client *http.Client }

// answersWithin is how long a gateway may take for the least of questions. One that
// is stopped takes connections, and answers nothing.
const answersWithin = 5 * time.Second

// dial returns an operator for the gateway that has the data directory open,
// and false when none answers there.
func dial(ctx context.Context, dir string) (*remote, bool) {
	connect := func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, done, err := socketPath(dir)
		if err != nil {
			return nil, err
		}
		defer done()
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	r := &remote{client: &http.Client{Transport: &http.Transport{DialContext: connect}, Timeout: time.Minute}}
	probe, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	if err := r.do(probe, http.MethodGet, "/ping", nil, nil); err != nil && sluice.CodeOf(err) == sluice.Internal {
		_ = r.Close()
		return nil, false
	}
	return r, true
}

// do makes one request and fills out with the answer, unless it is nil.
func (r *remote) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode the request: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://sluice"+path, body)
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the running gateway: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	decoder := json.NewDecoder(resp.Body)
	if resp.StatusCode != http.StatusOK {
		var e controlError
		if err := decoder.Decode(&e); err != nil {
			return fmt.Errorf("the running gateway answered %s", resp.Status)
		}
		return &sluice.Error{Code: e.Code, Text: e.Text}
	}
	if out == nil {
		return nil
	}
	if err := decoder.Decode(out); err != nil {
		return fmt.Errorf("read the gateway's answer: %w", err)
	}
	return nil
}

// Add adds an instance.
func (r *remote) Add(ctx context.Context, n NewInstance) (i InstanceInfo, err error) {
	return i, r.do(ctx, http.MethodPost, "/instances", n, &i)
}

// List returns all instances that exist.
func (r *remote) List(ctx context.Context) (all []InstanceInfo, err error) {
	return all, r.do(ctx, http.MethodGet, "/instances", nil, &all)
}

// Show returns one instance with its token.
func (r *remote) Show(ctx context.Context, id int64) (i InstanceInfo, err error) {
	return i, r.do(ctx, http.MethodGet, fmt.Sprintf("/instances/%d", id), nil, &i)
}

// Link changes how an instance reaches Telegram.
func (r *remote) Link(ctx context.Context, id int64, c LinkChange) (i InstanceInfo, err error) {
	return i, r.do(ctx, http.MethodPatch, fmt.Sprintf("/instances/%d", id), c, &i)
}

// Remove deletes an instance with all that belongs to it.
func (r *remote) Remove(ctx context.Context, id int64) error {
	return r.do(ctx, http.MethodDelete, fmt.Sprintf("/instances/%d", id), nil, nil)
}

// Queue returns the first messages that wait.
func (r *remote) Queue(ctx context.Context, id int64, limit int) (all []QueuedMessage, err error) {
	return all, r.do(ctx, http.MethodGet, fmt.Sprintf("/instances/%d/queue?limit=%d", id, limit), nil, &all)
}

// ClearQueue takes out everything that waits.
func (r *remote) ClearQueue(ctx context.Context, id int64) error {
	return r.do(ctx, http.MethodDelete, fmt.Sprintf("/instances/%d/queue", id), nil, nil)
}

// ConsoleLink returns an address that signs an operator in to the console, once.
func (r *remote) ConsoleLink(ctx context.Context) (link string, err error) {
	return link, r.do(ctx, http.MethodPost, "/console/link", nil, &link)
}

// Release lets an instance on hold send again; 0: every instance.
func (r *remote) Release(ctx context.Context, id int64) error {
	return r.do(ctx, http.MethodPost, fmt.Sprintf("/instances/%d/release", id), nil, nil)
}

// Checkpoint makes a directory with a consistent copy of what is stored.
func (r *remote) Checkpoint(ctx context.Context) (dir string, err error) {
	return dir, r.do(ctx, http.MethodPost, "/checkpoints", nil, &dir)
}

// DropCheckpoint removes such a directory.
func (r *remote) DropCheckpoint(ctx context.Context, dir string) error {
	return r.do(ctx, http.MethodDelete, "/checkpoints/"+filepath.Base(dir), nil, nil)
}

// RotateSecret changes the secret, and returns how many values were sealed anew.
func (r *remote) RotateSecret(ctx context.Context) (n int, err error) {
	return n, r.do(ctx, http.MethodPost, "/secret", nil, &n)
}

// Close lets the connection go.
func (r *remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}
