// Package linear compares what clients saw of small things, each a message, a
// setting or a receipt, with models of them.
package linear

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"

	"sluice/internal/history"
)

// An Operation is one call about one small thing: a message's life, a setting, a
// receipt. Things are told apart by kind of model and by key.
type Operation struct {
	Kind         OperationKind
	Key          string
	Client       int
	Call, Return time.Duration // Return: history.Never when nobody knows whether it was done
	Text, Status string        // of a message
	Value        int64         // of a setting
	Done         bool          // of a delete
	Doubtful     bool          // of a withdrawal or a look: an attempt has had no result, so it may have been sent
}

// An OperationKind is what is done. Each belongs to one model.
type OperationKind string

// The kinds of operation.
const (
	Send     OperationKind = "send"     // a message begins, with Text
	Rewrite  OperationKind = "rewrite"  // it has Text from then on
	Withdraw OperationKind = "withdraw" // it is taken out
	Look     OperationKind = "look"     // it was seen with Text and Status

	Write OperationKind = "write" // a setting
	Read  OperationKind = "read"

	Head   OperationKind = "head"   // a poll returned the receipt
	Delete OperationKind = "delete" // Done: it was there
)

// A Judgement is what [Check] has found.
type Judgement struct {
	Histories int // small histories compared with a model
	Illegal   []string
}

// Check compares each thing's operations with a model of it: could they
// have happened one after the other, each at some moment between its call and its
// answer?
func Check(ops []Operation) Judgement {
	type thing struct{ model, key string }
	things := map[thing][]porcupine.Operation{}
	for _, o := range ops {
		if o.Key == "" {
			continue
		}
		t := thing{modelOf(o.Kind), o.Key}
		things[t] = append(things[t], porcupine.Operation{
			ClientId: o.Client, Input: o, Call: int64(o.Call), Return: int64(o.Return),
		})
	}
	var j Judgement
	for t, history := range things {
		j.Histories++
		if !porcupine.CheckOperations(models[t.model], history) {
			j.Illegal = append(j.Illegal, t.model+" "+t.key+": "+describe(history))
		}
	}
	slices.Sort(j.Illegal)
	return j
}

func describe(history []porcupine.Operation) string {
	slices.SortFunc(history, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	var b strings.Builder
	for _, p := range history {
		o := p.Input.(Operation)
		fmt.Fprintf(&b, "\n\t%v to %v: %s %s %s %d %t", o.Call, o.Return, o.Kind, o.Text, o.Status, o.Value, o.Done)
	}
	return b.String()
}

func modelOf(k OperationKind) string {
	switch k {
	case Write, Read:
		return "setting"
	case Head, Delete:
		return "receipt"
	}
	return "message"
}

// models are by name. A state is comparable; what an operation returned is in its
// input, as an operation without an answer has none.
var models = map[string]porcupine.Model{
	"message": {Init: func() any { return life{} }, Step: func(s, in, _ any) (bool, any) { return s.(life).step(in.(Operation)) }},
	"setting": {Init: func() any { return int64(-1) }, Step: stepSetting},
	"receipt": {Init: func() any { return receipt("") }, Step: stepReceipt},
}

// A life is a message's: none, pending, and then one end that stays, unless it was
// cleared while an attempt had no result: then it may turn out to have been sent.
type life struct {
	text, status string
	doubtful     bool // of what was cleared
}

func (l life) step(o Operation) (bool, any) {
	if o.Return == history.Never && l.status != "" && l.status != "pending" {
		return true, l // it came too late, and did nothing
	}
	switch o.Kind {
	case Send:
		return l.status == "", life{text: o.Text, status: "pending"}
	case Rewrite:
		return l.status == "pending", life{text: o.Text, status: "pending"}
	case Withdraw:
		return l.status == "pending", life{l.text, "cleared", o.Doubtful}
	}
	// A look: the queue may have moved it on by itself meanwhile.
	switch {
	case l.status == "" || o.Text != l.text:
		return false, l
	case o.Status == l.status:
		return true, l
	}
	found := l.status == "cleared" && l.doubtful && o.Status == "delivered"
	return l.status == "pending" || found, life{l.text, o.Status, o.Doubtful && o.Status == "cleared"}
}

// stepSetting is a register; -1: nobody has written it in this history.
func stepSetting(state, in, _ any) (bool, any) {
	o := in.(Operation)
	if o.Kind == Write {
		return true, o.Value
	}
	return state.(int64) == -1 || state.(int64) == o.Value, o.Value
}

// A receipt is "", seen or gone.
type receipt string

func stepReceipt(state, in, _ any) (bool, any) {
	s, o := state.(receipt), in.(Operation)
	switch {
	case o.Kind == Head:
		return s != "gone", receipt("seen")
	case o.Done:
		return s == "seen", receipt("gone")
	case o.Return == history.Never: // it may have done nothing
		return true, receipt("gone")
	}
	return true, receipt("gone") // deleted before, or overdue
}
