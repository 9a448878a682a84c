package media_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"time"

	"sluice/internal/media"
)

// A memory keeps files in memory, and fails on demand: at the n-th operation,
// for want of room, or by losing what was never committed.
type memory struct {
	mu    sync.Mutex
	files map[string]stored
	parts int // files begun that have not ended
	ops   int
	at    int   // the operation that fails; 0: none
	err   error // with what
	room  int   // bytes left for writing; below 0: no end
	full  error
}

type stored struct {
	data []byte
	at   time.Time
}

var errDisk = errors.New("the disk failed")

func newMemory() *memory { return &memory{files: map[string]stored{}, room: -1} }

// step counts an operation; the lock is held.
func (m *memory) step() error {
	m.ops++
	if m.at != 0 && m.ops == m.at {
		return m.err
	}
	return nil
}

func (m *memory) Create(name string) (media.NewFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(); err != nil {
		return nil, err
	}
	m.parts++
	return &part{memory: m, name: name}, nil
}

func (m *memory) Open(name string) (media.StoredFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := m.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return readable{bytes.NewReader(f.data)}, nil
}

func (m *memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := range m.files {
		if n == name || strings.HasPrefix(n, name+"/") {
			delete(m.files, n)
		}
	}
	return nil
}

func (m *memory) List() ([]media.Stored, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []media.Stored
	for n, f := range m.files {
		all = append(all, media.Stored{Name: n, Size: int64(len(f.data)), At: f.at})
	}
	return all, nil
}

func (m *memory) Close() error { return nil }

// names returns what is there and how many files are in the making.
func (m *memory) names() (names []string, parts int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := range m.files {
		names = append(names, n)
	}
	return names, m.parts
}

// put replaces a file.
func (m *memory) put(name string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = stored{data, time.Now()}
}

type part struct {
	memory *memory
	name   string
	data   []byte
	ended  bool
}

func (p *part) Write(b []byte) (int, error) {
	m := p.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(); err != nil {
		return len(b) / 2, err
	}
	if m.room >= 0 && len(b) > m.room {
		return 0, m.full
	}
	if m.room >= 0 {
		m.room -= len(b)
	}
	p.data = append(p.data, b...)
	return len(b), nil
}

func (p *part) Commit() error {
	m := p.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	p.end()
	if err := m.step(); err != nil {
		return err
	}
	m.files[p.name] = stored{p.data, time.Now()}
	return nil
}

func (p *part) Discard() {
	p.memory.mu.Lock()
	defer p.memory.mu.Unlock()
	p.end()
}

func (p *part) end() {
	if !p.ended {
		p.ended = true
		p.memory.parts--
	}
}

type readable struct{ *bytes.Reader }

func (readable) Close() error { return nil }
