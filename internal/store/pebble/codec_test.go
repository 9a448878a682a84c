package pebble

import (
	"bytes"
	"encoding/hex"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// The stored forms of format 1. A test that fails here means that directories of
// released versions cannot be read: give the new form a new version instead.
func TestStoredFormsDoNotChange(t *testing.T) {
	const i, id = sluice.FirstInstance, 1_762_333_029_830
	r := store.Row{
		Lane: store.Outgoing, Day: store.DayOf(id), ID: id, N: 300, Kind: 1, Out: true, Edited: true, Span: 2,
		Revision: 3, At: id - 1, Key: [16]byte{1, 2, 3}, Body: []byte("{}"),
	}
	key := rowKey(nil, r.Lane, r.Day, i, r.ID)
	aside := store.Aside{ID: id, Chat: -1001234567890, Until: id, Attempts: 2, Doubt: id, Reason: sluice.WaitsFault, Flooded: true}
	status := store.Status{
		ID: id, Status: sluice.StatusFailed, At: id, Chat: 10000000, Type: sluice.ChatUser, Number: 7, Detail: "No (X)",
	}
	gone := store.Status{ID: id, Status: sluice.StatusRead, At: id, Chat: 5, Number: 9, Deleted: true}
	named := store.Status{ID: id, Status: sluice.StatusRead, At: id, Chat: 5, Number: 9, Name: "Yo"}
	anew := store.Status{ID: id, Status: sluice.StatusFailed, At: id, Chat: 5, SentAs: id + 1}
	letter := store.Row{Lane: store.Letters, Day: 20000, ID: 7, N: 7, At: id, Body: []byte("{}")}
	cursor := store.Cursor{HeadID: id, HeadN: 2, LastID: id + 1, LastN: 9, LastWire: id}
	data, err := cursor.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		got  []byte
		want string
	}{
		{"row key", key, "6d004fad00000001241011010000019a533bf5c6"},
		{"row", appendRow(nil, key, &r), "010b010203d8048ad7dfb3ca6601020300000000000000000000000000ee0230e67b7d"},
		{"cursor key", cursorKey(store.Notifications, i), "68010000000124101101"},
		{"cursor", data, "018cd7dfb3ca660400008ed7dfb3ca66120000008cd7dfb3ca6600000000000001e85d1e"},
		{"aside key", asideKey(i, id), "7700000001241011010000019a533bf5c6"},
		{"aside", encodeAside(asideKey(i, id), aside), "0101a3cbd8e3a33a8cd7dfb3ca66048cd7dfb3ca66056661756c7424a12fcf"},
		{"once key", onceKey(r.Day, i, [16]byte{0xaa}), "6b4fad0000000124101101aa000000000000000000000000000000"},
		{"status key", statusKey(i, id), "734fad00000001241011010000019a533bf5c6"},
		{"status", encodeStatus(statusKey(i, id), status), "018cd7dfb3ca6680dac4090e066661696c65640475736572064e6f20285829c872a1ff"},
		{"status of one that is gone", encodeStatus(statusKey(i, id), gone), "018cd7dfb3ca660a12047265616400000144ddf47f"},
		{"status of one whose chat has a name", encodeStatus(statusKey(i, id), named), "018cd7dfb3ca660a12047265616400000202596f40510537"},
		{"status of one that was sent anew", encodeStatus(statusKey(i, id), anew), "018cd7dfb3ca660a00066661696c65640000048ed7dfb3ca66c461de2c"},
		{"letter", appendRow(nil, rowKey(nil, letter.Lane, letter.Day, i, letter.ID), &letter), "01000000000e8cd7dfb3ca662a74d30b7b7d"},
		{"letter key", rowKey(nil, letter.Lane, letter.Day, i, letter.ID), "6d034e2000000001241011010000000000000007"},
		{"chat key", chatKey(i, -5, id), "634fad00000001241011017ffffffffffffffb0000019a533bf5c6"},
		{"number key", numberKey(r.Day, i, 0, 7), "744fad000000012410110180000000000000000000000000000007"},
		{"value key", valueKey(i, "v/session"), "610000000124101101762f73657373696f6e"},
		{"global key", valueKey(0, "format"), "67666f726d6174"},
	} {
		if got := hex.EncodeToString(tt.got); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestEveryFlippedBitIsNoticed(t *testing.T) {
	key := rowKey(nil, store.Outgoing, 20000, 1, 5)
	row := appendRow(nil, key, &store.Row{Lane: store.Outgoing, N: 4, Span: 1, At: 77, Key: [16]byte{9}, Body: []byte("body of it")})
	aside := encodeAside(asideKey(1, 5), store.Aside{ID: 5, Chat: 8, Until: math.MaxInt64, Reason: "fault"})
	status := encodeStatus(statusKey(1, 5), store.Status{ID: 5, Status: sluice.StatusSent, Detail: "d"})
	gone := encodeStatus(statusKey(1, 5), store.Status{ID: 5, Status: sluice.StatusSent, Detail: "d", Deleted: true})
	named := encodeStatus(statusKey(1, 5), store.Status{ID: 5, Status: sluice.StatusSent, Name: "n", Deleted: true, SentAs: 6})
	anew := encodeStatus(statusKey(1, 5), store.Status{ID: 5, Status: sluice.StatusFailed, Deleted: true, SentAs: 6})
	for name, tt := range map[string]struct {
		value  []byte
		decode func([]byte) error
	}{
		"row":    {row, func(v []byte) error { return decodeRow(new(store.Row), key, v) }},
		"aside":  {aside, func(v []byte) error { _, err := decodeAside(asideKey(1, 5), v); return err }},
		"status": {status, func(v []byte) error { _, err := decodeStatus(statusKey(1, 5), v); return err }},
		"named":  {named, func(v []byte) error { _, err := decodeStatus(statusKey(1, 5), v); return err }},
		"anew":   {anew, func(v []byte) error { _, err := decodeStatus(statusKey(1, 5), v); return err }},
		"gone":   {gone, func(v []byte) error { _, err := decodeStatus(statusKey(1, 5), v); return err }},
	} {
		if err := tt.decode(tt.value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for bit := range 8 * len(tt.value) {
			v := bytes.Clone(tt.value)
			v[bit/8] ^= 1 << (bit % 8)
			if tt.decode(v) == nil {
				t.Errorf("%s: bit %d can flip unnoticed", name, bit)
			}
		}
		for n := range tt.value {
			if tt.decode(tt.value[:n]) == nil {
				t.Errorf("%s: %d bytes of %d will do", name, n, len(tt.value))
			}
		}
	}
	if err := decodeRow(new(store.Row), rowKey(nil, store.Outgoing, 20000, 1, 6), row); err == nil {
		t.Error("a row is read under another's key")
	}
}

func FuzzRow(f *testing.F) {
	key := rowKey(nil, store.Outgoing, 20000, 1, 5)
	f.Add(appendRow(nil, key, &store.Row{Lane: store.Outgoing, N: 4, Span: 1, At: 77, Body: []byte("b")}))
	f.Add([]byte{1, 8, 1})
	f.Fuzz(func(t *testing.T, value []byte) {
		var r, again store.Row
		if decodeRow(&r, key, value) != nil {
			return
		}
		r.Lane = store.Journal
		if value[1]&flagKey != 0 {
			r.Lane = store.Outgoing
		}
		err := decodeRow(&again, key, appendRow(nil, key, &r))
		again.Lane = r.Lane
		if diff := cmp.Diff(r, again); err != nil || diff != "" {
			t.Errorf("what was read is not what is written: %v\n%s", err, diff)
		}
	})
}

func FuzzAside(f *testing.F) {
	key := asideKey(1, 5)
	f.Add(encodeAside(key, store.Aside{ID: 5, Chat: -1, Reason: "fault"}))
	f.Fuzz(func(t *testing.T, value []byte) {
		a, err := decodeAside(key, value)
		if err != nil {
			return
		}
		again, err := decodeAside(key, encodeAside(key, a))
		if err != nil || again != a {
			t.Errorf("what was read is not what is written: %+v, %v", again, err)
		}
	})
}

func FuzzStatus(f *testing.F) {
	key := statusKey(1, 5)
	f.Add(encodeStatus(key, store.Status{ID: 5, Status: sluice.StatusSent, Detail: "d"}))
	f.Add(encodeStatus(key, store.Status{ID: 5, Status: sluice.StatusSent, Deleted: true}))
	f.Add(encodeStatus(key, store.Status{ID: 5, Status: sluice.StatusFailed, Deleted: true, SentAs: 1 << 40}))
	f.Fuzz(func(t *testing.T, value []byte) {
		s, err := decodeStatus(key, value)
		if err != nil {
			return
		}
		again, err := decodeStatus(key, encodeStatus(key, s))
		if err != nil || again.Number != s.Number || again.Chat != s.Chat || again.At != s.At || again.Deleted != s.Deleted || again.SentAs != s.SentAs {
			t.Errorf("what was read is not what is written: %+v, %v", again, err)
		}
	})
}
