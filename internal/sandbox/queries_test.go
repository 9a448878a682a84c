package sandbox_test

import (
	"testing"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestMessagesAreFoundByNumber(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	_, supergroup := groups(t, c)
	channel := &tg.InputChannel{ChannelID: supergroup.ChannelID, AccessHash: supergroup.AccessHash}
	want := []tg.InputMessageClass{&tg.InputMessageID{ID: 1}, &tg.InputMessageID{ID: 99}}
	own, err := c.api.MessagesGetMessages(ctx, want)
	must(t, err)
	theirs, err := c.api.ChannelsGetMessages(ctx, &tg.ChannelsGetMessagesRequest{Channel: channel, ID: want})
	must(t, err)
	for _, got := range [][]tg.MessageClass{own.(*tg.MessagesMessages).Messages, theirs.(*tg.MessagesChannelMessages).Messages} {
		if len(got) != 2 || got[1].(*tg.MessageEmpty).ID != 99 {
			t.Fatalf("got %v", got)
		}
		if m := message(t, got[0]); m.ID != 1 || m.Out {
			t.Errorf("the first is %v", m)
		}
	}
}

func TestHistoryComesInWindows(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	_, supergroup := groups(t, c)
	for range 9 {
		write(t, s, sandbox.Writing{Account: a.Phone, From: "10000003", Chat: a.Chats[3].Chat, Text: "a"})
	}
	tests := []struct {
		name        string
		request     tg.MessagesGetHistoryRequest
		first, last int // numbers; 0: none
	}{
		{"all", tg.MessagesGetHistoryRequest{}, 10, 1},
		{"the newest", tg.MessagesGetHistoryRequest{Limit: 3}, 10, 8},
		{"before one", tg.MessagesGetHistoryRequest{OffsetID: 5, Limit: 3}, 4, 2},
		{"around one", tg.MessagesGetHistoryRequest{OffsetID: 5, AddOffset: -2, Limit: 3}, 6, 4},
		{"after one", tg.MessagesGetHistoryRequest{MinID: 7}, 10, 8},
		{"up to one", tg.MessagesGetHistoryRequest{MaxID: 2}, 2, 1},
		{"before the beginning", tg.MessagesGetHistoryRequest{OffsetID: 1}, 0, 0},
		{"before all time", tg.MessagesGetHistoryRequest{OffsetDate: 1}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.request.Peer = supergroup
			got, err := c.api.MessagesGetHistory(t.Context(), &tt.request)
			must(t, err)
			page := got.(*tg.MessagesChannelMessages)
			first, last := 0, 0
			if n := len(page.Messages); n > 0 {
				first, last = page.Messages[0].GetID(), page.Messages[n-1].GetID()
			}
			if first != tt.first || last != tt.last || page.Count != 10 {
				t.Errorf("got %d to %d of %d, want %d to %d of 10", first, last, page.Count, tt.first, tt.last)
			}
		})
	}
}

func TestUsersAreShownToThoseWhoMayKnowThem(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, other := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	mine, theirs := user(t, c, "silent"), user(t, other, "silent")
	input := func(p *tg.InputPeerUser) *tg.InputUser {
		return &tg.InputUser{UserID: p.UserID, AccessHash: p.AccessHash}
	}
	got, err := c.api.UsersGetUsers(ctx, []tg.InputUserClass{&tg.InputUserSelf{}, input(mine), input(theirs)})
	must(t, err)
	if !got[0].(*tg.User).Self || got[1].(*tg.User).FirstName != "Silent" || got[2].(*tg.UserEmpty).ID != mine.UserID {
		t.Errorf("got %v", got)
	}
	full, err := c.api.UsersGetFullUser(ctx, input(mine))
	must(t, err)
	if full.FullUser.ID != mine.UserID || len(full.Users) != 2 {
		t.Errorf("got %v", full)
	}
	if _, err := c.api.UsersGetFullUser(ctx, input(theirs)); !tgerr.Is(err, "USER_ID_INVALID") {
		t.Errorf("with the hash of another account: %v", err)
	}
}

func TestSingleDialogsAndGroupsAreShown(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	ctx := t.Context()
	group, supergroup := groups(t, c)
	got, err := c.api.MessagesGetPeerDialogs(ctx, []tg.InputDialogPeerClass{
		&tg.InputDialogPeer{Peer: supergroup}, &tg.InputDialogPeer{Peer: user(t, c, "silent")}, &tg.InputDialogPeer{Peer: user(t, c, "stranger1")},
	})
	must(t, err)
	if len(got.Dialogs) != 2 || got.State.Pts != 3 || got.Dialogs[0].(*tg.Dialog).UnreadCount != 1 {
		t.Errorf("got %v", got)
	}
	chats, err := c.api.MessagesGetChats(ctx, []int64{group.ChatID})
	must(t, err)
	if list := chats.GetChats(); len(list) != 1 || list[0].(*tg.Chat).Title != "Example group" {
		t.Errorf("got %v", list)
	}
	if ok, err := c.api.MessagesSetTyping(ctx, &tg.MessagesSetTypingRequest{Peer: group, Action: &tg.SendMessageTypingAction{}}); err != nil || !ok {
		t.Errorf("typing: %v", err)
	}
	if ok, err := c.api.AccountUpdateStatus(ctx, false); err != nil || !ok {
		t.Errorf("the status: %v", err)
	}
	if dc, err := c.api.HelpGetNearestDC(ctx); err != nil || dc.ThisDC != 2 {
		t.Errorf("the data centre: %v, %v", dc, err)
	}
}

func TestOwnMessagesAreDeletedFromASupergroup(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, supergroup := groups(t, c)
	channel := &tg.InputChannel{ChannelID: supergroup.ChannelID, AccessHash: supergroup.AccessHash}
	sent, err := text(t, c, supergroup, "hello", 1)
	must(t, err)
	got, err := c.api.ChannelsDeleteMessages(t.Context(), &tg.ChannelsDeleteMessagesRequest{Channel: channel, ID: []int{1, sentID(t, sent, 1)}})
	must(t, err)
	if got.Pts != 3 || got.PtsCount != 1 {
		t.Errorf("got %v", got)
	}
	_, err = c.api.ChannelsDeleteMessages(t.Context(), &tg.ChannelsDeleteMessagesRequest{Channel: channel, ID: []int{1}})
	if !tgerr.Is(err, "MESSAGE_DELETE_FORBIDDEN") {
		t.Errorf("another's message: %v", err)
	}
	if row := s.Messages(0)[0]; !row.Deleted {
		t.Errorf("the evidence is %+v", row)
	}
}

func TestOnlyCallsThatSendNothingAreForgotten(t *testing.T) {
	s, _ := start(t, sandbox.Options{Calls: 10})
	_, c := planted(t, s, sandbox.Order{})
	if _, err := text(t, c, user(t, c, "silent"), "hello", 1); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if _, err := c.api.UpdatesGetState(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	calls := s.Calls(sandbox.CallFilter{})
	light := 0
	for _, call := range calls {
		if call.RandomID == "" {
			light++
		}
	}
	if len(calls)-light != 1 || light < 10 || light >= 20 || calls[len(calls)-1].N < 51 {
		t.Errorf("%d calls are kept, %d of them send nothing", len(calls), light)
	}
}

func TestTheNextMessageIsAnnounced(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	changed := s.Changed()
	select {
	case <-changed:
		t.Error("announced before there is any")
	default:
	}
	if _, err := text(t, c, user(t, c, "silent"), "hello", 1); err != nil {
		t.Fatal(err)
	}
	<-changed
}
