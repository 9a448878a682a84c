package pebble

import (
	"encoding/binary"
	"math"

	"sluice"
	"sluice/internal/store"
)

// Every key begins with the letter of its table. Integers are big-endian, so
// that byte order is numeric order; signed ones have their sign bit turned.
const (
	tableRow    = 'm' // lane, day, instance, id: a row
	tableCursor = 'h' // lane, instance: a cursor
	tableAside  = 'w' // instance, id: set aside
	tableOnce   = 'k' // day, instance, hash: Idempotency-Key
	tableStatus = 's' // day, instance, id: status
	tableChat   = 'c' // day, instance, chat, id: by chat; no value
	tableNumber = 't' // day, instance, scope, number: by network number
	tableValue  = 'a' // instance, name: values of an instance
	tableGlobal = 'g' // name: values of the deployment
)

const lastDay = store.Day(math.MaxUint16)

func put64(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(v)) //nolint:gosec // the bits are kept
}

func putDay(b []byte, d store.Day) []byte { return binary.BigEndian.AppendUint16(b, uint16(d)) }

// putSigned keeps the order of negative numbers, as group chats have.
func putSigned(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(v)^1<<63) //nolint:gosec // the bits are kept
}

func rowKey(b []byte, l store.Lane, d store.Day, i sluice.InstanceID, id int64) []byte {
	b = putDay(append(b, tableRow, byte(l)), d)
	return put64(put64(b, int64(i)), id)
}

// rowKeySize is the length of a row's key.
const rowKeySize = 20

func cursorKey(l store.Lane, i sluice.InstanceID) []byte {
	return put64([]byte{tableCursor, byte(l)}, int64(i))
}

func asideKey(i sluice.InstanceID, id int64) []byte {
	return put64(put64([]byte{tableAside}, int64(i)), id)
}

// dayKey begins the keys of the tables that lead with day and instance.
func dayKey(table byte, d store.Day, i sluice.InstanceID) []byte {
	return put64(putDay([]byte{table}, d), int64(i))
}

func onceKey(d store.Day, i sluice.InstanceID, hash [16]byte) []byte {
	return append(dayKey(tableOnce, d, i), hash[:]...)
}

func statusKey(i sluice.InstanceID, id int64) []byte {
	return put64(dayKey(tableStatus, store.DayOf(id), i), id)
}

func chatKey(i sluice.InstanceID, chat, id int64) []byte {
	return put64(putSigned(dayKey(tableChat, store.DayOf(id), i), chat), id)
}

func numberKey(d store.Day, i sluice.InstanceID, scope, number int64) []byte {
	return put64(putSigned(dayKey(tableNumber, d, i), scope), number)
}

func valueKey(i sluice.InstanceID, name string) []byte {
	if i == 0 {
		return append([]byte{tableGlobal}, name...)
	}
	return append(put64([]byte{tableValue}, int64(i)), name...)
}

func read64(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) } //nolint:gosec // the bits are kept

func readDay(b []byte) store.Day { return store.Day(binary.BigEndian.Uint16(b)) }

// A dayTable is the keys of one table that leads with days: its prefix, and what
// follows the instance.
type dayTable struct {
	prefix []byte // before the day
}

func rows(l store.Lane) dayTable   { return dayTable{[]byte{tableRow, byte(l)}} }
func table(letter byte) dayTable   { return dayTable{[]byte{letter}} }
func (t dayTable) start() []byte   { return t.prefix }
func (t dayTable) end() []byte     { return next(t.prefix) }
func (t dayTable) headerSize() int { return len(t.prefix) + 10 }

// key returns where the instance's keys of a day begin.
func (t dayTable) key(d store.Day, i sluice.InstanceID) []byte {
	b := append(make([]byte, 0, 48), t.prefix...)
	return put64(putDay(b, d), int64(i))
}

// split returns the day and the instance of a key.
func (t dayTable) split(key []byte) (store.Day, sluice.InstanceID) {
	n := len(t.prefix)
	return readDay(key[n:]), sluice.InstanceID(read64(key[n+2:]))
}

// next returns the first key behind all that begin with prefix.
func next(prefix []byte) []byte {
	b := append([]byte(nil), prefix...)
	for k := len(b) - 1; k >= 0; k-- {
		b[k]++
		if b[k] != 0 {
			return b[:k+1]
		}
	}
	return nil
}
