package pebble

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"sluice"
	"sluice/internal/store"
)

// The formats of values. A number is never used for another layout.
const (
	rowVersion    = 1
	asideVersion  = 1
	statusVersion = 1
)

// The flags of a row.
const (
	flagOut = 1 << iota
	flagEdited
	flagDeleted
	flagKey // a Key stands in the value
)

// The flags of a status, in a byte behind it that is left out when none is set. What
// they announce follows in their order.
const (
	statusDeleted = 1 << iota
	statusNamed   // the name of the chat
	statusSentAs  // an id
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errShort   = errors.New("value is too short")
	errSum     = errors.New("value does not fit its checksum")
	errVersion = errors.New("value has an unknown version")
	errBadKey  = errors.New("key has an unknown form")
)

// appendRow appends the stored form of r: version, flags, kind, span, revision,
// n, time, Key, checksum over key and all the rest, body.
func appendRow(b, key []byte, r *store.Row) []byte {
	start := len(b)
	flags := byte(0)
	set := func(on bool, flag byte) {
		if on {
			flags |= flag
		}
	}
	set(r.Out, flagOut)
	set(r.Edited, flagEdited)
	set(r.Deleted, flagDeleted)
	set(r.Lane == store.Outgoing, flagKey)
	b = append(b, rowVersion, flags, r.Kind)
	b = binary.AppendUvarint(b, uint64(r.Span))     //nolint:gosec // not negative
	b = binary.AppendUvarint(b, uint64(r.Revision)) //nolint:gosec // not negative
	b = binary.AppendVarint(b, r.N)
	b = binary.AppendVarint(b, r.At)
	if r.Lane == store.Outgoing {
		b = append(b, r.Key[:]...)
	}
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, b[start:])
	sum = crc32.Update(sum, castagnoli, r.Body)
	b = binary.BigEndian.AppendUint32(b, sum)
	return append(b, r.Body...)
}

// decodeRow reads what appendRow wrote. Its Body is a part of value.
func decodeRow(r *store.Row, key, value []byte) error {
	if len(value) < 3 {
		return errShort
	}
	if value[0] != rowVersion {
		return errVersion
	}
	flags := value[1]
	r.Kind, r.Out, r.Edited, r.Deleted = value[2], flags&flagOut != 0, flags&flagEdited != 0, flags&flagDeleted != 0
	rest := reader{value[3:], true}
	r.Span, r.Revision = rest.small(), rest.small()
	r.N, r.At = rest.varint(), rest.varint()
	if flags&flagKey != 0 {
		copy(r.Key[:], rest.take(len(r.Key)))
	}
	head := len(value) - len(rest.b)
	sum := rest.take(4)
	if !rest.ok {
		return errShort
	}
	want := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value[:head])
	if crc32.Update(want, castagnoli, rest.b) != binary.BigEndian.Uint32(sum) {
		return errSum
	}
	r.Body = rest.b
	return nil
}

// A reader takes numbers off a value; ok is false once one was missing.
type reader struct {
	b  []byte
	ok bool
}

func (r *reader) take(n int) []byte {
	if !r.ok || n < 0 || len(r.b) < n {
		r.ok = false
		return make([]byte, max(n, 0)&0xff)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if !r.ok || n <= 0 {
		r.ok = false
		return 0
	}
	r.b = r.b[n:]
	return v
}

// small reads a number that fits an int32.
func (r *reader) small() int {
	v, n := binary.Uvarint(r.b)
	if !r.ok || n <= 0 || v > math.MaxInt32 {
		r.ok = false
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

// text reads a length and as many bytes.
func (r *reader) text() string { return string(r.take(min(r.small(), 0xffff))) }

func putText(b []byte, s string) []byte {
	s = s[:min(len(s), 0xff)]
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func putLong(b []byte, s string) []byte {
	s = s[:min(len(s), 0xffff)]
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// seal appends the checksum over key and value.
func seal(key, value []byte) []byte {
	return binary.BigEndian.AppendUint32(value, crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value))
}

// unseal checks what seal wrote and returns the rest behind the version.
func unseal(key, value []byte, version byte) (reader, error) {
	n := len(value) - 4
	if n < 1 {
		return reader{}, errShort
	}
	if value[0] != version {
		return reader{}, errVersion
	}
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value[:n])
	if sum != binary.BigEndian.Uint32(value[n:]) {
		return reader{}, errSum
	}
	return reader{value[1:n], true}, nil
}

func encodeAside(key []byte, a store.Aside) []byte {
	b := []byte{asideVersion, flag(a.Flooded)}
	for _, v := range []int64{a.Chat, a.Until, int64(a.Attempts), a.Doubt} {
		b = binary.AppendVarint(b, v)
	}
	b = putText(b, string(a.Reason))
	if a.Account != 0 { // seldom, so it takes no room otherwise
		b = binary.AppendVarint(b, a.Account)
	}
	return seal(key, b)
}

func decodeAside(key, value []byte) (store.Aside, error) {
	r, err := unseal(key, value, asideVersion)
	if err != nil {
		return store.Aside{}, err
	}
	a := store.Aside{ID: read64(key[len(key)-8:]), Flooded: r.take(1)[0] != 0}
	a.Chat, a.Until, a.Attempts, a.Doubt = r.varint(), r.varint(), int(r.varint()), r.varint()
	a.Reason = sluice.Reason(r.text())
	if len(r.b) > 0 {
		a.Account = r.varint()
	}
	if !r.ok {
		return store.Aside{}, errShort
	}
	return a, nil
}

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}

func encodeStatus(key []byte, s store.Status) []byte {
	b := []byte{statusVersion}
	for _, v := range []int64{s.At, s.Chat, s.Number} {
		b = binary.AppendVarint(b, v)
	}
	b = putText(putText(b, string(s.Status)), string(s.Type))
	b = putLong(b, s.Detail)
	flags := flag(s.Deleted)*statusDeleted | flag(s.Name != "")*statusNamed | flag(s.SentAs != 0)*statusSentAs
	if flags != 0 { // seldom, so it takes no room otherwise
		b = append(b, flags)
	}
	if s.Name != "" {
		b = putLong(b, s.Name)
	}
	if s.SentAs != 0 {
		b = binary.AppendVarint(b, s.SentAs)
	}
	return seal(key, b)
}

func decodeStatus(key, value []byte) (store.Status, error) {
	r, err := unseal(key, value, statusVersion)
	if err != nil {
		return store.Status{}, err
	}
	s := store.Status{ID: read64(key[len(key)-8:])}
	s.At, s.Chat, s.Number = r.varint(), r.varint(), r.varint()
	s.Status, s.Type = sluice.Status(r.text()), sluice.ChatType(r.text())
	s.Detail = r.text()
	if r.ok && len(r.b) > 0 {
		flags := r.take(1)[0]
		s.Deleted = flags&statusDeleted != 0
		if flags&statusNamed != 0 {
			s.Name = r.text()
		}
		if flags&statusSentAs != 0 {
			s.SentAs = r.varint()
		}
	}
	if !r.ok {
		return store.Status{}, errShort
	}
	return s, nil
}

func damaged(what string, err error) error { return fmt.Errorf("damaged %s: %w", what, err) }
