package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"sluice"
)

// Save takes a client's file in, as it comes, and returns the link that a
// message may name it by. It is durable then. Invalid: it is empty; TooLarge and
// Full: nothing is kept of it.
func (m *Media) Save(ctx context.Context, id sluice.InstanceID, name, mime string, r io.Reader) (sluice.Saved, error) {
	now := m.opts.Now()
	l := link{origin: fromUpload, instance: id, made: now, upload: newKey()}
	name = fileName(name, mime)
	l.ext = extOf(name)
	about, err := m.take(place{dayOf(now), id, sending, l.upload}, whileAsked(ctx, r), name, mime)
	if err != nil {
		return sluice.Saved{}, err
	}
	m.metrics.taken.WithLabelValues("upload").Add(float64(about.size))
	return sluice.Saved{URL: m.url(l), Name: name, MIME: about.MIME, Size: about.size}, nil
}

// Discard drops a file that Save has taken in, with its share of the quota: no
// message is to carry it.
func (m *Media) Discard(id sluice.InstanceID, address string) {
	l, ok := m.own(address)
	if !ok || l.origin != fromUpload || l.instance != id {
		return
	}
	if f, err := m.shelf.find(id, l.key(), sending); err == nil {
		_ = f.Close()
		m.shelf.drop(f)
	}
}

// take stores what r has.
func (m *Media) take(p place, r io.Reader, name, declared string) (label, error) {
	s, err := m.spool(p, m.opts.MaxFile)
	if err != nil {
		return label{}, err
	}
	defer s.discard()
	n, err := s.ReadFrom(r)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return label{}, &sluice.Error{Code: sluice.TooLarge, Text: "request entity too large"}
	}
	if err != nil {
		return label{}, fmt.Errorf("take a file in: %w", err)
	}
	if n == 0 {
		return label{}, &sluice.Error{Code: sluice.Invalid, Text: "File is empty"}
	}
	return s.commit(name, declared)
}

// whileAsked reads from r until ctx ends.
func whileAsked(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
