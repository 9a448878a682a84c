package greenapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sluice"
)

// fields reads the fields of a body. It keeps the first error, so a method
// reads all it wants in the documented order and asks once at the end.
type fields struct {
	values map[string]json.RawMessage
	within string   // the path of the object whose fields these are, with its dot; "": the body itself
	asked  []string // names that the method has looked for
	err    error
}

// Err returns the first error of all that was read.
func (f *fields) Err() error { return f.err }

// fail keeps the error of a field unless there is one already.
func (f *fields) fail(name, format string, args ...any) {
	if f.err == nil {
		f.err = invalid("'" + f.within + name + "' " + fmt.Sprintf(format, args...))
	}
}

// stop keeps an error that no field is to blame for, unless there is one already.
func (f *fields) stop(err error) {
	if f.err == nil {
		f.err = err
	}
}

// value returns a field as it came.
func (f *fields) value(name string) (json.RawMessage, bool) {
	f.asked = append(f.asked, name)
	value, ok := f.values[name]
	return value, ok
}

// raw returns a field as it came, "" when it was not given.
func (f *fields) raw(name string) string {
	value, _ := f.value(name)
	return string(value)
}

// unknown returns the fields that the method has not looked for, in order.
func (f *fields) unknown() []string {
	var names []string
	for name := range f.values {
		if !slices.Contains(f.asked, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// empty says whether the body has no field at all, not even an unknown one.
func (f *fields) empty() bool { return len(f.values) == 0 }

// given returns an optional value: null and "" count as absent.
func (f *fields) given(name string) (json.RawMessage, bool) {
	value, ok := f.value(name)
	return value, ok && string(value) != "null" && string(value) != `""`
}

// required returns a value that must be there.
func (f *fields) required(name string) (json.RawMessage, bool) {
	value, ok := f.value(name)
	if !ok || string(value) == "null" {
		f.fail(name, "is required")
		return nil, false
	}
	return value, true
}

// Text reads a required string of 1 to limit characters, not only blanks.
func (f *fields) Text(name string, limit int) string {
	value, ok := f.required(name)
	if !ok {
		return ""
	}
	return f.text(name, value, limit)
}

// text decodes a string that must not be blank.
func (f *fields) text(name string, value json.RawMessage, limit int) string {
	s := f.string(name, value)
	if strings.TrimSpace(s) == "" {
		f.fail(name, "is not allowed to be empty")
	}
	f.short(name, s, limit)
	return s
}

// Optional reads an optional string of at most limit characters.
func (f *fields) Optional(name string, limit int) string {
	value, ok := f.given(name)
	if !ok {
		return ""
	}
	s := f.string(name, value)
	f.short(name, s, limit)
	return s
}

// OneOf reads an optional string that must be one of those listed.
func (f *fields) OneOf(name string, allowed ...string) string {
	value, ok := f.given(name)
	if !ok {
		return ""
	}
	s := f.string(name, value)
	if slices.Contains(allowed, s) {
		return s
	}
	f.fail(name, "must be one of [%s]", strings.Join(allowed, ", "))
	return ""
}

// Chat reads a required chatId; a JSON integer is one as well.
func (f *fields) Chat(name string) sluice.ChatID {
	return f.chat(name, f.Word(name, maxBody)) // its form says more than a length would
}

func (f *fields) chat(name, s string) sluice.ChatID {
	chat, ok := sluice.ParseChatID(s)
	if !ok {
		f.fail(name, "must be one of the next formats: 'phone_number@c.us' or 'chatId'")
	}
	return chat
}

// Word reads a required string that a client may also write as an integer.
func (f *fields) Word(name string, limit int) string {
	if value, _ := f.value(name); integral(value) {
		f.short(name, string(value), limit)
		return string(value)
	}
	return f.Text(name, limit)
}

// Integer reads a required whole number; a string of digits is one as well.
func (f *fields) Integer(name string, least, most int64) int64 {
	value, ok := f.required(name)
	if !ok {
		return 0
	}
	if string(value) == `""` {
		f.fail(name, "is not allowed to be empty")
	}
	return f.whole(name, value, least, most)
}

// OptionalInteger reads an optional whole number, and says whether it was given.
func (f *fields) OptionalInteger(name string, least, most int64) (int64, bool) {
	value, ok := f.given(name)
	if !ok {
		return 0, false
	}
	return f.whole(name, value, least, most), true
}

// Number reads a required number, which may be written as a string.
func (f *fields) Number(name string, least, most float64) float64 {
	value, ok := f.required(name)
	if !ok {
		return 0
	}
	if string(value) == `""` {
		f.fail(name, "is not allowed to be empty")
	}
	x, ok := number(strings.Trim(string(value), `"`))
	switch {
	case !ok:
		f.fail(name, "must be a number")
	case x < least:
		f.fail(name, "must be greater than or equal to %v", least)
	case x > most:
		f.fail(name, "must be less than or equal to %v", most)
	}
	return x
}

// Flag reads an optional boolean; nil when it was not given.
func (f *fields) Flag(name string) *bool {
	value, ok := f.given(name)
	if !ok {
		return nil
	}
	var on bool
	if json.Unmarshal(value, &on) != nil {
		f.fail(name, "must be a boolean")
	}
	return &on
}

// string decodes a value that must be a string.
func (f *fields) string(name string, value json.RawMessage) string {
	if value[0] != '"' {
		f.fail(name, "must be a string")
		return ""
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1])
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		f.fail(name, "must be a string")
	}
	return s
}

func (f *fields) short(name, s string, limit int) {
	if len(s) > limit && utf8.RuneCountInString(s) > limit {
		f.fail(name, "length must be less than or equal to %d characters long", limit)
	}
}

// whole decodes a whole number and checks its range. Numbers beyond 64 bits
// are the largest or smallest of them.
func (f *fields) whole(name string, value json.RawMessage, least, most int64) int64 {
	n, ok := wholeNumber(value)
	switch {
	case !ok:
		f.fail(name, "must be an integer")
	case n < least:
		f.fail(name, "must be greater than or equal to %d", least)
	case n > most:
		f.fail(name, "must be less than or equal to %d", most)
	}
	return n
}

func wholeNumber(value json.RawMessage) (int64, bool) {
	text := string(value)
	if strings.HasPrefix(text, `"`) {
		text = strings.Trim(text, `"`)
		if strings.Trim(text, "0123456789") != "" {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		return n, true
	}
	x, err := strconv.ParseFloat(text, 64) // 5e3 and 5.0 are whole as well
	if err != nil && !errors.Is(err, strconv.ErrRange) || x != math.Trunc(x) {
		return 0, false
	}
	return int64(max(-1<<62, min(x, 1<<62))), true
}

// integral says whether value is a JSON number written without point and exponent.
func integral(value json.RawMessage) bool {
	digits := bytes.TrimPrefix(value, []byte("-"))
	return len(digits) > 0 && len(bytes.Trim(digits, "0123456789")) == 0
}
