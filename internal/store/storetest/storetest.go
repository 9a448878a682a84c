// Package storetest is what every engine of the store must pass. An engine joins
// by one test that calls [Run]; reopening is tested when it can be reopened.
package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// An Open returns an engine: a new and empty one when the last is nil, else the
// last one closed and opened anew. t.Cleanup closes what it returned last.
type Open func(t *testing.T, last store.Engine) store.Engine

// The instances of the suite, next to each other in the order of keys.
const one, two, three sluice.InstanceID = 1, 2, 1<<62 + 3

// Run checks an engine.
func Run(t *testing.T, open Open) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Open){
		"instances do not see each other":             isolation,
		"rows come in order over days":                order,
		"holes are skipped unless they are asked for": holes,
		"an id alone finds its row":                   lookup,
		"each id of a row has its own status":         parts,
		"a network number finds its message":          numbers,
		"a chat's rows come newest first":             chats,
		"a day is dropped whole, and no other":        days,
		"a value is what was put last":                values,
		"erasing leaves the record alone":             erase,
		"recovery finds cursors and tails":            recovery,
		"what is set aside is there until it is not":  aside,
		"a change applied twice does no harm":         twice,
		"all is there after a reopen":                 reopened,
		"it agrees with a naive model":                model,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

func commit(t *testing.T, e store.Engine, changes ...store.Change) {
	t.Helper()
	if err := e.Commit(t.Context(), changes...); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

const dayMillis = 24 * 60 * 60 * 1000

// at returns an id in milliseconds after the beginning of a day.
func at(day, millis int64) int64 { return day*dayMillis + millis }

// row returns a message with an ordinal.
func row(id, n int64) store.Row {
	return store.Row{
		Lane: store.Outgoing, Day: store.DayOf(id), ID: id, N: n, Kind: 1, Span: 1, At: id, Key: [16]byte{byte(n)},
		Body: []byte{'b', byte(n)},
	}
}

func put(i sluice.InstanceID, rows ...store.Row) store.Change {
	return store.Change{Instance: i, Rows: rows}
}

func rows(t *testing.T, e store.Engine, q store.Query) []store.Row {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	list, err := e.Rows(t.Context(), q)
	if err != nil {
		t.Fatalf("rows: %v", err)
	}
	return list
}

func ids(list []store.Row) []int64 {
	out := make([]int64, 0, len(list))
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

func want(t *testing.T, e store.Engine, q store.Query, ids ...int64) {
	t.Helper()
	got := make([]int64, 0, len(ids))
	for _, r := range rows(t, e, q) {
		got = append(got, r.ID)
	}
	if !slices.Equal(got, ids) {
		t.Errorf("rows of %+v: %v, want %v", q, got, ids)
	}
}

func isolation(t *testing.T, open Open) {
	e := open(t, nil)
	id := at(20000, 5)
	commit(t, e, put(one, row(id, 1)), put(two, row(id, 1), row(id+1, 2)), put(three, row(id+2, 1)))
	want(t, e, store.Query{Instance: one}, id)
	want(t, e, store.Query{Instance: two}, id, id+1)
	want(t, e, store.Query{Instance: two, Newest: true}, id+1, id)
	want(t, e, store.Query{Instance: three, Newest: true}, id+2)
	want(t, e, store.Query{Instance: 3})
	want(t, e, store.Query{Instance: one, Lane: store.Journal})
	want(t, e, store.Query{Instance: one, Lane: store.Notifications})
}

func order(t *testing.T, open Open) {
	e := open(t, nil)
	var all []int64
	n := int64(0)
	for _, day := range []int64{20000, 20001, 20004, 20005} {
		for _, ms := range []int64{0, 1, dayMillis - 1} {
			n++
			all = append(all, at(day, ms))
			commit(t, e, put(two, row(at(day, ms), n)), put(one, row(at(day, ms)+1, n)), put(three, row(at(day, ms), n)))
		}
	}
	want(t, e, store.Query{Instance: two}, all...)
	back := slices.Clone(all)
	slices.Reverse(back)
	want(t, e, store.Query{Instance: two, Newest: true}, back...)
	for k, id := range all {
		d := store.DayOf(id)
		want(t, e, store.Query{Instance: two, From: id, Day: d, Limit: 2}, all[k:min(k+2, len(all))]...)
		want(t, e, store.Query{Instance: two, Until: id}, all[:k]...)
		want(t, e, store.Query{Instance: two, Newest: true, Until: id, Limit: 2}, back[len(all)-k:min(len(all)-k+2, len(all))]...)
	}
	got := rows(t, e, store.Query{Instance: two, Limit: 1})[0]
	if diff := cmp.Diff(row(all[0], 1), got); diff != "" {
		t.Errorf("the first row differs (-want +got):\n%s", diff)
	}
	for k := range int64(4) {
		r := store.Row{Lane: store.Notifications, Day: store.Day(20000 + k/2), ID: k + 1, N: k + 1, At: 7}
		commit(t, e, put(one, r))
	}
	want(t, e, store.Query{Instance: one, Lane: store.Notifications, From: 2, Day: 20000}, 2, 3, 4)
	want(t, e, store.Query{Instance: one, Lane: store.Notifications, From: 4, Day: 20000, Until: 5}, 4)
}

func holes(t *testing.T, open Open) {
	e := open(t, nil)
	id := at(20000, 0)
	for k := range int64(5) {
		r := row(id+k, k+1)
		r.Out = k%2 == 1
		commit(t, e, put(one, r))
	}
	want(t, e, store.Query{Instance: one}, id, id+2, id+4)
	want(t, e, store.Query{Instance: one, Limit: 2}, id, id+2)
	want(t, e, store.Query{Instance: one, Holes: true}, id, id+1, id+2, id+3, id+4)
	commit(t, e, store.Change{Instance: one, Gone: []store.Row{row(id+2, 3)}})
	want(t, e, store.Query{Instance: one}, id, id+4)
}

func lookup(t *testing.T, open Open) {
	e := open(t, nil)
	first, span := at(20000, dayMillis-2), at(20001, dayMillis-3)
	long := row(span, 2)
	long.Span = 6 // over midnight
	late := store.Row{Lane: store.Journal, Day: 20002, ID: at(20002, 100), Kind: 1, Span: 1, Body: []byte("{}")}
	commit(t, e, put(one, row(first, 1), long, late), store.Change{Instance: one, Statuses: []store.Status{
		{ID: first, Status: sluice.StatusSent, At: 9, Chat: -100123, Type: sluice.ChatSupergroup, Number: 44, Detail: "d", SentAs: first + 9},
	}})
	for _, tt := range []struct{ ask, want int64 }{
		{first, first},
		{first + 1, 0},
		{first - 1, 0},
		{span, span},
		{span + 5, span},
		{span + 6, 0},
		{late.ID, late.ID},
		{late.ID + 1, 0},
		{1, 0},
	} {
		r, ok, err := e.Message(t.Context(), one, tt.ask)
		if err != nil || ok != (tt.want != 0) || ok && r.ID != tt.want {
			t.Errorf("message %d: %d, %v, %v; want %d", tt.ask, r.ID, ok, err, tt.want)
		}
	}
	r, _, err := e.Message(t.Context(), one, first)
	if err != nil || r.Status.Number != 44 || r.Status.Chat != -100123 || r.Status.Status != sluice.StatusSent || r.Status.Detail != "d" || r.Status.SentAs != first+9 {
		t.Errorf("its status is %+v, %v", r.Status, err)
	}
	if r := rows(t, e, store.Query{Instance: one, Statuses: true})[0]; r.Status.Type != sluice.ChatSupergroup {
		t.Errorf("its status in a list is %+v", r.Status)
	}
	if _, ok, err := e.Message(t.Context(), two, first); ok || err != nil {
		t.Errorf("another instance finds it: %v", err)
	}
}

func parts(t *testing.T, open Open) {
	e := open(t, nil)
	first := at(20000, dayMillis-2) // over midnight
	long := row(first, 1)
	long.Span = 4
	c := put(one, long, row(first+4, 2))
	for k := range int64(3) { // the fourth has none
		c.Statuses = append(c.Statuses, store.Status{
			ID: first + k, Status: sluice.StatusSent, At: 5, Chat: -7, Number: 50 + k, Deleted: k == 1,
		})
		c.Chats = append(c.Chats, store.ChatRow{Chat: -7, ID: first + k})
		c.Numbers = append(c.Numbers, store.Number{N: 50 + k, ID: first + k})
	}
	commit(t, e, c)
	status := func(r store.Row, k int64) {
		t.Helper()
		want := store.Status{ID: first + k}
		if k < 3 {
			want = c.Statuses[k]
		}
		if diff := cmp.Diff(want, r.Status); diff != "" || r.ID != first {
			t.Errorf("part %d of %d (-want +got):\n%s", k, r.ID, diff)
		}
	}
	for k := range int64(4) {
		r, ok, err := e.Message(t.Context(), one, first+k)
		if !ok || err != nil {
			t.Fatalf("part %d: %v, %v", k, ok, err)
		}
		status(r, k)
	}
	list := rows(t, e, store.Query{Instance: one, Chat: -7, Newest: true, Limit: 2, Statuses: true})
	if len(list) != 2 {
		t.Fatalf("the chat has %v", ids(list))
	}
	status(list[0], 2)
	status(list[1], 1)
	status(rows(t, e, store.Query{Instance: one, Statuses: true})[0], 0)
	want(t, e, store.Query{Instance: one, Chat: -7, Newest: true, Until: first + 1}, first)
	if id, ok, err := e.ByNumber(t.Context(), one, store.Number{N: 52}, 0); id != first+2 || !ok || err != nil {
		t.Errorf("by number: %d, %v, %v", id, ok, err)
	}
}

func numbers(t *testing.T, open Open) {
	e := open(t, nil)
	old, fresh := at(20000, 1), at(20003, 1)
	commit(t, e, store.Change{Instance: one, Numbers: []store.Number{
		{N: 7, ID: old}, {Scope: -1005, N: 7, ID: old + 1}, {N: 8, ID: fresh},
	}})
	for _, tt := range []struct {
		i     sluice.InstanceID
		n     store.Number
		since store.Day
		want  int64
	}{
		{one, store.Number{N: 7}, 0, old},
		{one, store.Number{Scope: -1005, N: 7}, 0, old + 1},
		{one, store.Number{Scope: 5, N: 7}, 0, 0},
		{one, store.Number{N: 8}, 20003, fresh},
		{one, store.Number{N: 7}, 20001, 0},
		{two, store.Number{N: 7}, 0, 0},
	} {
		id, ok, err := e.ByNumber(t.Context(), tt.i, tt.n, tt.since)
		if err != nil || ok != (tt.want != 0) || id != tt.want {
			t.Errorf("%+v: %d, %v, %v", tt, id, ok, err)
		}
	}
}

func chats(t *testing.T, open Open) {
	e := open(t, nil)
	var mine []int64
	for k := range int64(12) {
		id := at(20000+k/3, k)
		r := row(id, k+1)
		if k%4 == 0 {
			r.Lane, r.Key = store.Journal, [16]byte{}
		}
		chat := int64(-7)
		if k%3 == 1 {
			chat = 8
		} else {
			mine = append([]int64{id}, mine...)
		}
		c := put(one, r)
		c.Chats = []store.ChatRow{{Chat: chat, ID: id}}
		commit(t, e, c, store.Change{Instance: two, Chats: []store.ChatRow{{Chat: -7, ID: id + 1}}})
	}
	want(t, e, store.Query{Instance: one, Chat: -7, Newest: true}, mine...)
	want(t, e, store.Query{Instance: one, Chat: -7, Newest: true, Limit: 3}, mine[:3]...)
	want(t, e, store.Query{Instance: one, Chat: -7, Newest: true, Until: mine[3], Limit: 2}, mine[4:6]...)
	want(t, e, store.Query{Instance: one, Chat: 9, Newest: true})
}
