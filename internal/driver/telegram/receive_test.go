package telegram_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/tg"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

const me = 1

var (
	annPeer = sluice.Peer{Chat: "5", Type: sluice.ChatUser, Name: "Ann Lee", First: true}
	mePeer  = sluice.Peer{Chat: "1", Type: sluice.ChatUser, Name: "Ann Lee", Phone: "79990000009"}
	allPeer = sluice.Peer{Chat: "-1000000000009", Type: sluice.ChatSupergroup, Name: "All"}
)

// parcel puts updates beside the users and the chat that they name.
func parcel(all ...tg.UpdateClass) *tg.Updates {
	return &tg.Updates{
		Updates: all,
		Users:   []tg.UserClass{user(5), user(me, func(u *tg.User) { u.Self, u.Phone = true, "79990000009" })},
		Chats:   []tg.ChatClass{&tg.Channel{ID: 9, AccessHash: 3, Title: "All", Megagroup: true}},
	}
}

func fromAnn(id int, text string, change ...func(*tg.Message)) *tg.Message {
	m := &tg.Message{ID: id, Date: 1000 + id, PeerID: &tg.PeerUser{UserID: 5}, Message: text}
	for _, c := range change {
		c(m)
	}
	m.SetFlags()
	return m
}

func group(m *tg.Message) {
	m.PeerID, m.FromID = &tg.PeerChannel{ChannelID: 9}, &tg.PeerUser{UserID: 5}
}

func at(unix int64) time.Time { return time.Unix(unix, 0).UTC() }

func text(s string) sluice.Content {
	return sluice.Content{Type: sluice.ContentText, Text: sluice.Text(s)}
}

func TestWhatAnUpdateTells(t *testing.T) {
	rows := []struct {
		name   string
		update tg.UpdateClass
		want   []sluice.Event
	}{
		{"a private message", &tg.UpdateNewMessage{Message: fromAnn(3, "hi")}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("hi"),
		}}},
		{"a message in a supergroup", &tg.UpdateNewChannelMessage{Message: fromAnn(3, "hi", group)}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: allPeer, Sender: annPeer, Scope: allPeer.Chat, Number: 3, Content: text("hi"),
		}}},
		{"a message from the account's other app", &tg.UpdateNewMessage{Message: fromAnn(3, "hi", func(m *tg.Message) { m.Out = true })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Outgoing: true, Chat: annPeer, Sender: mePeer, Number: 3, Content: text("hi"),
		}}},
		{"a note to oneself", &tg.UpdateNewMessage{Message: fromAnn(3, "hi", func(m *tg.Message) { m.PeerID = &tg.PeerUser{UserID: me} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Outgoing: true, Chat: mePeer, Sender: mePeer, Number: 3, Content: text("hi"),
		}}},
		{"an answer", &tg.UpdateNewMessage{Message: fromAnn(3, "hi", func(m *tg.Message) { m.ReplyTo = &tg.MessageReplyHeader{ReplyToMsgID: 2} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("hi"), ReplyTo: 2,
		}}},
		{"a forwarded message", &tg.UpdateNewMessage{Message: fromAnn(3, "hi", func(m *tg.Message) { m.FwdFrom = tg.MessageFwdHeader{Date: 1, FromName: "X"} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3,
			Content: sluice.Content{Type: sluice.ContentText, Text: "hi", Forwarded: true},
		}}},
		{"a link with its page", &tg.UpdateNewMessage{Message: fromAnn(3, "see https://a.b", func(m *tg.Message) {
			m.Entities = []tg.MessageEntityClass{&tg.MessageEntityURL{Offset: 4, Length: 11}}
			m.Media = &tg.MessageMediaWebPage{Webpage: &tg.WebPage{Title: "A", Description: "about"}}
		})}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3,
			Content: sluice.Content{Type: sluice.ContentLink, Text: "see https://a.b", Title: "A", About: "about"},
		}}},
		{"a link without a page", &tg.UpdateNewMessage{Message: fromAnn(3, "a.b", func(m *tg.Message) {
			m.Entities = []tg.MessageEntityClass{&tg.MessageEntityURL{Length: 3}}
		})}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3,
			Content: sluice.Content{Type: sluice.ContentLink, Text: "a.b"},
		}}},
		{"a picture without a caption", &tg.UpdateNewMessage{Message: fromAnn(3, "", func(m *tg.Message) { m.Media = &tg.MessageMediaPhoto{} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("[unsupported message: photo]"),
		}}},
		{"a picture with a caption", &tg.UpdateNewMessage{Message: fromAnn(3, "look", func(m *tg.Message) { m.Media = &tg.MessageMediaPhoto{} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("look"),
		}}},
		{"a die", &tg.UpdateNewMessage{Message: fromAnn(3, "", func(m *tg.Message) { m.Media = &tg.MessageMediaDice{Emoticon: "🎲"} })}, []sluice.Event{{
			Kind: sluice.EventMessage, At: at(1003), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("🎲"),
		}}},
		{"nothing of a service message", &tg.UpdateNewMessage{Message: &tg.MessageService{ID: 3}}, nil},
		{"an edit", &tg.UpdateEditMessage{Message: fromAnn(3, "ho", func(m *tg.Message) { m.EditDate = 2000 })}, []sluice.Event{{
			Kind: sluice.EventEdited, At: at(2000), Chat: annPeer, Sender: annPeer, Number: 3, Content: text("ho"), Key: "5:3:edited:2000",
		}}},
		{"nothing of an edit that readers do not see", &tg.UpdateEditMessage{Message: fromAnn(3, "hi", func(m *tg.Message) { m.EditDate, m.EditHide = 2000, true })}, nil},
		{"deletions in a private chat", &tg.UpdateDeleteMessages{Messages: []int{3, 4}}, []sluice.Event{
			{Kind: sluice.EventDeleted, At: at(1_700_000_000), Number: 3, Key: ":3:deleted"},
			{Kind: sluice.EventDeleted, At: at(1_700_000_000), Number: 4, Key: ":4:deleted"},
		}},
		{"a deletion in a supergroup", &tg.UpdateDeleteChannelMessages{ChannelID: 9, Messages: []int{3}}, []sluice.Event{{
			Kind: sluice.EventDeleted, At: at(1_700_000_000), Chat: allPeer, Scope: allPeer.Chat, Number: 3, Key: "-1000000000009:3:deleted",
		}}},
		{"a read receipt", &tg.UpdateReadHistoryOutbox{Peer: &tg.PeerUser{UserID: 5}, MaxID: 8}, []sluice.Event{{
			Kind: sluice.EventRead, At: at(1_700_000_000), Chat: annPeer, Sender: annPeer, Number: 8, Key: "5:8:read",
		}}},
		{"a read receipt in a supergroup", &tg.UpdateReadChannelOutbox{ChannelID: 9, MaxID: 8}, []sluice.Event{{
			Kind: sluice.EventRead, At: at(1_700_000_000), Chat: allPeer, Sender: allPeer, Scope: allPeer.Chat, Number: 8, Key: "-1000000000009:8:read",
		}}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			sink := &events{}
			tell(t, telegram.Receiver(drivertest.NewValues(), sink, me), r.update)
			if diff := cmp.Diff(r.want, sink.all()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnOwnSendIsToldOnlyIfItWasEditedSince(t *testing.T) {
	sink := &events{}
	handle := telegram.Receiver(drivertest.NewValues(), sink, me, 3)
	own := func(m *tg.Message) { m.Out = true }
	edited := func(m *tg.Message) { m.EditDate = 2000 }
	tell(t, handle, &tg.UpdateNewMessage{Message: fromAnn(3, "hi", own)})
	if got := sink.all(); len(got) != 0 {
		t.Fatalf("our own send is told as %+v", got)
	}
	tell(t, handle, &tg.UpdateNewMessage{Message: fromAnn(3, "ho", own, edited)}) // as a difference shows it
	tell(t, handle, &tg.UpdateEditMessage{Message: fromAnn(3, "ho", own, edited)})
	if got := sink.all(); len(got) != 1 || got[0].Kind != sluice.EventEdited || got[0].Content.Text != "ho" || !got[0].Outgoing {
		t.Errorf("its edit is told as %+v", got)
	}
}

func TestAnEditThatLeavesTheTextIsNoNews(t *testing.T) {
	sink := &events{}
	handle := telegram.Receiver(drivertest.NewValues(), sink, me)
	edit := func(text string, date int) tg.UpdateClass {
		return &tg.UpdateEditMessage{Message: fromAnn(3, text, func(m *tg.Message) { m.EditDate = date })}
	}
	tell(t, handle, &tg.UpdateNewMessage{Message: fromAnn(3, "hi")})
	tell(t, handle, edit("hi", 2000)) // somebody reacted
	tell(t, handle, edit("ho", 2001))
	tell(t, handle, edit("ho", 2002))
	var texts []sluice.Text
	for _, e := range sink.all() {
		texts = append(texts, e.Content.Text)
	}
	if diff := cmp.Diff([]sluice.Text{"hi", "ho"}, texts); diff != "" {
		t.Error(diff)
	}
}

func TestAReactionIsToldOnceAndAgainWhenItIsTakenBack(t *testing.T) {
	sink := &events{}
	handle := telegram.Receiver(drivertest.NewValues(), sink, me)
	under := func(recent ...tg.MessagePeerReaction) tg.UpdateClass {
		return &tg.UpdateMessageReactions{Peer: &tg.PeerUser{UserID: 5}, MsgID: 3, Reactions: tg.MessageReactions{RecentReactions: recent}}
	}
	by := func(id int64, emoji string, date int) tg.MessagePeerReaction {
		return tg.MessagePeerReaction{PeerID: &tg.PeerUser{UserID: id}, Date: date, Reaction: &tg.ReactionEmoji{Emoticon: emoji}}
	}
	tell(t, handle, under(by(5, "👍", 10)))
	tell(t, handle, under(by(5, "👍", 10)))
	tell(t, handle, under(by(5, "👍", 10), by(me, "🔥", 11)))
	tell(t, handle, under(by(me, "🔥", 11)))
	type told struct {
		From     sluice.ChatID
		Text     sluice.Text
		Outgoing bool
	}
	var got []told
	for _, e := range sink.all() {
		got = append(got, told{e.Sender.Chat, e.Content.Text, e.Outgoing})
	}
	want := []told{{"5", "👍", false}, {"1", "🔥", true}, {"5", "", false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAReactionThatIsNotNamedIsStillThere has more people react than Telegram names.
func TestAReactionThatIsNotNamedIsStillThere(t *testing.T) {
	sink := &events{}
	handle := telegram.Receiver(drivertest.NewValues(), sink, me)
	under := func(least bool, total int, from ...int64) tg.UpdateClass {
		all := tg.MessageReactions{Min: least, Results: []tg.ReactionCount{{Reaction: &tg.ReactionEmoji{Emoticon: "👍"}, Count: total}}}
		for _, id := range from {
			all.RecentReactions = append(all.RecentReactions, tg.MessagePeerReaction{
				PeerID: &tg.PeerUser{UserID: id}, Date: int(id), Reaction: &tg.ReactionEmoji{Emoticon: "👍"},
			})
		}
		return &tg.UpdateMessageReactions{Peer: &tg.PeerChat{ChatID: 9}, MsgID: 3, Reactions: all}
	}
	tell(t, handle, under(false, 3, 13, 12, 11))
	tell(t, handle, under(false, 4, 14, 13, 12))
	tell(t, handle, under(true, 4))
	tell(t, handle, under(false, 3, 13, 12, 11)) // 14 has taken it back
	var got []string
	for _, e := range sink.all() {
		got = append(got, string(e.Sender.Chat)+string(e.Content.Text))
	}
	if diff := cmp.Diff([]string{"13👍", "12👍", "11👍", "14👍", "14"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestARefusedEventIsOfferedUntilItIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &events{refuse: 5}
		handle := telegram.Receiver(drivertest.NewValues(), sink, me)
		began := time.Now()
		tell(t, handle, &tg.UpdateNewMessage{Message: fromAnn(3, "hi")}, &tg.UpdateNewMessage{Message: fromAnn(4, "ho")})
		var numbers []int64
		for _, e := range sink.all() {
			numbers = append(numbers, e.Number)
		}
		if diff := cmp.Diff([]int64{3, 4}, numbers); diff != "" {
			t.Error(diff)
		}
		if took, want := time.Since(began), 3100*time.Millisecond; took != want {
			t.Errorf("five refusals took %v, want growing pauses of %v together", took, want)
		}
	})
}

func TestWhatHappensToAnOwnMessageIsToldAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &events{refuse: 1}
		handle := telegram.Receiver(drivertest.NewValues(), sink, me)
		own := fromAnn(3, "hi", func(m *tg.Message) { m.Out = true })
		tell(t, handle, &tg.UpdateNewMessage{Message: own}, &tg.UpdateDeleteMessages{Messages: []int{3}}, &tg.UpdateNewMessage{Message: fromAnn(4, "ho")})
		var told []string
		for _, e := range sink.all() {
			told = append(told, fmt.Sprint(e.Kind, " ", e.Number))
		}
		if diff := cmp.Diff([]string{"message 3", "deleted 3", "message 4"}, told); diff != "" {
			t.Error(diff)
		}
	})
}

// TestWhatCannotBeReadIsPassedOver sends what makes reading panic, as the next layer of
// the protocol might: what stands beside it is told, and the process goes on.
func TestWhatCannotBeReadIsPassedOver(t *testing.T) {
	good := func(id int) tg.UpdateClass { return &tg.UpdateNewMessage{Message: fromAnn(id, "hi")} }
	for name, bad := range map[string]*tg.Updates{
		"a message":  parcel(good(3), &tg.UpdateNewMessage{Message: (*tg.Message)(nil)}, good(4)),
		"an edit":    parcel(good(3), &tg.UpdateEditMessage{Message: (*tg.Message)(nil)}, good(4)),
		"a reaction": parcel(good(3), &tg.UpdateMessageReactions{Peer: (*tg.PeerUser)(nil)}, good(4)),
		"an update":  parcel(good(3), (*tg.UpdateDeleteChannelMessages)(nil), good(4)),
		"a user":     {Updates: []tg.UpdateClass{good(3), good(4)}, Users: []tg.UserClass{(*tg.User)(nil)}},
		"a chat":     {Updates: []tg.UpdateClass{good(3), good(4)}, Chats: []tg.ChatClass{(*tg.Channel)(nil)}},
	} {
		sink := &events{}
		handle := telegram.Receiver(drivertest.NewValues(), sink, me)
		if err := handle(t.Context(), bad); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		tell(t, handle, good(5)) // nothing is locked that was locked before
		var numbers []int64
		for _, e := range sink.all() {
			numbers = append(numbers, e.Number)
		}
		if diff := cmp.Diff([]int64{3, 4, 5}, numbers); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func tell(t *testing.T, handle func(context.Context, tg.UpdatesClass) error, all ...tg.UpdateClass) {
	t.Helper()
	if err := handle(t.Context(), parcel(all...)); err != nil {
		t.Fatal(err)
	}
}
