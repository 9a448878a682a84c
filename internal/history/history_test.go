package history_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sluice/internal/history"
)

const interval = 500 * time.Millisecond

// clean is a run that kept the promise: two accounts, four messages each, one
// of them repeated on the wire, and one request whose answer was lost.
func clean() history.Run {
	r := history.Run{Interval: interval}
	for _, account := range []string{"1", "2"} {
		for i := range 4 {
			text := fmt.Sprintf("%s-%d", account, i)
			a := history.Arrival{At: time.Duration(i) * interval, Account: account, Text: text, RandomID: "r" + text}
			r.Requests = append(r.Requests, history.Request{Account: account, Text: text, Seq: i, OK: true})
			r.Calls = append(r.Calls, a)
			r.Visible = append(r.Visible, a)
		}
		again := r.Calls[len(r.Calls)-1]
		again.At += interval
		r.Calls = append(r.Calls, again)
	}
	r.Requests = append(r.Requests, history.Request{Account: "2", Text: "2-lost", Seq: 4})
	return r
}

func TestAForgedRunIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		forge func(r *history.Run)
		want  []history.Kind
	}{
		{"nothing forged", func(*history.Run) {}, nil},
		{"an accepted message never arrives", func(r *history.Run) {
			r.Visible = slices.Delete(r.Visible, 1, 2)
		}, []history.Kind{history.Lost}},
		{"a message is visible twice", func(r *history.Run) {
			r.Visible = append(r.Visible, r.Visible[2])
		}, []history.Kind{history.Doubled}},
		{"a message is visible three times: said once", func(r *history.Run) {
			r.Visible = append(r.Visible, r.Visible[2], r.Visible[2])
		}, []history.Kind{history.Doubled}},
		{"a message nobody asked for", func(r *history.Run) {
			r.Visible = append(r.Visible, history.Arrival{Account: "1", Text: "x"})
		}, []history.Kind{history.Phantom}},
		{"a message sent from another account", func(r *history.Run) {
			r.Visible[0].Account = "2"
		}, []history.Kind{history.Phantom}},
		{"two messages swapped", func(r *history.Run) {
			r.Calls[1].At, r.Calls[2].At = r.Calls[2].At, r.Calls[1].At
		}, []history.Kind{history.Swapped}},
		{"one nanosecond early", func(r *history.Run) {
			for i := 1; i < 5; i++ {
				r.Calls[i].At--
			}
		}, []history.Kind{history.Early}},
		{"early after the repeat of the one before", func(r *history.Run) {
			r.Calls = append(r.Calls, history.Arrival{At: interval / 2, Account: "1", Text: "1-0", RandomID: "r1-0"})
		}, []history.Kind{history.Early}},
		{"a repeat with another random id", func(r *history.Run) {
			r.Calls[4].RandomID = "other"
		}, []history.Kind{history.Renamed}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := clean()
			tt.forge(&r)
			var got []history.Kind
			for _, v := range history.Check(r) {
				got = append(got, v.Kind)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("violations %v, want %v", got, tt.want)
			}
		})
	}
}

func TestALostAnswerMayArriveOrNot(t *testing.T) {
	r := clean()
	a := history.Arrival{At: 10 * interval, Account: "2", Text: "2-lost", RandomID: "r"}
	r.Calls, r.Visible = append(r.Calls, a), append(r.Visible, a)
	if got := history.Check(r); got != nil {
		t.Errorf("violations %v, want none", got)
	}
}

func TestRepeatsAreCounted(t *testing.T) {
	if got := history.Repeats(clean().Calls); got != 2 {
		t.Errorf("repeats %d, want 2", got)
	}
}
