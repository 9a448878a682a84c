package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"path"
	"time"

	"sluice"
)

// The pauses between tries of one fetch, doubled each time.
const (
	firstPause   = 2 * time.Second
	longestPause = 5 * time.Minute

	// mostFetches bounds what is fetched ahead, and mostVerdicts what is remembered of
	// one instance's files that were refused. A message beyond them has its file
	// fetched when its turn comes, as soon as fewer than mostOfOne of its instance
	// are under way: a fetch that fails is tried for an hour, and a queue may be
	// full of them.
	mostFetches  = 4096
	mostVerdicts = 1024
	mostOfOne    = 4096
)

// Private says whether a URL names, in so many figures, an address that must not
// be dialled. Our own links are not private, wherever they point.
func (m *Media) Private(address string) bool {
	_, own := m.own(address)
	return !own && m.guard.Forbids(address)
}

// Fetch begins to fetch what a message is to carry, in the background: links
// expire, and the message may have to wait. Its outcome is told by Upload.
func (m *Media) Fetch(id sluice.InstanceID, message sluice.MessageID, address string) {
	m.begin(id, message, address, room{ahead: mostFetches, share: mostFetches / shareOf, verdicts: mostVerdicts})
}

func (m *Media) begin(id sluice.InstanceID, message sluice.MessageID, address string, most room) {
	if l, ok := m.own(address); ok && l.origin == fromUpload {
		return // it is here
	}
	t := target{id, messageKey(message)}
	f, fresh := m.fetches.board(t, most)
	if !fresh {
		return
	}
	ok := m.crew.do(func(ctx context.Context) {
		wanted := func() bool { return m.opts.Waits(ctx, id, message) }
		err := m.persist(ctx, t, address, wanted)
		m.fetches.land(t, f, err, err != nil && sluice.CodeOf(err) != sluice.Deleted && ctx.Err() == nil)
		if ctx.Err() == nil {
			m.opts.Arrived(id, message)
		}
	})
	if !ok {
		m.fetches.land(t, f, errStopping, false)
	}
}

var errStopping = &sluice.Error{Code: sluice.Unavailable, Text: "The gateway is stopping"}

var errUnwanted = &sluice.Error{Code: sluice.Deleted, Text: "The message has left the queue"}

// persist tries until the file is here, is refused or wanted no more, or its time
// is over, of which waiting for a turn takes nothing. What a client reads of trouble on the way is always the same, so that
// nobody learns from it what a network looks like inside.
func (m *Media) persist(ctx context.Context, t target, address string, wanted func() bool) error {
	var spent time.Duration
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := m.fetching.within(ctx, t.instance, func(ctx context.Context) error {
			if !wanted() {
				return errUnwanted
			}
			began := time.Now()
			defer func() { spent += time.Since(began) }()
			return m.try(ctx, t, address)
		})
		m.metrics.tries.WithLabelValues(result(err)).Inc()
		if code := sluice.CodeOf(err); err == nil || code == sluice.Refused || code == sluice.Deleted || ctx.Err() != nil {
			return err
		}
		pause += rand.N(pause / 4)
		if spent += pause; spent > m.opts.Patience.GiveUp {
			m.opts.Log.Info("media: a file was given up", "instance", t.instance, "took", spent-pause, "err", bare(err))
			if sluice.CodeOf(err) == sluice.Full {
				return refuse("File from url was not kept: "+sluice.TextOf(err), err)
			}
			return refuse("File from url could not be fetched in time", err)
		}
		m.opts.Log.Debug("media: a file will be fetched again", "instance", t.instance, "err", bare(err))
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// bare takes the address out of an error: it may be a secret.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func result(err error) string {
	switch code := sluice.CodeOf(err); code {
	case "":
		return "fetched"
	case sluice.Refused, sluice.Full:
		return string(code)
	}
	return "failed"
}

// try fetches once. A client that repeats a request has its file already, of which
// the message does not change: its server may answer something else by now.
func (m *Media) try(ctx context.Context, t target, address string) error {
	if l, ok := m.own(address); ok {
		return m.tryOwn(ctx, l)
	}
	if f, err := m.shelf.find(t.instance, t.key, sending); err == nil {
		return f.Close()
	}
	p := place{day: dayOf(m.opts.Now()), instance: t.instance, class: sending, key: t.key}
	return m.web.get(ctx, address, func(body io.Reader, kind string) error {
		about, err := m.take(p, body, nameIn(address, kind), kind)
		if sluice.CodeOf(err) == sluice.Invalid {
			return refuse("File is empty", nil)
		}
		m.metrics.taken.WithLabelValues("url").Add(float64(about.size))
		return err
	})
}

// tryOwn has a file of the network, named by a link of ours, put on disk.
func (m *Media) tryOwn(ctx context.Context, l link) error {
	f, err := m.ensure(ctx, l)
	if err == nil {
		return f.Close()
	}
	switch code := sluice.CodeOf(err); code {
	case sluice.NotFound, sluice.Deleted:
		return refuse("File from url is gone", err)
	case sluice.TooLarge:
		return m.web.tooBig(max(l.size, m.opts.MaxFile+1), m.url(l))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return refuse("File from url is gone", err)
	}
	return err
}

// nameIn returns the name that a URL suggests.
func nameIn(address, kind string) string {
	u, err := url.Parse(address)
	if err != nil || path.Base(u.Path) == "/" {
		return fileName("", kind)
	}
	return fileName(path.Base(u.Path), kind)
}

// Upload opens the file that a message is to carry. While it is not here it is
// fetched, and the message waits: Unavailable with WaitsFile. Refused: it will
// never be here, and the text says why.
func (m *Media) Upload(ctx context.Context, msg sluice.Message) (sluice.Upload, error) {
	body, ok := msg.Body.(sluice.FileBody)
	if !ok {
		return sluice.Upload{}, &sluice.Error{Code: sluice.Invalid, Text: "Message has no file"}
	}
	l, own := m.own(body.URL)
	if own && (!m.alive(l.instance) || l.over(m.accepted(msg))) {
		return sluice.Upload{}, refuse("File from url is gone", nil)
	}
	f, err := m.ready(ctx, msg, l, own)
	switch {
	case err == nil:
		return upload(f, body.Name), nil
	case !errors.Is(err, fs.ErrNotExist):
		return sluice.Upload{}, &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsFile, Err: err}
	case own && l.origin == fromUpload:
		return sluice.Upload{}, refuse("File from url is gone", err)
	}
	if verdict := m.fetches.verdict(target{msg.Instance, messageKey(msg.ID)}); verdict != nil {
		return sluice.Upload{}, verdict
	}
	m.begin(msg.Instance, msg.ID, body.URL, room{one: mostOfOne})
	return sluice.Upload{}, &sluice.Error{
		Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsFile, Text: "The file is being fetched",
	}
}

// accepted returns when a message was: now for one that is not in a queue.
func (m *Media) accepted(msg sluice.Message) time.Time {
	if msg.Queued.IsZero() {
		return m.opts.Now()
	}
	return msg.Queued
}

// ready opens the file of a message and checks all of it: what is sent cannot be
// taken back. A damaged one is removed, as if it had never come.
func (m *Media) ready(ctx context.Context, msg sluice.Message, l link, own bool) (f *kept, err error) {
	if own {
		f, err = m.held(ctx, l)
	} else {
		f, err = m.shelf.find(msg.Instance, messageKey(msg.ID), sending, incoming)
	}
	if err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		_ = f.Close()
		if !errors.Is(err, errDamaged) {
			return nil, err
		}
		m.damaged(f, err)
		return nil, fs.ErrNotExist
	}
	return f, nil
}

// damaged takes a file away whose bytes are not those that were written.
func (m *Media) damaged(f *kept, err error) {
	m.opts.Log.Error("media: a stored file is damaged", "instance", f.place.instance, "err", err)
	m.metrics.damaged.Inc()
	m.shelf.drop(f)
}

func upload(f *kept, name string) sluice.Upload {
	if name == "" {
		name = f.Name
	}
	return sluice.Upload{ReadSeekCloser: f, Name: name, MIME: f.MIME, Size: f.size}
}

var errNoNetwork = fmt.Errorf("there is no network: %w", fs.ErrNotExist)
