package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"time"

	"sluice"
)

// mostAhead bounds how many files wait to be fetched ahead. One beyond it is
// fetched when it is asked for.
const mostAhead = 1024

// Prefetch fetches the file of an incoming message in the background, unless it
// is large. What goes wrong is left to whoever asks for the file.
func (m *Media) Prefetch(id sluice.InstanceID, message sluice.MessageID, f sluice.File) {
	if f.Size > m.opts.Prefetch {
		return
	}
	l := link{origin: fromMessage, instance: id, message: message, ext: extOf(fileName(f.Name, f.MIME))}
	name := f.Name
	if name != "" {
		name = fileName(name, f.MIME)
	}
	m.download(l, label{Name: name, MIME: f.MIME}, m.opts.Prefetch, mostAhead)
}

// ensure opens a file of the network, and has it fetched if it is not here. Many
// who ask for one file wait for one download, which goes on when they leave.
func (m *Media) ensure(ctx context.Context, l link) (*kept, error) {
	f, err := m.held(ctx, l)
	if !errors.Is(err, fs.ErrNotExist) || l.origin == fromUpload {
		return f, err
	}
	d := m.download(l, label{}, m.opts.MaxFile, 0)
	d.hurry.Do(func() { close(d.now) })
	select {
	case <-d.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if d.err != nil {
		return nil, d.err
	}
	f, err = m.shelf.find(l.instance, l.key(), sending, incoming)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &sluice.Error{Code: sluice.Full, Text: "The quota for files is used up", Err: err} // others needed its room
	}
	return f, err
}

// held opens the file of a link if it is here: under its own name or, when a
// client uploaded it and then sent it, under the name of the upload.
func (m *Media) held(ctx context.Context, l link) (*kept, error) {
	f, err := m.shelf.find(l.instance, l.key(), sending, incoming)
	if !errors.Is(err, fs.ErrNotExist) || l.origin != fromMessage || m.network == nil {
		return f, err
	}
	address, err := m.network.Source(ctx, l.instance, l.message)
	if err != nil {
		return nil, err
	}
	sent, ok := m.own(address)
	if !ok {
		return nil, fs.ErrNotExist
	}
	return m.shelf.find(sent.instance, sent.key(), sending, incoming)
}

// Holds says whether the file of a message is here, so that nobody has to be
// asked for it.
func (m *Media) Holds(ctx context.Context, id sluice.InstanceID, message sluice.MessageID) bool {
	f, err := m.held(ctx, link{origin: fromMessage, instance: id, message: message})
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

// download begins to put a file on disk, or joins who does. nil: there are too
// many already.
func (m *Media) download(l link, about label, limit int64, most int) *flight {
	t := target{l.instance, l.key()}
	f, fresh := m.downloads.board(t, room{ahead: most})
	if !fresh {
		return f
	}
	ok := m.crew.do(func(ctx context.Context) {
		err := m.turn(ctx, l.instance, f, func() error { return m.keep(ctx, l, about, limit) })
		if ctx.Err() != nil {
			err = errStopping
		}
		if err != nil {
			m.opts.Log.Debug("media: a file of the network was not kept", "instance", l.instance, "message", l.message, "err", err)
		}
		m.downloads.land(t, f, err, false)
	})
	if !ok {
		m.downloads.land(t, f, errStopping, false)
	}
	return f
}

// turn runs work when there is a slot: one of the few for what is fetched ahead,
// or one of those for what somebody waits for.
func (m *Media) turn(ctx context.Context, id sluice.InstanceID, f *flight, work func() error) error {
	select {
	case m.prefetch <- struct{}{}:
		defer m.prefetch.leave()
		return work()
	case <-f.now:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := m.asked.enter(ctx, id); err != nil {
		return err
	}
	defer m.asked.leave(id)
	return work()
}

// keep puts a file of the network on disk.
func (m *Media) keep(ctx context.Context, l link, about label, limit int64) error {
	if f, err := m.shelf.find(l.instance, l.key(), sending, incoming); err == nil {
		return f.Close() // it came meanwhile
	}
	ctx, cancel := context.WithTimeout(ctx, m.opts.Patience.Longest)
	defer cancel()
	s, err := m.spool(place{dayOf(m.opts.Now()), l.instance, incoming, l.key()}, limit)
	if err != nil {
		return err
	}
	defer s.discard()
	err = m.pull(ctx, l, onlyWriter{s})
	if s.err != nil {
		return s.err // it ended the download, whatever the network calls it
	}
	if err != nil {
		return err
	}
	if about.Name == "" {
		about.Name = l.fileName()
	}
	if about.MIME == "" {
		about.MIME = typeOf(l.ext)
	}
	done, err := s.commit(about.Name, about.MIME)
	m.metrics.taken.WithLabelValues("network").Add(float64(done.size))
	return err
}

// fileName is what a file is called whose name nobody told: by the second of its
// message, as the API tells it.
func (l link) fileName() string {
	if l.origin == fromMessage {
		return strconv.FormatInt(l.message.Number()/1000, 10) + "." + l.ext
	}
	return "file." + l.ext
}

// pull asks the network for a file.
func (m *Media) pull(ctx context.Context, l link, w io.Writer) error {
	switch {
	case m.network == nil:
		return &sluice.Error{Code: sluice.Unavailable, Err: errNoNetwork}
	case l.origin == fromRemote:
		return m.network.DownloadRemote(ctx, l.instance, l.remote, w)
	}
	return m.network.Download(ctx, l.instance, l.message, w)
}

// onlyWriter hides all but Write, so that nobody reads into a spool unasked.
type onlyWriter struct{ io.Writer }

// retryAfter is for how long a client should not ask again.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*sluice.Error](err); ok && e.Wait > 0 {
		return e.Wait
	}
	return 10 * time.Second
}
