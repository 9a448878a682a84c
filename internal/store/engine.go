package store

import (
	"context"
	"iter"
	"math"

	"sluice"
)

// An Engine makes changes durable and reads them back. It holds no rules: all
// numbers in a [Change] were given by the [Store], and a read returns what was
// committed before it began, perhaps with what is being committed meanwhile. Its
// methods may be called at the same time.
type Engine interface {
	// Commit applies all changes, in order, or none. They are durable when it
	// returns nil. After an error the engine answers nothing but errors.
	Commit(ctx context.Context, changes ...Change) error
	// Instances yields every instance that has a record, by id.
	Instances(ctx context.Context) iter.Seq2[Stored, error]
	// Recover returns where the queues of an instance stand.
	Recover(ctx context.Context, i sluice.InstanceID) (State, error)
	// Message returns the outgoing or journaled row that owns id, with the status
	// of id.
	Message(ctx context.Context, i sluice.InstanceID, id int64) (Row, bool, error)
	// ByNumber returns the id of a message by its number at the network. Days
	// before since are not looked at.
	ByNumber(ctx context.Context, i sluice.InstanceID, n Number, since Day) (int64, bool, error)
	// Rows returns rows in the order that q asks for.
	Rows(ctx context.Context, q Query) ([]Row, error)
	// Value returns what is stored under a name; instance 0 has the values of the
	// whole deployment. [OnceName] gives the name of an Idempotency-Key.
	Value(ctx context.Context, i sluice.InstanceID, name string) ([]byte, bool, error)
	// DropBefore erases whole days of one kind of row.
	DropBefore(ctx context.Context, k Kept, d Day) error
	// Close gives the storage back. Nothing may be under way.
	Close() error
}

// A Reserver is an [Engine] that can tell when it is about to run out of room.
type Reserver interface {
	// Room says whether new messages may be accepted. Whatever makes the queue
	// shorter is committed in any case.
	Room() bool
}

// An Overlapper is an [Engine] whose commits may overlap: one is encoded while the
// one before is on its way to the disk.
type Overlapper interface {
	// Begin is Commit without the wait. Changes of a later Begin come behind those
	// of an earlier one, and are not durable unless these are. The function returns
	// when they are durable; it is called once. After an error, of either, the
	// engine answers nothing but errors.
	Begin(ctx context.Context, changes ...Change) (durable func() error, err error)
}

// A Day counts UTC days since 1970. It follows from the milliseconds of an id,
// so it never runs backwards within a lane.
type Day uint16

const dayMillis = 24 * 60 * 60 * 1000

// DayOf returns the day of an id.
func DayOf(id int64) Day {
	return Day(max(0, min(id/dayMillis, math.MaxUint16)))
}

// A Lane is one of an instance's sequences of rows. Its number is stored.
type Lane uint8

// The lanes.
const (
	Outgoing      Lane = 0 // messages to send: queue and journal in one; numbered by idMessage
	Notifications Lane = 1 // what the client is to be told; numbered by n
	Journal       Lane = 2 // messages that never were in the queue; numbered by idMessage
	Letters       Lane = 3 // dead letters: notifications that the client's webhook refused; numbered by n
)

// Kept is a kind of row that is dropped by its own day.
type Kept uint8

// What is dropped apart.
const (
	KeptMessages      Kept = iota // lanes 0 and 2, the chats' index, Idempotency-Keys
	KeptNotifications             // lane 1
	KeptNumbers                   // statuses, and numbers at the network
	KeptLetters                   // lane 3
)

// A Row is a message or a notification, written once under its id.
type Row struct {
	Lane     Lane
	Day      Day // of the id; in lanes 1 and 3 the day of its birth or burial, which the number does not tell
	ID       int64
	N        int64 // dense ordinal in lane 0; in lanes 1 and 3 the same as ID
	Kind     uint8 // of a message
	Out      bool  // taken out of the middle of the queue
	Edited   bool  // its text was changed after it was sent or received
	Deleted  bool  // it is gone at the network
	Span     int   // ids that the row owns, ID being the first
	Revision int
	At       int64 // acceptance or birth, Unix milliseconds
	Key      [16]byte
	Body     []byte

	Damaged bool   // its bytes do not fit their checksum: nothing but Lane, Day and ID is known
	Status  Status // of the id that was asked for, one of those that the row owns; zero: not read
}

// Last returns the last id that the row owns.
func (r Row) Last() int64 { return r.ID + int64(max(r.Span, 1)) - 1 }

// A Status is how a message ended, and what the network calls it. Each id that a
// row owns has its own.
type Status struct {
	ID      int64         // of the message
	Status  sluice.Status // "": none is stored
	At      int64         // Unix milliseconds: of a sent one by the network's clock
	Chat    int64         // where it went; 0: never resolved
	Type    sluice.ChatType
	Number  int64 // at the network; 0: not known
	Detail  string
	Name    string // of the chat, when it was sent
	Deleted bool   // it is gone at the network, while others of its row are not
	SentAs  int64  // the message that it was sent anew as; 0: it was not
}

// An Aside is a message that waits for its chat while others go on.
type Aside struct {
	ID       int64
	Chat     int64 // see chatKey
	Until    int64 // not before, Unix milliseconds; math.MaxInt64: until released
	Attempts int
	Doubt    int64 // when the first attempt without a result began; 0: none is in doubt
	Reason   sluice.Reason
	Flooded  bool  // met PEER_FLOOD once: a second one fails it
	Account  int64 // that made the attempt in doubt, once another one has logged in; 0: the one that is logged in
}

// A Number names a message at the network.
type Number struct {
	Scope int64 // numeric chat or, of messages numbered per account, the account
	N     int64 // negative: not the network's, but made of what the message shows
	ID    int64 // our id
}

// A ChatRow finds a message by its chat.
type ChatRow struct {
	Chat int64
	ID   int64
}

// An OnceRow remembers the answer to an Idempotency-Key.
type OnceRow struct {
	Key  [16]byte // hash
	ID   int64
	Body [32]byte // hash
}

// A Value is one named value of an instance. Name "" is the instance's record.
type Value struct {
	Name string
	Data []byte // nil deletes
}

// Stored is one instance as [Engine.Instances] yields it.
type Stored struct {
	ID     sluice.InstanceID
	Record []byte
}

// A Change is one fact of the domain, with all rows that it writes. Rows and
// cursors are written whole, so that applying a change twice does no harm.
type Change struct {
	Instance sluice.InstanceID
	Rows     []Row
	Gone     []Row // erased: lane, day and id
	Out      *Cursor
	Notify   *Cursor
	NoAside  bool    // nothing stays set aside but what Aside says
	NotAside []int64 // no longer set aside, before Aside
	Aside    []Aside
	Statuses []Status
	Chats    []ChatRow
	Numbers  []Number
	Once     []OnceRow
	NoValues string // values whose names begin with it go, before Values; "": none
	Values   []Value
	Erase    bool // all the instance has but its record goes, before all else
}

// State is where the queues of an instance stand: its cursors, the last row of
// each lane, and what is set aside, by id.
type State struct {
	Out, Notify Cursor // zero when there is none
	Tails       [3]Row // by lane; zero when there is none
	Aside       []Aside
}

// A Query asks for rows of one instance.
type Query struct {
	Instance sluice.InstanceID
	Lane     Lane
	Chat     int64 // only messages of this chat, of lanes 0 and 2 alike, a row for each id; 0: all of Lane
	Newest   bool  // newest first, from before Until down; not with Until in lane 1
	Day      Day   // no row is of an earlier day
	From     int64 // first id wanted
	Until    int64 // first id not wanted; 0: no end
	Limit    int
	Holes    bool // rows taken out of the queue, too
	Statuses bool // with the status of each
}

// OnceName is the name under which [Engine.Value] finds an Idempotency-Key. The
// value is that of [OnceRow.AppendBinary].
func OnceName(d Day, key [16]byte) string {
	b := make([]byte, 0, len(oncePrefix)+18)
	b = append(b, oncePrefix...)
	b = append(b, byte(d>>8), byte(d))
	return string(append(b, key[:]...))
}

// ParseOnceName is the inverse of [OnceName].
func ParseOnceName(name string) (d Day, key [16]byte, ok bool) {
	if len(name) != len(oncePrefix)+18 || name[:len(oncePrefix)] != oncePrefix {
		return 0, key, false
	}
	rest := name[len(oncePrefix):]
	copy(key[:], rest[2:])
	return Day(rest[0])<<8 | Day(rest[1]), key, true
}

const oncePrefix = "once/"
