package greenapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"sluice"
)

// maxBody is the size of a JSON body, and tooLarge what a larger one is told,
// with status 500 as the original does.
const (
	maxBody  = 100 << 10
	tooLarge = "request entity too large"

	// maxDepth is how deep a body may be nested, also in fields that nobody reads;
	// the deepest that is documented has four levels.
	maxDepth = 32

	endsEarly = "Unexpected end of JSON input"
)

// readWithin gives what is still to be read of a request so much time, 0 for no
// end. Not every writer can; then there is none.
func readWithin(w http.ResponseWriter, d time.Duration) {
	var end time.Time
	if d > 0 {
		end = time.Now().Add(d)
	}
	_ = http.NewResponseController(w).SetReadDeadline(end)
}

// readBody returns the whole body of a request. Only then there is no deadline
// any more: with one, a client that asks to wait would be taken for gone.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	readWithin(w, bodyTimeout)
	var b bytes.Buffer
	b.Grow(int(min(max(r.ContentLength, 0), maxBody)) + bytes.MinRead)
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, &refusal{status: http.StatusInternalServerError, text: tooLarge}
	}
	if err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: endsEarly, Err: err}
	}
	readWithin(w, 0)
	return b.Bytes(), nil
}

// parseFields reads a body. Empty, it counts as {}.
func parseFields(data []byte) (*fields, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(data) == 0 {
		return &fields{}, nil
	}
	if !utf8.Valid(data) {
		return nil, invalid("'body' must be valid UTF-8")
	}
	if deeper(data, maxDepth) {
		return nil, invalid(fmt.Sprintf("'body' must not be nested more than %d levels deep", maxDepth))
	}
	f := &fields{}
	err := json.Unmarshal(data, &f.values)
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: syntaxText(data, broken.Offset)}
	}
	if err != nil || f.values == nil { // an array, a string, null…
		return nil, invalid("'body' must be an object")
	}
	return f, nil
}

// deeper says whether data, JSON or not, opens more than most brackets at once.
func deeper(data []byte, most int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// syntaxText says what is wrong with data, of which read bytes were understood
// or, the last of them, not.
func syntaxText(data []byte, read int64) string {
	err := json.NewDecoder(bytes.NewReader(data)).Decode(new(json.RawMessage))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return endsEarly
	}
	at := read - 1
	r, _ := utf8.DecodeRune(data[at:])
	return fmt.Sprintf("Unexpected token %c in JSON at position %d", r, at)
}
