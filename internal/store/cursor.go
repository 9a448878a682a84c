package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A Cursor is where one lane of an instance stands. It is always written whole,
// so the last write tells everything. Times are Unix milliseconds.
type Cursor struct {
	HeadID  int64 // rows from here on are in the queue
	HeadN   int64 // ordinal of the head; LastN+1 when the range is empty
	HeadDay Day   // of lane 1, where the number does not tell it
	Holes   int64 // rows behind the head that are no longer in the queue
	LastID  int64 // last id given, over both directions; with rows behind it, a hint
	LastN   int64 // last ordinal given; with rows behind it, a hint

	// Of lane 0.
	Aside       int64 // rows set aside
	OverdueFrom int64 // first id that may be owed its expiry
	Overdue     int64 // rows before the head that are owed it
	LastWire    int64 // when a send call last ended that had written anything
	WaitUntil   int64 // no send before
	HeadUntil   int64 // no attempt at the head, or at what is in flight, before
	InFlight    int64 // the message whose attempt has no result; 0: none
	Attempts    int64 // tries of the head or of what is in flight that ended without one
	Doubt       int64 // when the first attempt without a result began
	Offline     int64 // 1: HeadUntil is there for want of a connection
}

const cursorVersion = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendBinary appends the stored form of c: a version, the fields as varints,
// a checksum.
func (c *Cursor) AppendBinary(b []byte) ([]byte, error) {
	start := len(b)
	b = append(b, cursorVersion)
	day := int64(c.HeadDay)
	for _, v := range c.fields(&day) {
		b = binary.AppendVarint(b, *v)
	}
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli)), nil
}

// UnmarshalBinary reads what [Cursor.AppendBinary] wrote.
func (c *Cursor) UnmarshalBinary(b []byte) error {
	if len(b) < 5 || b[0] != cursorVersion {
		return fmt.Errorf("cursor of %d bytes: unknown version", len(b))
	}
	body := b[:len(b)-4]
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(b[len(b)-4:]) {
		return fmt.Errorf("cursor of %d bytes: damaged", len(b))
	}
	var day int64
	rest := body[1:]
	for _, v := range c.fields(&day) {
		n, size := binary.Varint(rest)
		if size <= 0 {
			return fmt.Errorf("cursor of %d bytes: too short", len(b))
		}
		*v, rest = n, rest[size:]
	}
	c.HeadDay = Day(day) //nolint:gosec // written from a Day, and checked
	return nil
}

// fields lists the numbers in their stored order, which only grows at the end.
func (c *Cursor) fields(day *int64) []*int64 {
	return []*int64{
		&c.HeadID, &c.HeadN, day, &c.Holes, &c.LastID, &c.LastN, &c.Aside, &c.OverdueFrom, &c.Overdue,
		&c.LastWire, &c.WaitUntil, &c.HeadUntil, &c.InFlight, &c.Attempts, &c.Doubt, &c.Offline,
	}
}

// rows returns how many rows from the head on are in the queue.
func (c *Cursor) rows() int64 { return c.LastN - c.HeadN + 1 - c.Holes }

// empty moves the head behind the last row.
func (c *Cursor) empty() {
	c.HeadID, c.HeadN, c.Holes = c.LastID+1, c.LastN+1, 0
}

// pass moves the head behind r, and over the holes before it.
func (c *Cursor) pass(r Row) {
	c.Holes -= r.N - c.HeadN
	c.HeadID, c.HeadN, c.HeadDay = r.Last()+1, r.N+1, r.Day
	if c.rows() == 0 {
		c.empty()
	}
}
