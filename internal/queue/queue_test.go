package queue_test

import (
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

const (
	ms   = time.Millisecond
	sec  = time.Second
	hour = time.Hour
)

func limited(scope sluice.Scope, wait time.Duration) answer {
	return answer{err: &sluice.Error{Code: sluice.Limited, Text: "Too fast", Scope: scope, Wait: wait}}
}

func failing(code sluice.Code, scope sluice.Scope) answer {
	return answer{err: &sluice.Error{Code: code, Text: "It went wrong (SOME_CODE)", Scope: scope}}
}

func nothingWritten(code sluice.Code) answer {
	a := failing(code, sluice.ScopeAccount)
	a.local = true
	return a
}

func lost(scope sluice.Scope) answer {
	a := failing(sluice.Unknown, scope)
	a.lost = true
	return a
}

func times(n int, a answer) []answer { return slices.Repeat([]answer{a}, n) }

// pacing is how sends follow each other. Messages are "chat text", queued at
// once; timelines are "when text" of each request.
var pacing = []struct {
	name      string
	messages  []string
	strangers []sluice.ChatID
	interval  time.Duration // 0: that of an instance just made
	answers   map[string][]answer
	within    time.Duration
	sends     []string
	statuses  []string
}{
	{
		name:     "in order, two a second",
		messages: []string{"10 a", "11 b", "10 c"},
		sends:    []string{"0s a", "500ms b", "1s c"},
		statuses: []string{"a delivered", "b delivered", "c delivered"},
	},
	{
		name:     "a flood wait holds all, for as long as the network says",
		messages: []string{"10 a", "11 b", "10 c"},
		answers:  map[string][]answer{"a": {limited(sluice.ScopeAccount, 30*sec)}},
		sends:    []string{"0s a", "30s a", "30.5s b", "31s c"},
		statuses: []string{"a delivered", "b delivered", "c delivered"},
	},
	{
		name:     "a repeat waits for the network, not for a long interval anew",
		messages: []string{"10 a", "11 b"},
		interval: 10 * time.Minute,
		answers:  map[string][]answer{"a": {limited(sluice.ScopeAccount, 30*sec), lost(sluice.ScopeAccount)}},
		sends:    []string{"0s a", "30s a", "31s a", "10m31s b"},
		statuses: []string{"a delivered", "b delivered"},
		within:   hour,
	},
	{
		name:     "slow mode sets one chat aside, in its own order",
		messages: []string{"10 a", "10 b", "11 c", "10 d"},
		answers:  map[string][]answer{"a": {limited(sluice.ScopeChat, 30*sec)}},
		sends:    []string{"0s a", "500ms c", "30s a", "30.5s b", "31s d"},
		statuses: []string{"c delivered", "a delivered", "b delivered", "d delivered"},
	},
	{
		name:     "a chat that waits is one chat by phone, name and number",
		messages: []string{"79876543210@c.us a", "@someone b", "10000000 c", "11 d"},
		answers:  map[string][]answer{"a": {limited(sluice.ScopeChat, 30*sec)}},
		sends:    []string{"0s a", "500ms d", "30s a", "30.5s b", "31s c"},
		statuses: []string{"d delivered", "a delivered", "b delivered", "c delivered"},
	},
	{
		name:     "two chats wait, each for its own time",
		messages: []string{"10 a", "11 b", "10 c", "11 d", "12 e"},
		answers:  map[string][]answer{"a": {limited(sluice.ScopeChat, 60*sec)}, "b": {limited(sluice.ScopeChat, 30*sec)}},
		sends:    []string{"0s a", "500ms b", "1s e", "30.5s b", "31s d", "1m0s a", "1m0.5s c"},
		statuses: []string{"e delivered", "b delivered", "d delivered", "a delivered", "c delivered"},
	},
	{
		name:     "a refused message does not hold the lane",
		messages: []string{"10 a", "11 b", "12 c", "13 d"},
		answers: map[string][]answer{
			"a": {failing(sluice.Refused, sluice.ScopeAccount)},
			"b": {failing(sluice.NotFound, sluice.ScopeAccount)},
			"c": {failing(sluice.Invalid, sluice.ScopeAccount)},
		},
		sends:    []string{"0s a", "500ms b", "1s c", "1.5s d"},
		statuses: []string{"a failed", "b noAccount", "c failed", "d delivered"},
	},
	{
		name:     "no connection: growing pauses, and the interval does not move",
		messages: []string{"10 a", "11 b"},
		answers:  map[string][]answer{"a": times(8, nothingWritten(sluice.Unavailable))},
		sends:    []string{"2m39s a", "2m39.5s b"},
		statuses: []string{"a delivered", "b delivered"},
	},
	{
		name:     "a lost answer: the same message again, before all others",
		messages: []string{"10 a", "11 b"},
		answers:  map[string][]answer{"a": times(3, lost(sluice.ScopeAccount))},
		sends:    []string{"0s a", "1s a", "3s a", "7s a", "7.5s b"},
		statuses: []string{"a delivered", "b delivered"},
	},
	{
		name:     "a fault of the network sets the chat aside with growing pauses",
		messages: []string{"10 a", "11 b", "10 c"},
		answers:  map[string][]answer{"a": times(10, failing(sluice.Unknown, sluice.ScopeChat))},
		sends: []string{
			"0s a", "500ms b", "1s a", "3s a", "7s a", "15s a", "31s a", "1m3s a", "2m7s a", "4m15s a", "8m15s a", "12m15s a", "12m15.5s c",
		},
		statuses: []string{"b delivered", "a delivered", "c delivered"},
		within:   hour,
	},
	{
		name:     "a poison message is given up and holds nobody but its chat",
		messages: []string{"10 a", "11 b", "10 c"},
		answers:  map[string][]answer{"a": times(99, failing(sluice.Internal, sluice.ScopeAccount))},
		sends:    []string{"0s a", "500ms b", "1s a", "3s a", "7s a", "15s a", "31s a", "1m3s a", "2m7s a", "2m7.5s c"},
		statuses: []string{"b delivered", "a failed", "c delivered"},
		within:   hour,
	},
	{
		name:     "a fault after a long time without a connection is the first one",
		messages: []string{"10 a"},
		answers: map[string][]answer{
			"a": append(times(8, nothingWritten(sluice.Unavailable)), failing(sluice.Internal, sluice.ScopeAccount)),
		},
		sends:    []string{"2m39s a", "2m40s a"},
		statuses: []string{"a delivered"},
	},
	{
		name:      "strangers may not be written to: all of them wait, known chats go on",
		messages:  []string{"20 a", "21 b", "10 c", "20 d"},
		strangers: []sluice.ChatID{"20", "21"},
		answers:   map[string][]answer{"a": {failing(sluice.Suspended, sluice.ScopeChat)}},
		sends:     []string{"0s a", "500ms c", "1h0m0s a", "1h0m0.5s b", "1h0m1s d"},
		statuses:  []string{"c delivered", "a delivered", "b delivered", "d delivered"},
		within:    2 * hour,
	},
	{
		name:      "a stranger who may not be written to twice is given up",
		messages:  []string{"20 a", "21 b", "10 c"},
		strangers: []sluice.ChatID{"20", "21"},
		answers:   map[string][]answer{"a": times(2, failing(sluice.Suspended, sluice.ScopeChat))},
		sends:     []string{"0s a", "500ms c", "1h0m0s a", "3h0m0s b"},
		statuses:  []string{"c delivered", "a failed", "b delivered"},
		within:    4 * hour,
	},
}

func TestPacing(t *testing.T) {
	for _, tt := range pacing {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: maps.Clone(tt.answers), strangers: tt.strangers}
				g := start(t, n)
				if tt.interval != 0 {
					g.interval(1, tt.interval)
				}
				names := map[sluice.MessageID]string{}
				for _, m := range tt.messages {
					chat, text := split(m)
					names[g.enqueue(1, chat, text)] = text
				}
				time.Sleep(max(tt.within, 5*time.Minute))
				synctest.Wait()
				if diff := cmp.Diff(tt.sends, n.timeline()); diff != "" {
					t.Errorf("sends (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.statuses, g.statuses(1, names)); diff != "" {
					t.Errorf("statuses (-want +got):\n%s", diff)
				}
				g.wantQueue(1)
				n.wantOneKeyEach(t)
			})
		})
	}
}
