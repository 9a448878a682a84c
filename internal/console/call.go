package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// A call is one request on its way through the checks.
type call struct {
	s      *Server
	w      http.ResponseWriter
	r      *http.Request
	caller sluice.Caller
	cookie string            // of the caller's session; "": it has none
	id     sluice.InstanceID // of the path; 0: none is named
}

func (c *call) ctx() context.Context { return c.r.Context() }

// What a call may return besides a value.
type (
	made    struct{ value any } // 201
	done    struct{}            // 204
	written struct{}            // it has answered by itself
)

// maxBody is what a body may have.
const maxBody = 256 << 10

// bodyWithin is how long reading a body may take.
const bodyWithin = 30 * time.Second

// body reads the JSON of a request and refuses fields that nobody knows.
func (c *call) body(into any) error {
	data, err := c.read()
	if err != nil {
		return err
	}
	return decode(data, into)
}

// read reads the body of a request.
func (c *call) read() ([]byte, error) {
	control := http.NewResponseController(c.w)
	_ = control.SetReadDeadline(time.Now().Add(bodyWithin)) // not every writer can
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, &sluice.Error{Code: sluice.TooLarge, Text: "the body has more than 256 KiB"}
	}
	if err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "the body ends early", Err: err}
	}
	return data, nil
}

func decode(data []byte, into any) error {
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("something follows the object")
	}
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return wrong(e.Field, "must be %s, not %s", e.Type, e.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return wrong(strings.Trim(name, `"`), "is not known here")
	}
	return &sluice.Error{Code: sluice.Invalid, Text: "the body is no JSON object that fits: " + err.Error()}
}

// query returns a parameter of the query.
func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// number reads a parameter within limits; usual stands for one that is not given.
func (c *call) number(name string, usual, least, most int) (int, error) {
	text := c.query(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, wrong(name, "must be %d to %d", least, most)
	}
	return n, nil
}

// limit reads how many rows a page may have.
func (c *call) limit(usual int) (int, error) { return c.number("limit", usual, 1, 500) }

// message reads an idMessage of the query; "" when it is not given.
func (c *call) message(name string) (sluice.MessageID, error) {
	text := c.query(name)
	m, ok := sluice.ParseMessageID(text)
	if text != "" && !ok {
		return "", wrong(name, "must be an idMessage of 13 digits")
	}
	return m, nil
}

// target reads the idMessage of the path.
func (c *call) target() (sluice.MessageID, error) {
	m, ok := sluice.ParseMessageID(c.r.PathValue("idMessage"))
	if !ok {
		return "", wrong("idMessage", "must have 13 digits")
	}
	return m, nil
}

// receipt reads the receiptId of the path.
func (c *call) receipt() (int64, error) {
	n, err := strconv.ParseInt(c.r.PathValue("receiptId"), 10, 32)
	if err != nil || n < 1 {
		return 0, wrong("receiptId", "must be a number from 1 on")
	}
	return n, nil
}

// instance returns the instance of the path.
func (c *call) instance() (sluice.Instance, error) { return c.s.instance(c.id) }

// instance returns one that exists.
func (s *Server) instance(id sluice.InstanceID) (sluice.Instance, error) {
	i, err := s.Instances.Instance(id)
	if sluice.CodeOf(err) == sluice.NotFound || err == nil && !i.Deleted.IsZero() {
		return i, missing("there is no instance " + strconv.FormatInt(int64(id), 10))
	}
	return i, err
}

// note writes down what the caller did.
func (c *call) note(action, target, detail string) error {
	return c.s.Access.Note(context.WithoutCancel(c.ctx()), sluice.Deed{
		Who: c.caller.Name, Role: c.caller.Role, Address: c.caller.Address,
		Action: action, Instance: c.id, Target: target, Detail: detail,
	})
}

// addressOf returns where a request comes from, without a port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
