package linear_test

import (
	"testing"
	"time"

	"sluice/internal/history"
	"sluice/test/linear"
)

const sec = time.Second

// in returns an operation on one thing, from one second until the next.
func in(second int, o linear.Operation) linear.Operation {
	o.Key = "1"
	o.Call, o.Return = time.Duration(second)*sec, time.Duration(second+1)*sec-1
	return o
}

// doubtful returns o of a message with an attempt that had no result.
func doubtful(o linear.Operation) linear.Operation {
	o.Doubtful = true
	return o
}

func TestModels(t *testing.T) {
	var (
		send    = linear.Operation{Kind: linear.Send, Text: "a"}
		edit    = linear.Operation{Kind: linear.Rewrite, Text: "b"}
		takeOut = linear.Operation{Kind: linear.Withdraw}
		look    = func(text, status string) linear.Operation {
			return linear.Operation{Kind: linear.Look, Text: text, Status: status}
		}
		write    = func(v int64) linear.Operation { return linear.Operation{Kind: linear.Write, Value: v} }
		read     = func(v int64) linear.Operation { return linear.Operation{Kind: linear.Read, Value: v} }
		head     = linear.Operation{Kind: linear.Head}
		deletes  = linear.Operation{Kind: linear.Delete, Done: true}
		deletes2 = linear.Operation{Kind: linear.Delete}
	)
	tests := []struct {
		name  string
		ops   []linear.Operation
		legal bool
	}{
		{"a message's life", []linear.Operation{send, look("a", "pending"), edit, look("b", "delivered"), look("b", "delivered")}, true},
		{"sent twice over", []linear.Operation{send, look("a", "delivered"), look("a", "failed")}, false},
		{"back in the queue", []linear.Operation{send, look("a", "delivered"), look("a", "pending")}, false},
		{"an edit is forgotten", []linear.Operation{send, edit, look("a", "pending")}, false},
		{"edited after the end", []linear.Operation{send, look("a", "delivered"), edit}, false},
		{"taken out, and delivered", []linear.Operation{send, takeOut, look("a", "delivered")}, false},
		{"taken out in doubt, and delivered", []linear.Operation{send, doubtful(takeOut), look("a", "delivered")}, true},
		{"cleared in doubt, and delivered", []linear.Operation{send, doubtful(look("a", "cleared")), look("a", "delivered")}, true},
		{"cleared, and delivered", []linear.Operation{send, look("a", "cleared"), look("a", "delivered")}, false},
		{"taken out in doubt, and failed", []linear.Operation{send, doubtful(takeOut), look("a", "failed")}, false},
		{"taken out in doubt, and back", []linear.Operation{send, doubtful(takeOut), look("a", "pending")}, false},
		{"taken out in doubt, delivered, and cleared", []linear.Operation{
			send, doubtful(takeOut), doubtful(look("a", "delivered")), look("a", "cleared"),
		}, false},
		{"seen before it was sent", []linear.Operation{look("a", "pending"), send}, false},
		{"a setting is what was written last", []linear.Operation{write(1), read(1), write(2), read(2)}, true},
		{"an old setting comes back", []linear.Operation{write(1), write(2), read(1)}, false},
		{"a receipt is seen and deleted", []linear.Operation{head, head, deletes, deletes2}, true},
		{"a deleted receipt comes back", []linear.Operation{head, deletes, head}, false},
		{"deleted twice", []linear.Operation{head, deletes, deletes}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var ops []linear.Operation
			for i, o := range tt.ops {
				ops = append(ops, in(i, o))
			}
			if j := linear.Check(ops); (len(j.Illegal) == 0) != tt.legal || j.Histories != 1 {
				t.Errorf("judgement %+v, want legal: %t", j, tt.legal)
			}
		})
	}
	t.Run("what was never answered may have happened, or not", func(t *testing.T) {
		lost := in(1, takeOut)
		lost.Return = history.Never
		for _, status := range []string{"pending", "delivered", "cleared"} {
			if j := linear.Check([]linear.Operation{in(0, send), lost, in(2, look("a", status))}); len(j.Illegal) > 0 {
				t.Errorf("%s: %v", status, j.Illegal)
			}
		}
	})
}
