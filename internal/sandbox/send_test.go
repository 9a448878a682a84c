package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestThePartnerReadsAndAnswers(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
	answer, err := text(t, c, user(t, c, "example"), "hello", 7)
	if err != nil {
		t.Fatal(err)
	}
	id := sentID(t, answer, 7)
	read := next[*tg.UpdateReadHistoryOutbox](t, c)
	if read.MaxID != id {
		t.Errorf("read up to %d, want %d", read.MaxID, id)
	}
	echo := next[*tg.UpdateNewMessage](t, c)
	if m := message(t, echo.Message); m.Message != "hello" || m.Out || m.PeerID.(*tg.PeerUser).UserID != 10000000 {
		t.Errorf("the answer is %v", m)
	}
	if echo.Pts != read.Pts+1 {
		t.Errorf("pts %d after %d", echo.Pts, read.Pts)
	}
	rows := s.Messages(0)
	if len(rows) != 1 {
		t.Fatalf("%d messages, want 1", len(rows))
	}
	row := rows[0]
	if row.Text != "hello" || row.Chat != "10000000" || row.RandomID != "7" || row.MessageID != id || row.Instance != "4900000001" || row.Account != a.Account.Account || row.At == 0 || row.Epoch != 1 {
		t.Errorf("the row is %+v", row)
	}
}

func TestARandomIDMakesOneMessage(t *testing.T) {
	tests := []struct {
		name   string
		fault  *sandbox.Fault
		err    string // of the repeat
		answer string // what the evidence says of it
		shown  int    // messages after both
	}{
		{"it is an error by default", nil, "RANDOM_ID_DUPLICATE", "error 500 RANDOM_ID_DUPLICATE", 1},
		{"the original is returned", &sandbox.Fault{Do: sandbox.DoDuplicates, Form: "original"}, "", sandbox.AnswerOriginal, 1},
		{"inside the window", &sandbox.Fault{Do: sandbox.DoDuplicates, Seconds: 60}, "RANDOM_ID_DUPLICATE", "error 500 RANDOM_ID_DUPLICATE", 1},
		{"the window is over", &sandbox.Fault{Do: sandbox.DoDuplicates, Seconds: 59}, "", sandbox.AnswerOK, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clock := newClock()
			s, _ := start(t, sandbox.Options{Now: clock.now})
			_, c := planted(t, s, sandbox.Order{})
			if tt.fault != nil {
				setFault(t, s, *tt.fault)
			}
			to := user(t, c, "silent")
			first, err := text(t, c, to, "hello", 7)
			if err != nil {
				t.Fatal(err)
			}
			clock.step(59*time.Second + 500*time.Millisecond)
			again, err := text(t, c, to, "hello", 7)
			if tt.err == "" && err != nil || tt.err != "" && !tgerr.Is(err, tt.err) {
				t.Fatalf("the repeat: %v, want %q", err, tt.err)
			}
			if tt.answer == sandbox.AnswerOriginal {
				wantOriginal(t, first, again)
			}
			rows, calls := s.Messages(0), s.Calls(sandbox.CallFilter{Method: "send"})
			if len(rows) != tt.shown || rows[0].Repeats != 2-tt.shown {
				t.Errorf("the messages are %+v", rows)
			}
			if len(calls) != 2 || calls[0].Answer != sandbox.AnswerOK || calls[1].Answer != tt.answer || calls[1].At < calls[0].At || calls[0].TextHash != calls[1].TextHash {
				t.Errorf("the calls are %+v", calls)
			}
		})
	}
}

// wantOriginal checks that again names the message of first and says that
// nothing is new.
func wantOriginal(t *testing.T, first, again tg.UpdatesClass) {
	t.Helper()
	if was, is := sentID(t, first, 7), sentID(t, again, 7); was != is {
		t.Errorf("the repeat is message %d, the first was %d", is, was)
	}
	for _, u := range list(again) {
		if u, ok := u.(*tg.UpdateNewMessage); ok && u.PtsCount != 0 {
			t.Errorf("pts_count %d for a message that is not new", u.PtsCount)
		}
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, other := planted(t, s, sandbox.Order{})
	mine, theirs := user(t, c, "silent"), user(t, other, "silent")
	_, supergroup := groups(t, c)
	_, theirSupergroup := groups(t, other)
	stolen := *supergroup
	stolen.ChannelID = theirSupergroup.ChannelID
	tests := []struct {
		name, text string
		to         tg.InputPeerClass
		randomID   int64
		err        string
	}{
		{"no random_id", "a", mine, 0, "RANDOM_ID_EMPTY"},
		{"no text", "", mine, 1, "MESSAGE_EMPTY"},
		{"a long text", strings.Repeat("ж", 4097), mine, 1, "MESSAGE_TOO_LONG"},
		{"nobody", "a", &tg.InputPeerEmpty{}, 1, "PEER_ID_INVALID"},
		{"an unknown user", "a", &tg.InputPeerUser{UserID: 999, AccessHash: 1}, 1, "PEER_ID_INVALID"},
		{"the hash of another account", "a", theirs, 1, "PEER_ID_INVALID"},
		{"a group of another account", "a", &tg.InputPeerChat{ChatID: 30_000_002}, 1, "PEER_ID_INVALID"},
		{"a supergroup with the wrong hash", "a", &stolen, 1, "CHANNEL_INVALID"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := text(t, c, tt.to, tt.text, tt.randomID); !tgerr.Is(err, tt.err) {
				t.Errorf("got %v, want %s", err, tt.err)
			}
		})
	}
	if rows := s.Messages(0); len(rows) != 0 {
		t.Errorf("messages came of it: %+v", rows)
	}
	if _, err := text(t, c, mine, strings.Repeat("ж", 4096), 2); err != nil {
		t.Errorf("the longest text: %v", err)
	}
}

func TestAReplyNamesItsMessageAndTheHistoryShowsBoth(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	first, err := text(t, c, to, "question", 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.api.MessagesSendMessage(t.Context(), &tg.MessagesSendMessageRequest{
		Peer: to, Message: "answer", RandomID: 2, NoWebpage: true, ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: sentID(t, first, 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.api.MessagesGetHistory(t.Context(), &tg.MessagesGetHistoryRequest{Peer: to, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	page := got.(*tg.MessagesMessagesSlice)
	if page.Count != 3 || len(page.Messages) != 2 {
		t.Fatalf("%d of %d messages, want 2 of 3", len(page.Messages), page.Count)
	}
	answer, question := message(t, page.Messages[0]), message(t, page.Messages[1])
	reply, ok := answer.ReplyTo.(*tg.MessageReplyHeader)
	if !ok || reply.ReplyToMsgID != question.ID || question.Message != "question" || !answer.Out {
		t.Errorf("the history is %v, %v", answer, question)
	}
	if rows := s.Messages(1); len(rows) != 1 || rows[0].ReplyTo != question.ID {
		t.Errorf("the evidence after the first is %+v", rows)
	}
}

func TestGroupsHaveTheirOwnNumbers(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	group, supergroup := groups(t, c)
	first, err := text(t, c, group, "to the group", 1)
	if err != nil {
		t.Fatal(err)
	}
	second, err := text(t, c, supergroup, "to the supergroup", 2)
	if err != nil {
		t.Fatal(err)
	}
	if x, y := sentID(t, first, 1), sentID(t, second, 2); x != 4 || y != 2 {
		t.Errorf("the messages are %d and %d, want 4 (three chats began with one each) and 2", x, y)
	}
	want := []string{a.Chats[2].Chat, a.Chats[3].Chat}
	if got := []string{s.Messages(0)[0].Chat, s.Messages(0)[1].Chat}; !slices.Equal(got, want) || want[0] != "-30000001" || want[1] != "-1001400000001" {
		t.Errorf("the chats are %v, want %v", got, want)
	}
}

func TestTheShortFormAnswersPrivateTexts(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoShort, Times: -1})
	got, err := text(t, c, user(t, c, "silent"), "hello", 1)
	if err != nil {
		t.Fatal(err)
	}
	short, ok := got.(*tg.UpdateShortSentMessage)
	if !ok || short.ID != s.Messages(0)[0].MessageID || !short.Out || short.PtsCount != 1 {
		t.Errorf("the answer is %v", got)
	}
	group, _ := groups(t, c)
	if got, err = text(t, c, group, "hello", 2); err != nil {
		t.Fatal(err)
	}
	sentID(t, got, 2)
}

func TestAccountsWriteToEachOther(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, ann := planted(t, s, sandbox.Order{Username: "firstaccount"})
	_, bob := planted(t, s, sandbox.Order{Username: "secondaccount"})
	toBob := user(t, ann, "SecondAccount")
	sent, err := text(t, ann, toBob, "hello", 1)
	if err != nil {
		t.Fatal(err)
	}
	id := sentID(t, sent, 1)
	got := message(t, next[*tg.UpdateNewMessage](t, bob).Message)
	if got.Message != "hello" || got.Out {
		t.Fatalf("the other one got %v", got)
	}
	ctx := t.Context()
	if _, err := ann.api.MessagesEditMessage(ctx, &tg.MessagesEditMessageRequest{Peer: toBob, ID: id, Message: "bye"}); err != nil {
		t.Fatal(err)
	}
	if m := message(t, next[*tg.UpdateEditMessage](t, bob).Message); m.ID != got.ID || m.Message != "bye" || m.EditDate == 0 {
		t.Errorf("edited to %v", m)
	}
	toAnn := user(t, bob, "firstaccount")
	reaction := []tg.ReactionClass{&tg.ReactionEmoji{Emoticon: "👍"}}
	if _, err := bob.api.MessagesSendReaction(ctx, &tg.MessagesSendReactionRequest{Peer: toAnn, MsgID: got.ID, Reaction: reaction}); err != nil {
		t.Fatal(err)
	}
	if u := next[*tg.UpdateMessageReactions](t, ann); u.MsgID != id || len(u.Reactions.Results) != 1 || u.Reactions.Results[0].Count != 1 {
		t.Errorf("the reaction is %v", u)
	}
	for _, want := range []int{1, 0} { // the second time nothing is new
		read, err := bob.api.MessagesReadHistory(ctx, &tg.MessagesReadHistoryRequest{Peer: toAnn})
		if err != nil {
			t.Fatal(err)
		}
		if read.PtsCount != want {
			t.Errorf("reading counts %d, want %d", read.PtsCount, want)
		}
	}
	if u := next[*tg.UpdateReadHistoryOutbox](t, ann); u.MaxID != id {
		t.Errorf("read up to %d, want %d", u.MaxID, id)
	}
	affected, err := ann.api.MessagesDeleteMessages(ctx, &tg.MessagesDeleteMessagesRequest{Revoke: true, ID: []int{id, id, 999}})
	if err != nil {
		t.Fatal(err)
	}
	if affected.PtsCount != 1 {
		t.Errorf("%d were deleted, want 1", affected.PtsCount)
	}
	if u := next[*tg.UpdateDeleteMessages](t, bob); len(u.Messages) != 1 || u.Messages[0] != got.ID {
		t.Errorf("deleted %v", u.Messages)
	}
	if row := s.Messages(0)[0]; !row.Edited || !row.Deleted || row.Text != "hello" {
		t.Errorf("the evidence is %+v", row)
	}
}

func TestOnlyOwnMessagesAreEdited(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	sent, err := text(t, c, to, "hello", 1)
	if err != nil {
		t.Fatal(err)
	}
	own := sentID(t, sent, 1)
	tests := []struct {
		name string
		id   int
		text string
		err  string
	}{
		{"another's", 1, "new", "MESSAGE_AUTHOR_REQUIRED"},
		{"of another chat", 2, "new", "MESSAGE_ID_INVALID"},
		{"unknown", 99, "new", "MESSAGE_ID_INVALID"},
		{"unchanged", own, "hello", "MESSAGE_NOT_MODIFIED"},
		{"emptied", own, "", "MESSAGE_EMPTY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.api.MessagesEditMessage(t.Context(), &tg.MessagesEditMessageRequest{Peer: to, ID: tt.id, Message: tt.text})
			if !tgerr.Is(err, tt.err) {
				t.Errorf("got %v, want %s", err, tt.err)
			}
		})
	}
}

func TestAReplyPointsAtTheCopyOfTheOtherSide(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{Username: "first"})
	_, d := planted(t, s, sandbox.Order{Username: "second"})
	if _, err := d.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := text(t, d, user(t, d, "silent"), "so that the numbers differ", 1)
	must(t, err)
	to := user(t, c, "second")
	first, err := text(t, c, to, "one", 2)
	must(t, err)
	one := message(t, next[*tg.UpdateNewMessage](t, d).Message)
	_, err = c.api.MessagesSendMessage(t.Context(), &tg.MessagesSendMessageRequest{
		Peer: to, Message: "two", RandomID: 3, ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: sentID(t, first, 2)},
	})
	must(t, err)
	two := message(t, next[*tg.UpdateNewMessage](t, d).Message)
	reply, ok := two.ReplyTo.(*tg.MessageReplyHeader)
	if !ok || reply.ReplyToMsgID != one.ID || one.ID == sentID(t, first, 2) {
		t.Errorf("the other side sees a reply to %v, and message %d", two.ReplyTo, one.ID)
	}
}
