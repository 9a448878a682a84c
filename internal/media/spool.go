package media

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"syscall"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"sluice"
)

// A stored file is its bytes, then a trailer: a checksum for each block, what is
// known of the file as JSON, and a foot of fixed size.
const (
	blockSize = 64 << 10
	footSize  = 28 // 4 bytes length of the JSON, 4 blocks, 8 size, 4 checksum of the trailer, the mark
	mark      = "sluice\x00\x01"

	// relief is how much incoming media makes room when the disk itself is full.
	relief = 64 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A label is what is known of a stored file. It is stored as JSON.
type label struct {
	Name string    `json:"name"`
	MIME string    `json:"mime"` // as its bytes say
	Sum  [32]byte  `json:"sum"`  // SHA-256 of the bytes
	At   time.Time `json:"at"`

	size int64
}

// A spool is a file that is being written. Its methods remember the first error
// and say it in our own words.
type spool struct {
	media *Media
	place place
	out   NewFile
	limit int64

	block []byte // filled up to n
	n     int
	size  int64 // of all blocks before
	held  int64 // counted against the quota
	sums  []byte
	sum   hash.Hash
	mime  *mimetype.MIME
	err   error
}

// spool begins a file of at most limit bytes.
func (m *Media) spool(p place, limit int64) (*spool, error) {
	s := &spool{media: m, place: p, limit: limit, block: make([]byte, blockSize), sum: sha256.New()}
	var err error
	if s.out, err = m.files.Create(p.name()); err != nil {
		return nil, m.storeError(err)
	}
	return s, nil
}

// Write takes more of the file.
func (s *spool) Write(p []byte) (int, error) {
	for done := 0; done < len(p); {
		k := copy(s.block[s.n:], p[done:])
		if err := s.grow(k); err != nil {
			return done, err
		}
		done += k
	}
	return len(p), nil
}

// ReadFrom takes all that r has, without a copy in between.
func (s *spool) ReadFrom(r io.Reader) (int64, error) {
	for {
		k, err := r.Read(s.block[s.n:])
		if failed := s.grow(k); failed != nil {
			return s.size, failed
		}
		if errors.Is(err, io.EOF) {
			return s.size + int64(s.n), nil
		}
		if err != nil {
			return s.size, err
		}
	}
}

// grow counts k bytes that were put into the block, and writes it when it is full.
func (s *spool) grow(k int) error {
	if s.n += k; s.err == nil && s.size+int64(s.n) > s.limit {
		s.err = &sluice.Error{Code: sluice.TooLarge, Text: "request entity too large"}
	}
	if s.n == len(s.block) {
		s.flush()
	}
	return s.err
}

func (s *spool) flush() {
	b := s.block[:s.n]
	s.n = 0
	if s.err != nil || len(b) == 0 {
		return
	}
	if s.err = s.media.shelf.reserve(s.place, int64(len(b))); s.err != nil {
		return
	}
	s.held += int64(len(b))
	if s.mime == nil {
		s.mime = mimetype.Detect(b)
	}
	s.sum.Write(b)
	s.sums = binary.BigEndian.AppendUint32(s.sums, crc32.Checksum(b, castagnoli))
	s.write(b)
	s.size += int64(len(b))
}

func (s *spool) write(b []byte) {
	if n, err := s.out.Write(b); err != nil || n < len(b) {
		if err == nil {
			err = io.ErrShortWrite
		}
		s.err = s.media.storeError(err)
	}
}

// commit ends the file and puts it on the shelf.
func (s *spool) commit(name, declared string) (label, error) {
	s.flush()
	l := label{Name: name, Sum: [32]byte(s.sum.Sum(nil)), At: s.media.opts.Now().UTC(), size: s.size}
	l.MIME = refine(s.mime, declared)
	if s.err == nil {
		s.trailer(l)
	}
	if s.err == nil && !s.media.alive(s.place.instance) {
		s.err = &sluice.Error{Code: sluice.Deleted, Text: "Instance is deleted"}
	}
	if s.err == nil {
		if err := s.out.Commit(); err != nil {
			s.err = s.media.storeError(err)
		}
	}
	if s.err != nil {
		s.discard()
		return label{}, s.err
	}
	s.media.shelf.add(s.place, s.held)
	s.held = 0
	return l, nil
}

// discard gives up a file. After commit it does nothing.
func (s *spool) discard() {
	s.out.Discard()
	s.media.shelf.release(s.place, s.held)
	s.held = 0
}

func (s *spool) trailer(l label) {
	about, err := json.Marshal(l)
	if err != nil {
		s.err = fmt.Errorf("label a file: %w", err)
		return
	}
	t := append(s.sums, about...)
	t = binary.BigEndian.AppendUint32(t, uint32(len(about)))
	t = binary.BigEndian.AppendUint32(t, uint32(len(s.sums)/4))
	t = binary.BigEndian.AppendUint64(t, uint64(s.size))
	t = binary.BigEndian.AppendUint32(t, crc32.Checksum(t, castagnoli))
	s.write(append(t, mark...))
}

// storeError tells a disk without room from one that fails. The former gets
// some by dropping incoming media.
func (m *Media) storeError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		m.shelf.relieve(relief)
		return &sluice.Error{Code: sluice.Full, Text: "The disk for files is full", Wait: time.Minute, Err: err}
	}
	return &sluice.Error{Code: sluice.Internal, Err: fmt.Errorf("store a file: %w", err)}
}
