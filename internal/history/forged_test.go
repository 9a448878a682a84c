package history_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"sluice/internal/history"
)

const (
	sec  = time.Second
	hour = time.Hour
)

// closer is a run with all kinds of evidence, of one account that kept its
// promise: four messages to two chats, of which the third waits for its chat and
// is overtaken, a pause, an edit, a clear, a list, and two events.
func closer() history.Run {
	id := func(n int) string { return strconv.Itoa(1_772_366_400_000 + n) }
	r := history.Run{Interval: interval}
	for i, chat := range []string{"10", "11", "10", "11", "10"} {
		at := time.Duration(i) * 10 * time.Millisecond
		r.Requests = append(r.Requests, history.Request{
			Account: "1", Text: string(rune('a' + i)), Seq: i, OK: true, ID: id(i), Chat: chat, Written: chat, Call: at, Return: at + 5*time.Millisecond,
		})
	}
	send := func(text, chat string, at time.Duration, answer history.Answer) {
		a := history.Arrival{At: at, Account: "1", Text: text, RandomID: "r" + text, Chat: chat, As: "70", Answer: answer, Took: time.Millisecond}
		r.Calls = append(r.Calls, a)
		if answer == history.Taken {
			r.Visible = append(r.Visible, a)
		}
	}
	send("a", "10", sec, history.Taken)
	send("b", "11", 2*sec, history.Taken)
	send("c", "10", 3*sec, history.Aside)
	send("d", "11", 4*sec, history.Taken)
	send("c", "10", 30*sec, history.Taken)
	r.Asides = []history.Hold{{At: 3 * sec, Account: "1", Chat: "10"}}
	r.Waits = []history.Wait{{From: 3 * sec, Until: 13 * sec, Account: "1", As: "70", Text: "c"}}
	did := func(k history.ChangeKind, at time.Duration, on bool) history.Change {
		return history.Change{Account: "1", Kind: k, Call: at, Return: at + time.Millisecond, OK: true, On: on, As: "70"}
	}
	r.Changes = []history.Change{
		did(history.Session, 0, true), did(history.Paused, 10*sec, true), did(history.Paused, 20*sec, false),
		{Account: "1", Kind: history.TakeOut, Call: 40 * sec, Return: 41 * sec, OK: true, Text: "e"},
	}
	r.Lists = []history.List{{Account: "1", Call: 5 * sec, Return: 6 * sec, IDs: []string{id(2), id(4)}, Count: 2, Still: true}}
	for i, status := range []string{"delivered", "delivered", "delivered", "delivered", "cleared"} {
		r.Endings = append(r.Endings, history.Ending{Account: "1", ID: id(i), Text: string(rune('a' + i)), Status: status})
	}
	told := func(at time.Duration, receipt int64, id, status, event string) {
		r.Told = append(r.Told, history.Told{Account: "1", At: at, Deleted: at + sec, Receipt: receipt, ID: id, Status: status, Event: event})
	}
	told(50*sec, 1, id(0), "delivered", "")
	told(52*sec, 2, "", "", "hello")
	told(54*sec, 3, id(1), "delivered", "")
	told(56*sec, 4, id(3), "delivered", "")
	told(58*sec, 5, "", "", "again")
	told(60*sec, 6, id(2), "delivered", "")
	r.Events = []history.Event{{Account: "1", Text: "hello"}, {Account: "1", Text: "again"}}
	return r
}

// forgeries are what the checker must not believe, each with what it says first.
var forgeries = []struct {
	name  string
	forge func(r *history.Run)
	want  history.Kind
}{
	{"nothing forged", func(*history.Run) {}, ""},
	{"an accepted message has no ending", func(r *history.Run) { r.Endings = r.Endings[:4] }, history.Lost},
	{"delivered, and nobody sees it", func(r *history.Run) { r.Visible = r.Visible[1:] }, history.Lost},
	{"two endings", func(r *history.Run) { r.Endings = append(r.Endings, r.Endings[0]) }, history.Doubled},
	{"visible twice", func(r *history.Run) { r.Visible = append(r.Visible, r.Visible[0]) }, history.Doubled},
	{"an ending nobody asked for", func(r *history.Run) { r.Endings[0].Text = "x" }, history.Phantom},
	{"an ending with another id", func(r *history.Run) { r.Endings[0].ID = "1" }, history.Phantom},
	{"failed, and visible", func(r *history.Run) { r.Endings[0].Status = "failed" }, history.Mistold},
	{"failed, and nobody refused it", func(r *history.Run) { r.Endings[4].Status = "failed" }, history.Mistold},
	{"failed by silence", func(r *history.Run) {
		r.Calls[0].Answer, r.Visible = history.Silence, r.Visible[1:]
		r.Endings[0].Status, r.Told[0].Status = "failed", "failed"
	}, history.Mistold},
	{"it waits at the end", func(r *history.Run) { r.Endings[4].Status = "pending" }, history.Stalled},
	{"ids in another order", func(r *history.Run) { r.Requests[1].ID = "1" }, history.Phantom},
	{"ids against the order of requests", func(r *history.Run) {
		r.Endings[3].ID, r.Endings[4].ID = r.Endings[4].ID, r.Endings[3].ID
		r.Requests[3].ID, r.Requests[4].ID = r.Requests[4].ID, r.Requests[3].ID
	}, history.Misorder},
	{"overtaken without a reason", func(r *history.Run) { r.Asides, r.Calls = nil, slices.Delete(r.Calls, 2, 3) }, history.Swapped},
	{"overtaken before the reason", func(r *history.Run) { r.Asides[0].At = 5 * sec; r.Calls = slices.Delete(r.Calls, 2, 3) }, history.Swapped},
	{"overtaken inside a chat", func(r *history.Run) { r.Calls[0].At = 29 * sec }, history.Swapped},
	{"a repeat with another random id", func(r *history.Run) { r.Calls[4].RandomID = "x" }, history.Renamed},
	{"two messages with one random id", func(r *history.Run) { r.Calls[0].RandomID = "rb" }, history.Renamed},
	{"early by a nanosecond", func(r *history.Run) { r.Calls[1].At = sec + interval - 1 }, history.Early},
	{"early by the interval in force", func(r *history.Run) {
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Interval, Call: 1, Return: 2, OK: true, Value: 2 * sec})
	}, history.Early},
	{"in doubt, and the next one begins", func(r *history.Run) {
		r.Calls[2].Answer, r.Asides = history.Silence, nil
	}, history.Doubts},
	{"before the wait is over", func(r *history.Run) { r.Calls[4].At = 12 * sec; r.Changes = r.Changes[:1] }, history.Hasty},
	{"while the account waits", func(r *history.Run) { r.Waits[0].Text = "" }, history.Hasty},
	{"while paused", func(r *history.Run) { r.Calls[4].At = 15 * sec }, history.Ungated},
	{"while logged out", func(r *history.Run) {
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Session, Call: sec, Return: sec, OK: true})
	}, history.Ungated},
	{"after a day", func(r *history.Run) { r.Calls[4].At = 24*hour + sec }, history.Expired},
	{"after a day by a clock that runs ahead", func(r *history.Run) { r.Clock = []history.Step{{At: 25 * sec, By: 24 * hour}} }, history.Expired},
	{"expired before a day", func(r *history.Run) { r.Endings[0].Status, r.Told[0].Status = "expired", "expired" }, history.Expired},
	{"taken out, and sent", func(r *history.Run) {
		a := r.Calls[4]
		a.At, a.Text, a.RandomID = 50*sec, "e", "re"
		r.Calls = append(r.Calls, a)
	}, history.Revived},
	{"cleared, and sent", func(r *history.Run) {
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Clear, Call: sec / 2, Return: sec / 2, OK: true})
	}, history.Revived},
	{"cleared before its attempt was recorded, and sent", func(r *history.Run) {
		r.Cuts = []history.Arrival{{At: 3 * sec / 4, Account: "1", Text: "a", Chat: "10", Answer: history.Silence}}
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Clear, Call: sec / 2, Return: sec / 2, OK: true})
		for i := 1; i < 5; i++ {
			r.Requests[i].Return = sec
		}
	}, history.Revived},
	{"edited, and sent as it was", func(r *history.Run) {
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Edit, Call: sec / 2, Return: sec / 2, OK: true, Text: "a", NewText: "A"})
	}, history.Revived},
	{"the list forgets one", func(r *history.Run) { r.Lists[0].IDs, r.Lists[0].Count = r.Lists[0].IDs[:1], 1 }, history.Listed},
	{"the list keeps one", func(r *history.Run) {
		r.Lists[0].IDs, r.Lists[0].Count = append([]string{r.Requests[0].ID}, r.Lists[0].IDs...), 3
	}, history.Listed},
	{"the list is out of order", func(r *history.Run) { slices.Reverse(r.Lists[0].IDs) }, history.Listed},
	{"the count is another", func(r *history.Run) { r.Lists[0].Count++ }, history.Listed},
	{"an outcome is not told", func(r *history.Run) { r.Told = r.Told[1:] }, history.Untold},
	{"an outcome is told twice", func(r *history.Run) {
		t := r.Told[0]
		t.Receipt, t.At, t.Deleted = 9, 70*sec, 71*sec
		r.Told = append(r.Told, t)
	}, history.Mistold},
	{"an outcome is told wrong", func(r *history.Run) { r.Told[0].Status = "failed" }, history.Mistold},
	{"an outcome of nobody's message", func(r *history.Run) { r.Told[0].ID = "1" }, history.Untold},
	{"an event is not told", func(r *history.Run) { r.Told = slices.Delete(r.Told, 4, 5) }, history.Untold},
	{"events are told in another order", func(r *history.Run) { r.Told[1].Event, r.Told[4].Event = r.Told[4].Event, r.Told[1].Event }, history.Mistold},
	{"an event nobody sent", func(r *history.Run) { r.Events = r.Events[1:] }, history.Phantom},
	{"an own message is told as from elsewhere", func(r *history.Run) { r.Told[1].Event, r.Events = "a", r.Events[1:] }, history.Mistold},
	{"a receipt comes again", func(r *history.Run) { r.Told = slices.Insert(r.Told, 2, r.Told[1]); r.Told[2].At = 53*sec + sec/2 }, history.Mistold},
	{"the next receipt before the delete", func(r *history.Run) { r.Told[0].Deleted = history.Never }, history.Mistold},
	{"receipts out of order", func(r *history.Run) { r.Told[0].Receipt = 3 }, history.Mistold},
}

func TestEachForgeryIsRefused(t *testing.T) {
	for _, tt := range forgeries {
		t.Run(tt.name, func(t *testing.T) {
			r := closer()
			tt.forge(&r)
			found := history.Check(r)
			switch {
			case tt.want == "" && len(found) > 0:
				t.Errorf("violations %v, want none", found)
			case tt.want == "":
			case !slices.ContainsFunc(found, func(v history.Violation) bool { return v.Kind == tt.want }):
				t.Errorf("violations %v, want %s among them", found, tt.want)
			}
		})
	}
}

// excuses look like broken promises and are none.
var excuses = []struct {
	name   string
	change func(r *history.Run)
}{
	{"a pause whose answer was lost", func(r *history.Run) {
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Paused, Call: 21 * sec, Return: history.Never, On: true})
	}},
	{"a clear while it was sent", func(r *history.Run) {
		r.Calls[0].Took = 2 * sec
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Clear, Call: sec, Return: sec, OK: true})
		for i := 1; i < 4; i++ {
			r.Requests[i].Return = 2 * sec // they came together with it
		}
		r.Lists, r.Requests[4].Return = nil, 2*sec
	}},
	{"a clear while its attempt may be recorded", func(r *history.Run) {
		r.Cuts = []history.Arrival{{At: sec / 4, Account: "1", Text: "a", Chat: "10", Answer: history.Silence}}
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Clear, Call: sec / 2, Return: sec / 2, OK: true})
		for i := 1; i < 5; i++ {
			r.Requests[i].Return = sec // they came together with it
		}
		r.Lists = nil
	}},
	{"what is held for an account that has gone, and never arrived", func(r *history.Run) {
		r.Cuts = []history.Arrival{{At: 45 * sec, Account: "1", Text: "e", Chat: "10", As: "70", Answer: history.Silence}}
		r.Endings[4].Status, r.Changes = "pending", r.Changes[:3]
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Session, Call: 46 * sec, Return: history.Never, On: true, As: "71"})
	}},
	{"failed by an answer that a kill has taken along or not", func(r *history.Run) {
		r.Calls[0].Answer, r.Calls[0].Perhaps = history.Silence, history.Refused
		r.Visible = r.Visible[1:]
		r.Endings[0].Status, r.Told[0].Status = "failed", "failed"
	}},
	{"a wait of an account that has gone meanwhile", func(r *history.Run) {
		r.Waits[0].Text = ""
		r.Calls[3].As, r.Visible[2].As = "71", "71"
		other := history.Change{Account: "1", Kind: history.Session, Call: 3*sec + 1, Return: history.Never, On: true, As: "71"}
		r.Changes = slices.Insert(r.Changes, 1, other)
	}},
	{"an interval of an earlier process, by another clock", func(r *history.Run) {
		r.Calls[1].At = sec + 1
		r.Clock = []history.Step{{At: sec + 1, By: hour, Start: true}}
	}},
	{"what is held for an account that has gone", func(r *history.Run) {
		r.Calls = append(r.Calls, history.Arrival{At: 45 * sec, Account: "1", Text: "e", RandomID: "re", Chat: "10", As: "70", Answer: history.Silence})
		r.Endings[4].Status, r.Changes = "pending", r.Changes[:3]
		r.Changes = append(r.Changes, history.Change{Account: "1", Kind: history.Session, Call: 46 * sec, Return: history.Never, On: true, As: "71"})
	}},
}

func TestAnExcuseIsTaken(t *testing.T) {
	for _, tt := range excuses {
		t.Run(tt.name, func(t *testing.T) {
			r := closer()
			tt.change(&r)
			if found := history.Check(r); len(found) > 0 {
				t.Errorf("violations %v, want none", found)
			}
		})
	}
}
