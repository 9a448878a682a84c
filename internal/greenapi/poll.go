package greenapi

import (
	"context"
	"encoding/json"

	"sluice"
)

// The limits of a poll.
const (
	maxQuestion  = 255
	leastOptions = 2
	mostOptions  = 12
	maxOption    = 100
	pollRegular  = "regular"
	pollQuiz     = "quiz"
)

func (s sending) poll(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	var b sluice.PollBody
	b.Question = sluice.Text(in.Text("message", maxQuestion))
	b.Options = in.options("options")
	b.Type = in.OneOf("type", pollRegular, pollQuiz)
	b.Multiple = in.Flag("multipleAnswers")
	if b.Type == pollQuiz && b.Multiple != nil && *b.Multiple {
		in.fail("multipleAnswers", "must be one of [false]")
	}
	b.Anonymous = in.Flag("isAnonymous")
	if b.Type == pollQuiz {
		right := int(in.Integer("correctOptionId", 0, int64(len(b.Options)-1)))
		b.Correct = &right
	}
	m.Body = b
	s.readCommon(ctx, in, &m)
	return s.enqueue(ctx, c, m)
}

// options reads the answers of a poll: strings, objects, or some of each.
func (f *fields) options(name string) []sluice.PollOption {
	var list []sluice.PollOption
	seen := map[string]bool{}
	for _, e := range f.Array(name, leastOptions, mostOptions) {
		o := f.option(e)
		if seen[o.Text] {
			f.fail(name, "must contain only different items")
		}
		seen[o.Text] = true
		list = append(list, o)
	}
	return list
}

func (f *fields) option(e element) (o sluice.PollOption) {
	if e.value[0] != '{' {
		o.Text = f.text(e.name, e.value, maxOption)
		return o
	}
	o.Object = true
	holder := &fields{values: map[string]json.RawMessage{e.name: e.value}, within: f.within}
	holder.Object(e.name, func(in *fields) { o.Text = in.Text("optionName", maxOption) })
	f.stop(holder.err)
	return o
}
