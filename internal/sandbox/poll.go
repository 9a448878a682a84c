package sandbox

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// A poll is shared by all messages that show it. It never changes: a vote puts
// another in its place.
type poll struct {
	ID int64 `json:"id"`
	Content
	Keys  [][]byte        `json:"keys"` // what names each option
	Votes map[int64][]int `json:"votes,omitempty"`
}

// maxOptions is how many answers a poll offers at most.
const maxOptions = 12

// takePoll makes a new poll.
func (s *scene) takePoll(in *tg.InputMediaPoll) (*media, error) {
	p := poll{Content: Content{
		Question: kept(in.Poll.Question.Text), Multiple: in.Poll.MultipleChoice, Quiz: in.Poll.Quiz, Public: in.Poll.PublicVoters,
	}}
	for i, answer := range in.Poll.Answers {
		key := []byte(strconv.Itoa(i))
		if a, ok := answer.(*tg.PollAnswer); ok {
			key = a.Option
		}
		p.Keys, p.Options = append(p.Keys, key), append(p.Options, answer.GetText().Text)
	}
	if p.Quiz && len(in.CorrectAnswers) == 1 {
		p.Correct = &in.CorrectAnswers[0]
	}
	if err := p.check(len(in.CorrectAnswers)); err != nil {
		return nil, err
	}
	return s.addPoll(p)
}

func (p poll) check(correct int) error {
	for i, key := range p.Keys {
		same := func(other []byte) bool { return string(other) == string(key) }
		if len(key) == 0 || len(key) > 100 || slices.IndexFunc(p.Keys, same) != i {
			return tgerr.New(400, "POLL_OPTION_DUPLICATE")
		}
		if n := len([]rune(p.Options[i])); n == 0 || n > 100 {
			return tgerr.New(400, "POLL_ANSWER_INVALID")
		}
	}
	n := len([]rune(p.Question))
	switch {
	case n == 0 || n > 255:
		return tgerr.New(400, "POLL_QUESTION_INVALID")
	case len(p.Options) < 2 || len(p.Options) > maxOptions:
		return tgerr.New(400, "POLL_ANSWERS_INVALID")
	case p.Quiz && p.Multiple:
		return tgerr.New(400, "QUIZ_MULTIPLE_INVALID")
	case p.Quiz && correct == 0:
		return tgerr.New(400, "QUIZ_CORRECT_ANSWERS_EMPTY")
	case p.Quiz && correct > 1:
		return tgerr.New(400, "QUIZ_CORRECT_ANSWERS_TOO_MUCH")
	case p.Quiz && (*p.Correct < 0 || *p.Correct >= len(p.Options)):
		return tgerr.New(400, "QUIZ_CORRECT_ANSWER_INVALID")
	}
	return nil
}

func (s *scene) addPoll(p poll) (*media, error) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	p.ID = int64(len(s.world.polls)) + 1
	s.world.polls[p.ID] = p
	return &media{Kind: KindPoll, Poll: p.ID}, s.journal.write(record{Poll: &p})
}

func (w *world) poll(id int64) poll {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.polls[id]
}

func (p poll) describe() Content {
	out := p.Content
	out.Kind = KindPoll
	return out
}

func (p poll) show() tg.Poll {
	out := tg.Poll{
		ID: p.ID, Question: tg.TextWithEntities{Text: p.Question}, MultipleChoice: p.Multiple, Quiz: p.Quiz, PublicVoters: p.Public,
	}
	for i, text := range p.Options {
		out.Answers = append(out.Answers, &tg.PollAnswer{Text: tg.TextWithEntities{Text: text}, Option: p.Keys[i]})
	}
	return out
}

// results are what a user sees of the votes: nothing before its own.
func (p poll) results(user int64) tg.PollResults {
	out := tg.PollResults{}
	out.SetTotalVoters(len(p.Votes))
	own, voted := p.Votes[user]
	if !voted {
		return out
	}
	list := make([]tg.PollAnswerVoters, len(p.Options))
	for i, key := range p.Keys {
		list[i] = tg.PollAnswerVoters{Option: key, Chosen: slices.Contains(own, i), Correct: p.Quiz && *p.Correct == i}
		n := 0
		for _, votes := range p.Votes {
			if slices.Contains(votes, i) {
				n++
			}
		}
		list[i].SetVoters(n)
	}
	out.SetResults(list)
	return out
}

// vote sets the vote of a user, or takes it back.
func (s *scene) vote(id, user int64, options []int) (poll, error) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	p := s.world.polls[id]
	_, voted := p.Votes[user]
	switch {
	case p.Quiz && voted:
		return p, tgerr.New(400, "REVOTE_NOT_ALLOWED")
	case len(options) > 1 && !p.Multiple:
		return p, tgerr.New(400, "OPTIONS_TOO_MUCH")
	case slices.ContainsFunc(options, func(i int) bool { return i < 0 || i >= len(p.Options) }):
		return p, tgerr.New(400, "OPTION_INVALID")
	}
	p.Votes = maps.Clone(p.Votes)
	if p.Votes == nil {
		p.Votes = map[int64][]int{}
	}
	if p.Votes[user] = options; len(options) == 0 {
		delete(p.Votes, user)
	}
	s.world.polls[id] = p
	return p, s.journal.write(record{Poll: &p})
}

// sendVote votes in a poll.
func (s *messaging) sendVote(c *call, r *tg.MessagesSendVoteRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	m, ok := b.messages[r.MsgID]
	if !ok || m.Chat != chat || m.Media == nil || m.Media.Poll == 0 {
		return nil, errMessageID()
	}
	var options []int
	keys := s.world.poll(m.Media.Poll).Keys
	for _, want := range r.Options {
		options = append(options, slices.IndexFunc(keys, func(key []byte) bool { return string(key) == string(want) }))
	}
	p, err := s.vote(m.Media.Poll, a.ID, options)
	if err != nil {
		return nil, err
	}
	c.message = r.MsgID
	s.tellVote(a, m, p, c.id.Key)
	v := s.view(a)
	return v.updates(s.date(), v.poll(p)), nil
}

func (v *view) poll(p poll) *tg.UpdateMessagePoll {
	u := &tg.UpdateMessagePoll{PollID: p.ID, Results: p.results(v.a.ID)}
	u.SetPoll(p.show())
	return u
}

// tellVote shows a vote to the account in whose chat it was given, and to the
// others that keep a copy of the message. The box is locked.
func (s *publisher) tellVote(a *account, m *message, p poll, except [8]byte) {
	v := s.view(a)
	s.push(a, pushed{v.updates(s.date(), v.poll(p)), m.Chat, except})
	for b := range s.others(a, m.Chat) {
		s.lanes.after(b, 0, func(context.Context) {
			b.mu.Lock()
			defer b.mu.Unlock()
			v := s.view(b)
			s.push(b, pushed{v.updates(s.date(), v.poll(p)), m.Chat, [8]byte{}})
		})
	}
}
