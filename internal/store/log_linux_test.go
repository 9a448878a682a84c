package store_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
)

// A ledger is the yardstick of the store's speed: an append-only file with group
// commit, and an index in memory. It does the least that durable acceptance can
// do, so no store is faster but by chance.
//
// A record is a checksum, the body's length, a kind, a type, the instance, the
// id and the body.
type ledger struct {
	file   *os.File
	end    int64
	index  map[int64][]entryAt
	wake   chan struct{} // one slot
	ended  chan struct{}
	buf    []byte
	ids    atomic.Int64
	synced atomic.Int64 // calls of fdatasync

	mu      sync.Mutex // guards the rest
	pending []posting
	closed  bool
}

type entryAt struct{ id, offset, length int64 }

type posting struct {
	kind     byte
	instance int64
	id       int64
	body     []byte
	done     chan error
}

const (
	recordHead  = 4 + 4 + 1 + 1 + 8 + 8
	ledgerBatch = 4096
)

var (
	table    = crc32.MakeTable(crc32.Castagnoli)
	channels = sync.Pool{New: func() any { return make(chan error, 1) }}
)

func openLedger(path string) (*ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	l := &ledger{file: file, index: map[int64][]entryAt{}, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	if err := l.replay(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	go l.run()
	return l, nil
}

// replay reads the file up to the first bad record.
func (l *ledger) replay() error {
	head := make([]byte, recordHead)
	for {
		if _, err := l.file.ReadAt(head, l.end); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		body := make([]byte, binary.BigEndian.Uint32(head[4:]))
		if _, err := l.file.ReadAt(body, l.end+recordHead); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		sum := crc32.Update(crc32.Checksum(head[4:], table), table, body)
		if sum != binary.BigEndian.Uint32(head) {
			return nil
		}
		l.note(posting{
			kind: head[8], instance: int64(binary.BigEndian.Uint64(head[10:])), id: int64(binary.BigEndian.Uint64(head[18:])), body: body,
		}, l.end)
		l.end += recordHead + int64(len(body))
	}
}

func (l *ledger) note(a posting, at int64) {
	l.index[a.instance] = append(l.index[a.instance], entryAt{a.id, at + recordHead, int64(len(a.body))})
	l.ids.Store(max(l.ids.Load(), a.id))
}

// add appends a record and returns when it is durable.
func (l *ledger) add(kind byte, instance int64, body []byte) error {
	done, _ := channels.Get().(chan error)
	l.mu.Lock()
	l.pending = append(l.pending, posting{kind, instance, l.ids.Add(1), body, done})
	first := len(l.pending) == 1
	l.mu.Unlock()
	if first {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
	err := <-done
	channels.Put(done)
	return err
}

func (l *ledger) run() {
	defer close(l.ended)
	for {
		l.mu.Lock()
		batch := l.pending
		if len(batch) > ledgerBatch {
			batch = batch[:ledgerBatch:ledgerBatch]
		}
		l.pending = l.pending[len(batch):]
		if len(l.pending) == 0 {
			l.pending = make([]posting, 0, ledgerBatch)
		}
		closed := l.closed
		l.mu.Unlock()
		switch {
		case len(batch) > 0:
			l.flush(batch)
		case closed:
			return
		default:
			<-l.wake
		}
	}
}

func (l *ledger) flush(batch []posting) {
	l.buf = l.buf[:0]
	for _, a := range batch {
		start := len(l.buf)
		l.buf = append(l.buf, 0, 0, 0, 0)
		l.buf = binary.BigEndian.AppendUint32(l.buf, uint32(len(a.body)))
		l.buf = append(l.buf, a.kind, 1)
		l.buf = binary.BigEndian.AppendUint64(l.buf, uint64(a.instance))
		l.buf = binary.BigEndian.AppendUint64(l.buf, uint64(a.id))
		l.buf = append(l.buf, a.body...)
		binary.BigEndian.PutUint32(l.buf[start:], crc32.Checksum(l.buf[start+4:], table))
	}
	_, err := l.file.WriteAt(l.buf, l.end)
	if err == nil {
		err = syscall.Fdatasync(int(l.file.Fd()))
		l.synced.Add(1)
	}
	at := l.end
	for _, a := range batch {
		l.note(a, at)
		at += recordHead + int64(len(a.body))
		a.done <- err
	}
	l.end = at
}

func (l *ledger) close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
	<-l.ended
	return l.file.Close()
}
