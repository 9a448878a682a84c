package greenapi

import (
	"context"
	"encoding/hex"
	"net/url"

	"sluice"
)

// maxCaption is the length of the text below a file.
const maxCaption = 1024

// sentFile is the answer of sendFileByUpload.
type sentFile struct {
	ID  sluice.MessageID `json:"idMessage"`
	URL string           `json:"urlFile"`
}

func (s sending) fileByUpload(ctx context.Context, c *call) (any, error) {
	sent, err := s.sendUpload(ctx, c)
	switch sluice.CodeOf(err) {
	case "", sluice.Invalid, sluice.Conflict, sluice.Full: // of any other error a message may have come
		if saved := c.upload.saved.URL; saved != sent.URL {
			s.media.Discard(c.id, saved)
		}
	}
	if err != nil {
		return nil, err
	}
	return sent, nil
}

func (s sending) sendUpload(ctx context.Context, c *call) (sentFile, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	switch {
	case !c.upload.given:
		in.fail("file", "is required")
	case c.upload.err != nil:
		in.stop(c.upload.err)
	}
	b := sluice.FileBody{URL: c.upload.saved.URL, Name: c.upload.saved.Name}
	if name := in.Optional("fileName", sluice.MaxFileName); name != "" {
		b.Name = fileName(name, c.upload.kind)
	}
	b.Caption = sluice.Text(in.Optional("caption", maxCaption))
	m.Body = b
	s.readCommon(ctx, in, &m)
	if err := in.Err(); err != nil {
		return sentFile{}, err
	}
	once, err := readUploadOnce(c, m, b)
	if err != nil {
		return sentFile{}, err
	}
	id, err := s.queue.Enqueue(ctx, m, once)
	if err != nil {
		return sentFile{}, err
	}
	if once.Key != "" {
		b.URL = s.firstURL(ctx, c.id, id, b.URL)
	}
	s.media.Fetch(c.id, id, b.URL)
	return sentFile{id, b.URL}, nil
}

// readUploadOnce reads the Idempotency-Key. The address of an upload is new each
// time; what makes the request the same are the bytes of its file.
func readUploadOnce(c *call, m sluice.Message, b sluice.FileBody) (sluice.Once, error) {
	b.URL = hex.EncodeToString(c.upload.sum)
	m.Body = b
	request, err := m.MarshalRequest()
	if err != nil {
		return sluice.Once{}, err
	}
	return readOnce(c.http.Header, "sendFileByUpload", request)
}

// firstURL is the address that was answered when the message was accepted, which
// may have been by an earlier request.
func (s sending) firstURL(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, present string) string {
	r, ok, err := s.known.journal.Lookup(ctx, id, m)
	if b, isFile := r.Request.(sluice.FileBody); ok && err == nil && isFile {
		return b.URL
	}
	return present
}

func (s sending) fileByURL(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	b := sluice.FileBody{
		URL:     s.fileURL(in, "urlFile"),
		Name:    in.Text("fileName", sluice.MaxFileName),
		Caption: sluice.Text(in.Optional("caption", maxCaption)),
	}
	m.Body = b
	s.readCommon(ctx, in, &m)
	id, err := s.accept(ctx, c, m)
	if err != nil {
		return nil, err
	}
	s.media.Fetch(c.id, id, b.URL)
	return accepted{id}, nil
}

// fileURL reads where a file is. What only the look-up of a name can tell is
// told when the file is fetched.
func (s sending) fileURL(in *fields, name string) string {
	address := in.Text(name, maxURL)
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		in.fail(name, "must be a valid uri")
	case s.media.Private(address):
		in.fail(name, "points to a private address; the operator can allow it (outbound.allow)")
	}
	return address
}

// uploaded is the answer of uploadFile.
type uploaded struct {
	URL string `json:"urlFile"`
}

func (s sending) upload(_ context.Context, c *call) (any, error) {
	if err := c.upload.missing(); err != nil {
		return nil, err
	}
	return uploaded{c.upload.saved.URL}, nil
}

// missing says what is wrong with a file that is all that the request is about.
func (u upload) missing() error {
	if !u.given {
		return errEmpty
	}
	return u.err
}
