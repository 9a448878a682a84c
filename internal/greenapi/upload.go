package greenapi

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"sluice"
	"sluice/internal/filetype"
)

// The limits of an upload.
const (
	maxFile    = 100 << 20
	maxPicture = 10 << 20
	maxForm    = maxBody // all parts that are not the file
	maxParts   = 100
	formRest   = 1 << 20       // what the parts of a form may weigh beside the file
	uploadTime = 3 * time.Hour // in all; a byte must come every bodyTimeout
	uploadRate = 256           // bytes a second that must have come on the whole, after the first bodyTimeout
	pictureAs  = "image/jpeg"
	fullFor    = time.Minute // what is kept of files changes slowly
)

// What is told of a form that cannot be read.
const (
	textFormEnds   = "Unexpected end of form"
	textNoBoundary = "Multipart: Boundary not found"
	textAborted    = "request aborted"
)

// An upload is the file that a request brought along. What is wrong with it is
// told when its turn among the fields comes.
type upload struct {
	saved sluice.Saved
	kind  string // the client's type of it
	sum   []byte // SHA-256 of its bytes, if the request may be repeated; nil: not needed
	given bool
	err   error
}

// An intake reads requests that bring a file along, and hands it over as it
// comes: it is never whole in memory.
type intake struct {
	media   Media
	limit   int64
	picture bool // a JPEG, nothing else
}

// form takes multipart. Anything else has no parts.
func (t intake) form(w http.ResponseWriter, c *call) error {
	boundary, isForm := formBoundary(c.http.Header.Get("Content-Type"))
	if !isForm {
		return nil
	}
	if boundary == "" {
		return &sluice.Error{Code: sluice.Invalid, Text: textNoBoundary}
	}
	return t.within(w, c, textFormEnds, func(body io.Reader) error {
		return t.parts(c, multipart.NewReader(body, boundary))
	})
}

// bytes takes the file itself, or multipart.
func (t intake) bytes(w http.ResponseWriter, c *call) error {
	head := c.http.Header
	if _, isForm := formBoundary(head.Get("Content-Type")); isForm {
		return t.form(w, c)
	}
	kind := filetype.Of(head.Get("Content-Type"))
	return t.within(w, c, textAborted, func(body io.Reader) error {
		return t.file(c, headerName(head.Get("GA-Filename")), kind, &source{r: body, left: t.limit, broken: textAborted})
	})
}

// formBoundary says whether a Content-Type is that of a form, and what stands
// between its parts. Clients also send boundaries that need quotes and have none.
func formBoundary(contentType string) (boundary string, isForm bool) {
	kind, rest, _ := strings.Cut(contentType, ";")
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), "multipart/") {
		return "", false
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["boundary"], true
	}
	for param := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "boundary") {
			return strings.Trim(strings.TrimSpace(value), `"`), true
		}
	}
	return "", true
}

// within gives read the body: with a limit, and time for as long as something comes.
// broken is what a client is told whose body ends early.
func (t intake) within(w http.ResponseWriter, c *call, broken string, read func(body io.Reader) error) error {
	c.unread = false
	if c.http.ContentLength > t.limit+formRest {
		return t.drain(w, c)
	}
	now := time.Now()
	p := &patient{r: c.http.Body, w: w, began: now}
	defer func() { // it began with the request
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout))
	}()
	err := read(&source{r: p, left: t.limit + formRest, broken: broken})
	if sluice.CodeOf(err) == sluice.TooLarge {
		return t.drain(w, c)
	}
	if err != nil {
		c.unread = true
		return err
	}
	readWithin(w, 0)
	return nil
}

// drain takes in what a client goes on sending, so that it gets to read why not.
func (t intake) drain(w http.ResponseWriter, c *call) error {
	readWithin(w, drainTimeout)
	_, _ = io.CopyN(io.Discard, c.http.Body, t.limit)
	c.unread = true
	return errTooLarge
}

var errTooLarge = &sluice.Error{Code: sluice.TooLarge, Text: tooLarge}

// parts reads a form, its parts in any order.
func (t intake) parts(c *call, form *multipart.Reader) error {
	texts := map[string]json.RawMessage{}
	left := maxForm
	for n := 0; ; n++ {
		p, err := form.NextPart()
		if err == io.EOF { // in the chain of another error it is a form that ends early
			c.fields.values = texts
			return nil
		}
		if err != nil {
			return formError(err)
		}
		switch name := p.FormName(); {
		case n == maxParts:
			return invalid("'body' must contain less than or equal to 100 items")
		case name == "file" && c.upload.given:
			c.upload.err = invalid("'file' must contain less than or equal to 1 items")
		case name == "file":
			kind := filetype.Of(p.Header.Get("Content-Type"))
			if err := t.file(c, p.FileName(), kind, &source{r: p, left: t.limit, broken: textFormEnds}); err != nil {
				return err
			}
		default:
			text, err := textPart(p, left)
			if err != nil {
				return err
			}
			left -= len(text)
			texts[name] = text
		}
	}
}

// textPart reads a part that is a field, as the JSON string that it stands for.
func textPart(p io.Reader, limit int) (json.RawMessage, error) {
	text, err := io.ReadAll(io.LimitReader(p, int64(limit)+1))
	switch {
	case err != nil:
		return nil, formError(err)
	case len(text) > limit:
		return nil, errTooLarge
	case !utf8.Valid(text):
		return nil, invalid("'body' must be valid UTF-8")
	}
	return encode(string(text))
}

// formError says what is wrong with a form.
func formError(err error) error {
	if _, ok := errors.AsType[*sluice.Error](err); ok {
		return err
	}
	return &sluice.Error{Code: sluice.Invalid, Text: textFormEnds, Err: err}
}

// file hands a file over. An empty one, or one of the wrong type, is not.
func (t intake) file(c *call, name, kind string, from *source) error {
	c.upload = upload{given: true, kind: kind}
	first := bufio.NewReader(from)
	start, err := first.Peek(3)
	switch {
	case len(start) == 0 && errors.Is(err, io.EOF):
		c.upload.err = errEmpty
		return nil
	case t.picture && !bytes.Equal(start, []byte{0xFF, 0xD8, 0xFF}):
		c.upload.err = &sluice.Error{Code: sluice.Invalid, Text: "Unsupported media type"}
		return nil
	case t.picture:
		kind = pictureAs
	}
	r, sum := io.Reader(first), hash.Hash(nil)
	if c.http.Header.Get(keyHeader) != "" {
		sum = sha256.New()
		r = io.TeeReader(r, sum)
	}
	c.upload.saved, err = t.media.Save(c.http.Context(), c.id, fileName(name, kind), kind, r)
	switch {
	case from.err != nil:
		return from.err
	case sluice.CodeOf(err) == sluice.Invalid:
		c.upload.err = err
	case sluice.CodeOf(err) == sluice.Full: // of files; the queue is not
		return &sluice.Error{Code: sluice.Unavailable, Wait: fullFor, Err: err}
	case err != nil:
		return err
	case sum != nil:
		c.upload.sum = sum.Sum(nil)
	}
	return nil
}

var errEmpty = &sluice.Error{Code: sluice.Invalid, Text: "File is empty"}

// A source reads up to a limit, and remembers what went wrong: who stores what it
// reads may not say.
type source struct {
	r      io.Reader
	left   int64
	broken string // what a client is told whose request ends early
	err    error
}

func (s *source) Read(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(b[:min(int64(len(b)), s.left+1)])
	s.left -= int64(n)
	switch {
	case s.left < 0:
		s.err = errTooLarge
	case err != nil && !errors.Is(err, io.EOF):
		if s.err = err; sluice.CodeOf(err) == sluice.Internal {
			s.err = &sluice.Error{Code: sluice.Invalid, Text: s.broken, Err: err}
		}
	default:
		return n, err
	}
	return 0, s.err
}

// A patient reader moves the deadline on while enough comes.
type patient struct {
	r     io.Reader
	w     http.ResponseWriter
	began time.Time
	came  int64     // bytes
	moved time.Time // when the deadline was moved on last
}

func (p *patient) Read(b []byte) (int, error) {
	if now := time.Now(); now.Sub(p.moved) >= time.Second {
		p.moved = now
		earned := min(bodyTimeout+time.Duration(p.came)*time.Second/uploadRate, uploadTime)
		readWithin(p.w, max(min(bodyTimeout, earned-now.Sub(p.began)), time.Nanosecond))
	}
	n, err := p.r.Read(b)
	p.came += int64(n)
	return n, err
}
