package greenapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"sluice"
)

// A kept is what was saved, without most of its bytes.
type kept struct {
	Name, MIME string
	Size       int64
	start      []byte // the first bytes
}

// media counts what it is given and keeps little of it.
type media struct {
	mu      sync.Mutex
	files   []kept
	fetched []string // message and address
	dropped []string
	largest int   // what one read brought
	held    bool  // the bytes of every message are here
	err     error // returned by Save and Upload
}

func newMedia() *media { return &media{} }

func (m *media) Save(_ context.Context, _ sluice.InstanceID, name, mime string, r io.Reader) (sluice.Saved, error) {
	k := kept{Name: name, MIME: mime}
	piece := make([]byte, 64<<10)
	for {
		n, err := r.Read(piece)
		k.Size += int64(n)
		if len(k.start) < 64<<10 {
			k.start = append(k.start, piece[:n]...)
		}
		m.mu.Lock()
		m.largest = max(m.largest, n)
		m.mu.Unlock()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sluice.Saved{}, errors.New("copy: it broke") // without the cause: others wrap as they like
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return sluice.Saved{}, m.err
	}
	m.files = append(m.files, k)
	url := fmt.Sprintf("https://sluice.example/download/4900/%032x%s", len(m.files), path.Ext(name))
	return sluice.Saved{URL: url, Name: name, MIME: mime, Size: k.Size}, nil
}

func (m *media) Discard(_ sluice.InstanceID, url string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dropped = append(m.dropped, path.Base(url))
}

func (m *media) URL(id sluice.InstanceID, message sluice.MessageID, f sluice.File, at time.Time) string {
	return fmt.Sprintf("https://sluice.example/download/%.4s/%s~%s~%d%s", fmt.Sprint(id), message, f.Remote, at.Unix(), path.Ext(f.Name))
}

func (m *media) Fetch(_ sluice.InstanceID, message sluice.MessageID, url string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fetched = append(m.fetched, string(message)+" "+url)
}

func (m *media) Upload(_ context.Context, s sluice.Message) (sluice.Upload, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return sluice.Upload{}, m.err
	}
	var n int
	if _, err := fmt.Sscanf(path.Base(s.Body.(sluice.FileBody).URL), "%032x", &n); err != nil || n < 1 || n > len(m.files) {
		return sluice.Upload{}, fmt.Errorf("no file %v", s.Body)
	}
	k := m.files[n-1]
	return sluice.Upload{ReadSeekCloser: nopCloser{bytes.NewReader(k.start)}, Name: k.Name, MIME: k.MIME, Size: k.Size}, nil
}

func (m *media) Holds(context.Context, sluice.InstanceID, sluice.MessageID) bool { return m.held }

// Private is all of this machine.
func (m *media) Private(address string) bool { return strings.HasPrefix(address, "http://127.0.0.1") }

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }
