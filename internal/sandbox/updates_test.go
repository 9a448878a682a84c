package sandbox_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

func TestWhatAClientMissedIsInTheDifference(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	before, err := c.api.UpdatesGetState(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first := write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: "one"})
	gone := write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: "gone"})
	write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000002", Chat: a.Chats[2].Chat, Text: "two"})
	touch := sandbox.Touch{Account: a.Account.Account, Chat: "10000000"}
	edit, drop := touch, touch
	edit.MessageID, edit.Text = first, "one, edited"
	drop.MessageID = gone
	must(t, s.Edit(edit))
	must(t, s.Delete(drop))

	got, err := c.api.UpdatesGetDifference(ctx, &tg.UpdatesGetDifferenceRequest{Pts: before.Pts, Date: before.Date + 3600})
	if err != nil {
		t.Fatal(err)
	}
	diff, ok := got.(*tg.UpdatesDifference)
	if !ok {
		t.Fatalf("got %T", got)
	}
	if len(diff.NewMessages) != 2 || len(diff.OtherUpdates) != 2 {
		t.Fatalf("%d messages and %d updates, want 2 and 2", len(diff.NewMessages), len(diff.OtherUpdates))
	}
	one, two := message(t, diff.NewMessages[0]), message(t, diff.NewMessages[1])
	if one.Message != "one, edited" || two.Message != "two" || two.FromID.(*tg.PeerUser).UserID != 10000002 {
		t.Errorf("the messages are %v and %v", one, two)
	}
	edited, deleted := diff.OtherUpdates[0].(*tg.UpdateEditMessage), diff.OtherUpdates[1].(*tg.UpdateDeleteMessages)
	if edited.Pts != before.Pts+4 || deleted.Pts != before.Pts+5 || diff.State.Pts != before.Pts+5 {
		t.Errorf("pts %d, %d and %d after %d", edited.Pts, deleted.Pts, diff.State.Pts, before.Pts)
	}
	again, err := c.api.UpdatesGetDifference(ctx, &tg.UpdatesGetDifferenceRequest{Pts: diff.State.Pts, Date: diff.State.Date + 3600})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := again.(*tg.UpdatesDifferenceEmpty); !ok {
		t.Errorf("afterwards there is %T", again)
	}
}

func TestALongDifferenceComesInSlices(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	state, err := c.api.UpdatesGetState(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 250 {
		write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: fmt.Sprint(i)})
	}
	seen, parts := 0, 0
	for pts, date := state.Pts, state.Date+3600; ; parts++ {
		got, err := c.api.UpdatesGetDifference(t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: pts, Date: date})
		if err != nil {
			t.Fatal(err)
		}
		var fresh []tg.MessageClass
		slice, more := got.(*tg.UpdatesDifferenceSlice)
		if more {
			fresh, pts = slice.NewMessages, slice.IntermediateState.Pts
		} else {
			fresh = got.(*tg.UpdatesDifference).NewMessages
		}
		for _, m := range fresh {
			if text := message(t, m).Message; text != fmt.Sprint(seen) {
				t.Fatalf("message %d is %q", seen, text)
			}
			seen++
		}
		if !more {
			break
		}
	}
	if seen != 250 || parts != 2 {
		t.Errorf("%d messages in %d slices and the rest, want 250 in 2", seen, parts)
	}
}

func TestAChannelTellsItsOwnDifference(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	_, supergroup := groups(t, c)
	channel := &tg.InputChannel{ChannelID: supergroup.ChannelID, AccessHash: supergroup.AccessHash}
	state, err := c.api.UpdatesGetState(ctx)
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000003", Chat: a.Chats[3].Chat, Text: "hello"})
	pushed := next[*tg.UpdateNewChannelMessage](t, c)
	if pushed.Pts != 2 || pushed.PtsCount != 1 {
		t.Errorf("pushed with pts %d", pushed.Pts)
	}
	got, err := c.api.UpdatesGetDifference(ctx, &tg.UpdatesGetDifferenceRequest{Pts: state.Pts, Date: state.Date})
	if err != nil {
		t.Fatal(err)
	}
	other := got.(*tg.UpdatesDifference).OtherUpdates
	if long, ok := other[0].(*tg.UpdateChannelTooLong); !ok || long.ChannelID != channel.ChannelID || long.Pts != 2 {
		t.Errorf("the account's difference names %v", other)
	}
	ask := &tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Filter: &tg.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 100}
	diff, err := c.api.UpdatesGetChannelDifference(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.(*tg.UpdatesChannelDifference); !d.Final || d.Pts != 2 || len(d.NewMessages) != 1 || message(t, d.NewMessages[0]).Message != "hello" {
		t.Errorf("the channel's difference is %v", d)
	}
	setFault(t, s, sandbox.Fault{Do: sandbox.DoTooLong, Method: "updates.getChannelDifference"})
	if diff, err = c.api.UpdatesGetChannelDifference(ctx, ask); err != nil {
		t.Fatal(err)
	}
	if long, ok := diff.(*tg.UpdatesChannelDifferenceTooLong); !ok || long.Dialog.(*tg.Dialog).Pts != 2 {
		t.Errorf("the difference that is too long is %v", diff)
	}
}

func TestADifferenceCanBeTooLong(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: "one"})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoTooLong, Account: a.Phone})
	got, err := c.api.UpdatesGetDifference(t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: 1, Date: 1})
	if err != nil {
		t.Fatal(err)
	}
	if long, ok := got.(*tg.UpdatesDifferenceTooLong); !ok || long.Pts != 4 {
		t.Errorf("got %v", got)
	}
}

// The client handles each message in a goroutine of its own, so that these tests
// look at which updates come, not at their order.
func TestUpdatesCanGetLostOrComeTwice(t *testing.T) {
	tests := []struct {
		do   string
		want []string
	}{
		{sandbox.DoLoseUpdate, []string{"of another chat", "three", "two"}},
		{sandbox.DoRepeatUpdate, []string{"of another chat", "one", "one", "three", "two"}},
	}
	for _, tt := range tests {
		t.Run(tt.do, func(t *testing.T) {
			s, _ := start(t, sandbox.Options{})
			a, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
			if _, err := c.Self(t.Context()); err != nil { // from now on it gets updates
				t.Fatal(err)
			}
			setFault(t, s, sandbox.Fault{Do: tt.do, Instance: "4900000001", Chat: "10000000"})
			write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000001", Text: "of another chat"})
			for _, text := range []string{"one", "two", "three"} {
				write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: text})
			}
			var got []string
			for range tt.want {
				got = append(got, message(t, next[*tg.UpdateNewMessage](t, c).Message).Message)
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnUpdateCanComeAfterTheNextOne(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	setFault(t, s, sandbox.Fault{Do: sandbox.DoReorderUpdate})
	write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: "one"})
	for s.Faults()[0].Hits == 0 {
		runtime.Gosched()
	}
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(c.updates); n != 0 {
		t.Errorf("%d updates came at once", n)
	}
	write(t, s, sandbox.Writing{Account: a.Account.Account, From: "10000000", Text: "two"})
	x, y := next[*tg.UpdateNewMessage](t, c), next[*tg.UpdateNewMessage](t, c)
	if x.Pts+y.Pts != 4+5 {
		t.Errorf("the updates have pts %d and %d", x.Pts, y.Pts)
	}
}

func TestTheOwnerWritesOnAPhone(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := write(t, s, sandbox.Writing{Account: a.Phone, From: a.Account.Account, Chat: "10000000", Text: "from my phone"})
	m := message(t, next[*tg.UpdateNewMessage](t, c).Message)
	if !m.Out || m.ID != id || m.Message != "from my phone" {
		t.Errorf("the client is told %v", m)
	}
	if echo := message(t, next[*tg.UpdateNewMessage](t, c).Message); echo.Out || echo.Message != "from my phone" {
		t.Errorf("the partner answers %v", echo)
	}
	if rows := s.Messages(0); len(rows) != 0 {
		t.Errorf("what came over no wire is in the evidence: %+v", rows)
	}
}

func TestOtherDevicesOfAnAccountSeeWhatOneSends(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, phone := planted(t, s, sandbox.Order{})
	_, tablet := planted(t, s, sandbox.Order{Phone: a.Phone})
	if _, err := tablet.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent, err := text(t, phone, user(t, phone, "silent"), "hello", 1)
	if err != nil {
		t.Fatal(err)
	}
	if m := message(t, next[*tg.UpdateNewMessage](t, tablet).Message); m.ID != sentID(t, sent, 1) || !m.Out {
		t.Errorf("the other device is told %v", m)
	}
	write(t, s, sandbox.Writing{Account: a.Phone, From: "10000001", Text: "mark"})
	if m := message(t, next[*tg.UpdateNewMessage](t, phone).Message); m.Message != "mark" {
		t.Errorf("the sender is told %q as an update", m.Message)
	}
}

func TestTheOwnUpdateCanComeBeforeTheAnswer(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoUpdateFirst})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoDelay, Method: "send", Seconds: 0.3})
	to := user(t, c, "silent")
	began := time.Now()
	if _, err := text(t, c, to, "hello", 5); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
	if u := next[*tg.UpdateMessageID](t, c); u.RandomID != 5 {
		t.Errorf("the update names random_id %d", u.RandomID)
	}
}

func write(t *testing.T, s *sandbox.Sandbox, w sandbox.Writing) int {
	t.Helper()
	id, err := s.Write(w)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
