package drivertest

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"sync"

	"sluice"
)

// A Shelf is where a driver under test finds the files that it is to send.
type Shelf struct {
	mu     sync.Mutex // guards what follows
	files  map[string]sluice.Upload
	bytes  map[string][]byte
	errors map[string]error
	opened int
}

// NewShelf returns an empty one.
func NewShelf() *Shelf {
	return &Shelf{files: map[string]sluice.Upload{}, bytes: map[string][]byte{}, errors: map[string]error{}}
}

// Upload hands over the file that a message names by its URL.
func (s *Shelf) Upload(_ context.Context, m sluice.Message) (sluice.Upload, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := m.Body.(sluice.FileBody)
	if !ok {
		return sluice.Upload{}, &sluice.Error{Code: sluice.Internal, Text: "no file"}
	}
	if err := s.errors[body.URL]; err != nil {
		return sluice.Upload{}, err
	}
	s.opened++
	f := s.files[body.URL]
	f.ReadSeekCloser = reader{bytes.NewReader(s.bytes[body.URL])}
	return f, nil
}

// Thumbnail returns a small picture of one that can be read.
func (s *Shelf) Thumbnail(_ context.Context, r io.ReadSeeker) ([]byte, error) {
	if _, _, err := image.DecodeConfig(r); err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "no picture", Err: err}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil)
	return b.Bytes(), err
}

// put puts a file on the shelf.
func (s *Shelf) put(url, name, mime string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[url] = sluice.Upload{Name: name, MIME: mime, Size: int64(len(data))}
	s.bytes[url] = data
}

func (s *Shelf) fail(url string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors[url] = err
}

func (s *Shelf) uploads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

type reader struct{ io.ReadSeeker }

func (reader) Close() error { return nil }
