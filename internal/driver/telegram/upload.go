package telegram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/gotd/td/telegram/uploader"
	"github.com/gotd/td/tg"

	"sluice"
)

const (
	// partTime bounds the upload of one part.
	partTime = time.Minute
	// uploadThreads is how many parts of a file are under way at a time.
	uploadThreads = 2
	// keptUploads bounds how many uploads of an account are remembered, for
	// messages that are prepared again.
	keptUploads = 16
	// uploadLife is how long an upload is used again: Telegram drops its parts
	// in the end.
	uploadLife = 30 * time.Minute

	uploadMethod = "upload.saveFilePart"
)

// Files hands over the file of a message that is to be sent. Its errors are
// *sluice.Error: Unavailable with WaitsFile while the file is not here yet,
// Refused when it will never be.
type Files interface {
	Upload(ctx context.Context, m sluice.Message) (sluice.Upload, error)
	// Thumbnail returns a small JPEG of a picture. Invalid: it is none, or one that
	// would take too much room.
	Thumbnail(ctx context.Context, r io.ReadSeeker) ([]byte, error)
}

// An uploaded is a file whose parts are at Telegram.
type uploaded struct {
	input tg.InputFileClass
	small tg.InputFileClass // a small picture of it; nil: there is none
	shape shape
	at    time.Time
}

func (u *uploaded) media() tg.InputMediaClass {
	m := u.shape.media(u.input)
	if d, ok := m.(*tg.InputMediaUploadedDocument); ok && u.small != nil {
		d.SetThumb(u.small)
	}
	return m
}

// uploadKey names the upload of a message's file. An edit in the queue does not
// change it.
type uploadKey struct {
	message [16]byte
	url     string
}

// upload uploads the file of a message, unless that was done a short while ago.
func (c *Conn) upload(ctx context.Context, l *link, m sluice.Message, b sluice.FileBody) (*uploaded, error) {
	key := uploadKey{m.Key, b.URL}
	if u, ok := c.uploads.get(key); ok && time.Since(u.at) < uploadLife {
		return u, nil
	}
	if c.driver.opts.Files == nil {
		return nil, &sluice.Error{Code: sluice.Refused, Text: "Files cannot be sent by this gateway"}
	}
	f, err := c.driver.opts.Files.Upload(ctx, m)
	if err != nil {
		return nil, fileError(ctx, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if b.Name != "" {
		f.Name = b.Name
	}
	u := &uploaded{shape: shapeOf(f)}
	if u.small, err = c.uploadSmall(ctx, l, u.shape, f); err != nil {
		return nil, err
	}
	if u.input, err = c.transfer(ctx, l, f.Name, f, f.Size); err != nil {
		return nil, err
	}
	u.at = time.Now()
	c.uploads.put(key, u)
	return u, nil
}

// uploadSmall uploads a small picture of one that goes as a document, of which
// Telegram makes none; nil: there is none to make. The file is at its start again.
func (c *Conn) uploadSmall(ctx context.Context, l *link, s shape, f sluice.Upload) (tg.InputFileClass, error) {
	if s.form == asPhoto || !strings.HasPrefix(f.MIME, "image/") {
		return nil, nil //nolint:nilnil // most files have none
	}
	small, err := c.driver.opts.Files.Thumbnail(ctx, f)
	if _, back := f.Seek(0, io.SeekStart); back != nil {
		return nil, fileError(ctx, back)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, nil //nolint:nilerr,nilnil // it goes without
	}
	return c.transfer(ctx, l, "small.jpg", bytes.NewReader(small), int64(len(small)))
}

// fileError keeps an error of ours, and makes any other one of the file.
func fileError(ctx context.Context, err error) error {
	if _, ours := errors.AsType[*sluice.Error](err); ours || ctx.Err() != nil {
		return err
	}
	return &sluice.Error{
		Code: sluice.Unavailable, Text: "The file cannot be read", Scope: sluice.ScopeChat, Reason: sluice.WaitsFile, Err: err,
	}
}

// transfer brings a file to Telegram part by part. It is never whole in memory.
func (c *Conn) transfer(ctx context.Context, l *link, name string, in io.Reader, size int64) (tg.InputFileClass, error) {
	source := &source{in: in}
	parts := &parts{conn: c, link: l}
	input, err := uploader.NewUploader(parts).WithThreads(uploadThreads).Upload(ctx, uploader.NewUpload(name, source, size))
	switch refused, ok := errors.AsType[*partError](err); {
	case err == nil:
		return input, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case ok:
		return nil, refused.err
	case source.err != nil:
		return nil, fileError(ctx, source.err)
	}
	return nil, classify(err, call{})
}

// A source remembers why it could not be read.
type source struct {
	in  io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.in.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// parts is what the library uploads through. Telegram's waits are stored, not
// sat out: a message whose file must wait lets others go on.
type parts struct {
	conn *Conn
	link *link
}

// A partError hides an error of Telegram from the library, which would sleep on
// some of them.
type partError struct{ err error }

func (e *partError) Error() string { return e.err.Error() }

func (p *parts) UploadSaveFilePart(ctx context.Context, r *tg.UploadSaveFilePartRequest) (bool, error) {
	return p.save(ctx, func(ctx context.Context) (bool, error) { return p.link.client.API().UploadSaveFilePart(ctx, r) })
}

func (p *parts) UploadSaveBigFilePart(ctx context.Context, r *tg.UploadSaveBigFilePartRequest) (bool, error) {
	return p.save(ctx, func(ctx context.Context) (bool, error) { return p.link.client.API().UploadSaveBigFilePart(ctx, r) })
}

func (p *parts) save(ctx context.Context, send func(context.Context) (bool, error)) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, partTime)
	defer cancel()
	taken := make(chan bool, 1)
	err := p.conn.waits.do(limited, uploadMethod, func(ctx context.Context) error {
		return p.link.bounded(ctx, func(ctx context.Context) error {
			ok, err := send(ctx)
			taken <- ok
			return err
		})
	})
	switch {
	case err == nil:
		return <-taken, nil
	case ctx.Err() == nil && limited.Err() != nil:
		err = classify(limited.Err(), call{})
	}
	return false, &partError{err}
}
