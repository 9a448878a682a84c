package storetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

func days(t *testing.T, open Open) {
	e := open(t, nil)
	buried := []int64{at(19999, 5), at(20001, 0)}
	for k, ms := range buried {
		commit(t, e, put(one, store.Row{
			Lane: store.Letters, Day: store.DayOf(ms), ID: int64(9 - k), N: int64(9 - k), At: ms, Body: []byte("{}"),
		}))
	}
	var all []int64
	for day := range int64(6) {
		for _, ms := range []int64{0, dayMillis - 1} {
			id := at(20000+day, ms)
			all = append(all, id)
			c := put(one, row(id, int64(len(all))), store.Row{Lane: store.Notifications, Day: store.DayOf(id), ID: int64(len(all))})
			c.Statuses = []store.Status{{ID: id, Status: sluice.StatusSent}}
			c.Numbers = []store.Number{{N: id, ID: id}}
			c.Chats = []store.ChatRow{{Chat: 3, ID: id}}
			commit(t, e, c)
		}
	}
	drop := func(k store.Kept, d store.Day) {
		t.Helper()
		if err := e.DropBefore(t.Context(), k, d); err != nil {
			t.Fatalf("drop: %v", err)
		}
	}
	drop(store.KeptNotifications, 20004)
	want(t, e, store.Query{Instance: one}, all...)
	want(t, e, store.Query{Instance: one, Lane: store.Notifications}, 9, 10, 11, 12)
	want(t, e, store.Query{Instance: one, Lane: store.Letters}, 9, 8)
	want(t, e, store.Query{Instance: one, Lane: store.Letters, Newest: true, Day: 20000}, 8)
	drop(store.KeptLetters, 20001)
	want(t, e, store.Query{Instance: one, Lane: store.Letters}, 8)
	drop(store.KeptMessages, 20002)
	want(t, e, store.Query{Instance: one}, all[4:]...)
	want(t, e, store.Query{Instance: one, Chat: 3, Newest: true, Limit: 100, Until: all[5]}, all[4])
	if _, ok, err := e.ByNumber(t.Context(), one, store.Number{N: all[0]}, 0); !ok || err != nil {
		t.Errorf("a number went with its message: %v", err)
	}
	drop(store.KeptNumbers, 20001)
	if _, ok, err := e.ByNumber(t.Context(), one, store.Number{N: all[1]}, 0); ok || err != nil {
		t.Errorf("a number outlives its day: %v", err)
	}
	commit(t, e, put(one, row(all[0]+7, 99))) // late, in a day that was dropped
	drop(store.KeptMessages, 20003)
	want(t, e, store.Query{Instance: one}, all[6:]...)
}

func value(t *testing.T, e store.Engine, i sluice.InstanceID, name, want string) {
	t.Helper()
	data, ok, err := e.Value(t.Context(), i, name)
	if err != nil || ok != (want != "") || string(data) != want {
		t.Errorf("value %q of %d: %q, %v, %v; want %q", name, i, data, ok, err, want)
	}
}

func values(t *testing.T, open Open) {
	e := open(t, nil)
	set := func(i sluice.InstanceID, values ...store.Value) {
		commit(t, e, store.Change{Instance: i, Values: values})
	}
	set(one, store.Value{Data: []byte("record")}, store.Value{Name: "a", Data: []byte("1")}, store.Value{Name: "b", Data: []byte("2")})
	set(two, store.Value{Name: "a", Data: []byte("other")})
	set(0, store.Value{Name: "a", Data: []byte("global")})
	set(one, store.Value{Name: "a", Data: []byte("3")})
	value(t, e, one, "a", "3")
	value(t, e, two, "a", "other")
	value(t, e, 0, "a", "global")
	value(t, e, one, "c", "")
	set(one, store.Value{Name: "b"})
	value(t, e, one, "b", "")
	commit(t, e, store.Change{Instance: one, Values: []store.Value{
		{Name: "p/1", Data: []byte("p")}, {Name: "p/2", Data: []byte("p")}, {Name: "q", Data: []byte("5")},
	}})
	commit(t, e, store.Change{Instance: one, NoValues: "p/", Values: []store.Value{{Name: "p/new", Data: []byte("4")}}})
	value(t, e, one, "p/1", "")
	value(t, e, one, "p/2", "")
	value(t, e, one, "p/new", "4")
	value(t, e, one, "a", "3")
	value(t, e, one, "q", "5")
	value(t, e, one, "", "record")
	value(t, e, two, "a", "other")

	key := [16]byte{1, 2}
	once := store.OnceRow{Key: key, ID: at(20000, 3), Body: [32]byte{9}}
	commit(t, e, store.Change{Instance: one, Once: []store.OnceRow{once}})
	data, ok, err := e.Value(t.Context(), one, store.OnceName(20000, key))
	got := store.OnceRow{Key: key}
	if !ok || err != nil || got.UnmarshalBinary(data) != nil || got != once {
		t.Errorf("the answer to a key is %+v, %v, %v", got, ok, err)
	}
	value(t, e, one, store.OnceName(20001, key), "")
	value(t, e, two, store.OnceName(20000, key), "")
}

// full is a change with a row in each table.
func full(i sluice.InstanceID, id int64) store.Change {
	return store.Change{
		Instance: i,
		Rows: []store.Row{
			row(id, 1),
			{Lane: store.Notifications, Day: store.DayOf(id), ID: 1, N: 1},
			{Lane: store.Journal, Day: store.DayOf(id), ID: id + 1},
			{Lane: store.Letters, Day: store.DayOf(id), ID: 7},
		},
		Out: &store.Cursor{HeadID: id, HeadN: 1, LastID: id, LastN: 1}, Notify: &store.Cursor{HeadN: 1, LastN: 1},
		Aside: []store.Aside{{ID: id - 5, Chat: 4}}, Statuses: []store.Status{{ID: id, Status: sluice.StatusSent}},
		Chats: []store.ChatRow{{Chat: 4, ID: id}}, Numbers: []store.Number{{N: 4, ID: id}},
		Once:   []store.OnceRow{{Key: [16]byte{5}, ID: id}},
		Values: []store.Value{{Data: []byte("record")}, {Name: "a", Data: []byte("1")}},
	}
}

func state(t *testing.T, e store.Engine, i sluice.InstanceID) store.State {
	t.Helper()
	st, err := e.Recover(t.Context(), i)
	if err != nil {
		t.Fatalf("recover: %v", err)
	}
	return st
}

func erase(t *testing.T, open Open) {
	e := open(t, nil)
	id := at(20000, dayMillis/2)
	commit(t, e, full(one, id), full(two, id), full(two, id+dayMillis), full(three, id))
	commit(t, e, put(two, row(id+3*dayMillis, 9)), store.Change{
		Instance: two, Erase: true, Values: []store.Value{{Data: []byte("gone")}},
	})
	if diff := cmp.Diff(store.State{}, state(t, e, two)); diff != "" {
		t.Errorf("something is left:\n%s", diff)
	}
	for _, l := range []store.Lane{store.Outgoing, store.Notifications, store.Journal, store.Letters} {
		want(t, e, store.Query{Instance: two, Lane: l})
	}
	want(t, e, store.Query{Instance: two, Chat: 4, Newest: true})
	value(t, e, two, "a", "")
	value(t, e, two, "", "gone")
	value(t, e, two, store.OnceName(20000, [16]byte{5}), "")
	if _, ok, err := e.ByNumber(t.Context(), two, store.Number{N: 4}, 0); ok || err != nil {
		t.Errorf("a number is left: %v", err)
	}
	for _, i := range []sluice.InstanceID{one, three} {
		want(t, e, store.Query{Instance: i}, id)
		want(t, e, store.Query{Instance: i, Chat: 4, Newest: true}, id)
		want(t, e, store.Query{Instance: i, Lane: store.Letters}, 7)
		value(t, e, i, "a", "1")
		if st := state(t, e, i); len(st.Aside) != 1 || st.Out.LastN != 1 {
			t.Errorf("instance %d has lost something: %+v", i, st)
		}
	}
}

func recovery(t *testing.T, open Open) {
	e := open(t, nil)
	if diff := cmp.Diff(store.State{}, state(t, e, one)); diff != "" {
		t.Errorf("of nothing:\n%s", diff)
	}
	cursor := store.Cursor{
		HeadID: at(20000, 1), HeadN: 2, HeadDay: 3, Holes: 4, LastID: at(20000, 9), LastN: 6, Aside: 7, OverdueFrom: 8,
		Overdue: 9, LastWire: 10, WaitUntil: 11, HeadUntil: 12, InFlight: 13, Attempts: 14, Doubt: 15,
	}
	commit(t, e, store.Change{Instance: one, Out: &cursor})
	for k := range int64(4) {
		commit(t, e, put(one, row(at(20000+k, 10), 10+k)), put(two, row(at(20000+k, 11), 20+k)), full(three, at(20010, k*2)))
	}
	st := state(t, e, one)
	if diff := cmp.Diff(cursor, st.Out); diff != "" {
		t.Errorf("the cursor (-want +got):\n%s", diff)
	}
	if r := st.Tails[store.Outgoing]; r.ID != at(20003, 10) || r.N != 13 {
		t.Errorf("the tail is %+v", r)
	}
	if st := state(t, e, three); st.Tails[store.Journal].ID != at(20010, 7) || st.Tails[store.Notifications].N != 1 {
		t.Errorf("the tails are %+v", st.Tails)
	}
	var found []sluice.InstanceID
	for s, err := range e.Instances(t.Context()) {
		if err != nil || string(s.Record) != "record" {
			t.Fatalf("instances: %q, %v", s.Record, err)
		}
		found = append(found, s.ID)
	}
	if !slices.Equal(found, []sluice.InstanceID{three}) {
		t.Errorf("instances with a record: %v", found)
	}
}

func aside(t *testing.T, open Open) {
	e := open(t, nil)
	a := store.Aside{ID: 30, Chat: -9, Until: 1 << 62, Attempts: 3, Doubt: 5, Reason: sluice.WaitsSlowMode, Flooded: true}
	b := store.Aside{ID: 20, Chat: 1 << 62}
	c := store.Aside{ID: 40}
	commit(t, e, store.Change{Instance: one, Aside: []store.Aside{a, b, c}}, store.Change{Instance: two, Aside: []store.Aside{c}})
	check := func(want ...store.Aside) {
		t.Helper()
		if diff := cmp.Diff(want, state(t, e, one).Aside); diff != "" {
			t.Errorf("set aside (-want +got):\n%s", diff)
		}
	}
	check(b, a, c)
	a.Attempts++
	commit(t, e, store.Change{Instance: one, NotAside: []int64{20, 30}, Aside: []store.Aside{a}})
	check(a, c)
	commit(t, e, store.Change{Instance: one, NoAside: true, Aside: []store.Aside{b}})
	check(b)
	commit(t, e, store.Change{Instance: one, NoAside: true})
	check()
	if len(state(t, e, two).Aside) != 1 {
		t.Error("another instance's went with it")
	}
}

func twice(t *testing.T, open Open) {
	e := open(t, nil)
	c := full(one, at(20000, 77))
	commit(t, e, c)
	before := state(t, e, one)
	commit(t, e, c)
	commit(t, e, c, c)
	if diff := cmp.Diff(before, state(t, e, one)); diff != "" {
		t.Errorf("the state differs (-before +after):\n%s", diff)
	}
	want(t, e, store.Query{Instance: one}, at(20000, 77))
}

func reopened(t *testing.T, open Open) {
	e := open(t, nil)
	commit(t, e, full(one, at(20000, 77)), full(two, at(20001, 5)))
	before := []store.State{state(t, e, one), state(t, e, two)}
	e = open(t, e)
	if diff := cmp.Diff(before, []store.State{state(t, e, one), state(t, e, two)}); diff != "" {
		t.Errorf("the states differ (-before +after):\n%s", diff)
	}
	value(t, e, one, "a", "1")
	want(t, e, store.Query{Instance: two}, at(20001, 5))
}

// model compares random rows and queries with a sorted list.
func model(t *testing.T, open Open) {
	rng := rand.New(rand.NewPCG(1, 2))
	e := open(t, nil)
	all := map[sluice.InstanceID][]store.Row{}
	instances := []sluice.InstanceID{one, two, three}
	for n := range int64(300) {
		i := instances[rng.IntN(3)]
		r := row(at(20000+rng.Int64N(5), rng.Int64N(50)), n)
		r.Out, r.Body = rng.IntN(4) == 0, []byte(fmt.Sprint(n))
		all[i] = slices.DeleteFunc(all[i], func(o store.Row) bool { return o.ID == r.ID })
		all[i] = append(all[i], r)
		commit(t, e, put(i, r))
	}
	for range 500 {
		q := store.Query{
			Instance: instances[rng.IntN(3)], Newest: rng.IntN(2) == 0, Holes: rng.IntN(2) == 0, Limit: 1 + rng.IntN(40),
		}
		if rng.IntN(2) == 0 {
			q.From = at(20000+rng.Int64N(5), rng.Int64N(50))
			q.Day = store.DayOf(q.From)
		}
		if rng.IntN(2) == 0 {
			q.Until = at(20000+rng.Int64N(6), rng.Int64N(50))
		}
		got, wanted := rows(t, e, q), naive(all[q.Instance], q)
		same := func(a, b store.Row) bool { return a.ID == b.ID && bytes.Equal(a.Body, b.Body) }
		if !slices.EqualFunc(got, wanted, same) {
			t.Fatalf("%+v: %v, want %v", q, ids(got), ids(wanted))
		}
	}
}

func naive(all []store.Row, q store.Query) []store.Row {
	var list []store.Row
	for _, r := range all {
		if r.ID >= q.From && (q.Until == 0 || r.ID < q.Until) && (q.Holes || !r.Out) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b store.Row) int {
		if q.Newest {
			return int(b.ID - a.ID)
		}
		return int(a.ID - b.ID)
	})
	return list[:min(q.Limit, len(list))]
}
