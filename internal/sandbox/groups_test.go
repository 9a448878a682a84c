package sandbox_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

// who is a user as requests of c name it.
func who(t testing.TB, c *client, name string) *tg.InputUser {
	t.Helper()
	u := user(t, c, name)
	return &tg.InputUser{UserID: u.UserID, AccessHash: u.AccessHash}
}

// made returns the one chat that an answer brought.
func made[C tg.ChatClass](t testing.TB, u tg.UpdatesClass) C {
	t.Helper()
	for _, chat := range u.(*tg.Updates).Chats {
		if got, ok := chat.(C); ok {
			return got
		}
	}
	var want C
	t.Fatalf("the answer brings no %T: %v", want, u)
	return want
}

func newGroup(t testing.TB, c *client, names ...string) *tg.Chat {
	t.Helper()
	var users []tg.InputUserClass
	for _, name := range names {
		users = append(users, who(t, c, name))
	}
	got, err := c.api.MessagesCreateChat(t.Context(), &tg.MessagesCreateChatRequest{Title: "Team", Users: users})
	must(t, err)
	return made[*tg.Chat](t, got.Updates)
}

func fullChat(t testing.TB, c *client, id int64) *tg.ChatFull {
	t.Helper()
	got, err := c.api.MessagesGetFullChat(t.Context(), id)
	must(t, err)
	return got.FullChat.(*tg.ChatFull)
}

func newChannel(t testing.TB, c *client, r tg.ChannelsCreateChannelRequest) *tg.InputChannel {
	t.Helper()
	got, err := c.api.ChannelsCreateChannel(t.Context(), &r)
	must(t, err)
	ch := made[*tg.Channel](t, got)
	return &tg.InputChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}
}

func wantRefusal(t testing.TB, what string, err error, kind string) {
	t.Helper()
	if !tgerr.Is(err, kind) {
		t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func TestAGroupIsMadeOfThoseWhoWantToBeInIt(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, d := planted(t, s, sandbox.Order{Username: "second"})
	if _, err := d.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	users := []tg.InputUserClass{who(t, c, "second"), who(t, c, "angry"), who(t, c, "annmember")}
	got, err := c.api.MessagesCreateChat(t.Context(), &tg.MessagesCreateChatRequest{Title: "Team", Users: users})
	must(t, err)
	chat := made[*tg.Chat](t, got.Updates)
	if !chat.Creator || chat.Title != "Team" || chat.ParticipantsCount != 3 {
		t.Errorf("made %v", chat)
	}
	if len(got.MissingInvitees) != 1 || got.MissingInvitees[0].UserID != 10000005 {
		t.Errorf("missing are %v", got.MissingInvitees)
	}
	told := next[*tg.UpdateNewMessage](t, d).Message.(*tg.MessageService)
	if act, ok := told.Action.(*tg.MessageActionChatCreate); !ok || act.Title != "Team" || len(act.Users) != 3 {
		t.Errorf("the other member is told %v", told)
	}
	_, err = text(t, c, chat.AsInputPeer(), "hello all", 1)
	must(t, err)
	if m := message(t, next[*tg.UpdateNewMessage](t, d).Message); m.Message != "hello all" || m.PeerID.(*tg.PeerChat).ChatID != chat.ID {
		t.Errorf("the other member got %v", m)
	}
	_, err = c.api.MessagesCreateChat(t.Context(), &tg.MessagesCreateChatRequest{Title: "Nobody"})
	wantRefusal(t, "a group of nobody", err, "USERS_TOO_FEW")
}

func TestAGroupIsManagedByItsCreator(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	chat := newGroup(t, c, "annmember", "bobmember")
	ctx := t.Context()
	_, err := c.api.MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: chat.ID, UserID: who(t, c, "silent")})
	must(t, err)
	_, err = c.api.MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: chat.ID, UserID: who(t, c, "silent")})
	wantRefusal(t, "the same user again", err, "USER_ALREADY_PARTICIPANT")
	_, err = c.api.MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: chat.ID, UserID: who(t, c, "angry")})
	wantRefusal(t, "a user who does not want it", err, "USER_PRIVACY_RESTRICTED")
	_, err = c.api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: chat.ID, UserID: who(t, c, "bobmember")})
	must(t, err)
	_, err = c.api.MessagesEditChatAdmin(ctx, &tg.MessagesEditChatAdminRequest{ChatID: chat.ID, UserID: who(t, c, "annmember"), IsAdmin: true})
	must(t, err)
	_, err = c.api.MessagesEditChatAdmin(ctx, &tg.MessagesEditChatAdminRequest{ChatID: chat.ID, UserID: who(t, c, "bobmember"), IsAdmin: true})
	wantRefusal(t, "a user who has gone", err, "USER_NOT_PARTICIPANT")
	_, err = c.api.MessagesEditChatTitle(ctx, &tg.MessagesEditChatTitleRequest{ChatID: chat.ID, Title: "Band"})
	must(t, err)
	_, err = c.api.MessagesEditChatTitle(ctx, &tg.MessagesEditChatTitleRequest{ChatID: chat.ID, Title: "Band"})
	wantRefusal(t, "the same title", err, "CHAT_NOT_MODIFIED")
	_, err = c.api.MessagesEditChatAbout(ctx, &tg.MessagesEditChatAboutRequest{Peer: chat.AsInputPeer(), About: "music"})
	must(t, err)
	_, err = c.api.MessagesEditChatPhoto(ctx, &tg.MessagesEditChatPhotoRequest{
		ChatID: chat.ID, Photo: &tg.InputChatUploadedPhoto{File: upload(t, c, "a.jpg", picture(t, 200, 200))},
	})
	must(t, err)
	link, err := c.api.MessagesExportChatInvite(ctx, &tg.MessagesExportChatInviteRequest{Peer: chat.AsInputPeer()})
	must(t, err)
	denied := tg.ChatBannedRights{SendPolls: true}
	_, err = c.api.MessagesEditChatDefaultBannedRights(ctx, &tg.MessagesEditChatDefaultBannedRightsRequest{Peer: chat.AsInputPeer(), BannedRights: denied})
	must(t, err)
	_, err = c.api.MessagesSetHistoryTTL(ctx, &tg.MessagesSetHistoryTTLRequest{Peer: chat.AsInputPeer(), Period: 86400})
	must(t, err)

	full := fullChat(t, c, chat.ID)
	if full.About != "music" || full.TTLPeriod != 86400 || full.ExportedInvite.(*tg.ChatInviteExported).Link != link.(*tg.ChatInviteExported).Link {
		t.Errorf("the group is %v", full)
	}
	if p, ok := full.ChatPhoto.(*tg.Photo); !ok || p.ID == 0 {
		t.Errorf("the picture is %v", full.ChatPhoto)
	}
	var ranks []string
	for _, p := range full.Participants.(*tg.ChatParticipants).Participants {
		ranks = append(ranks, p.TypeName())
	}
	if want := []string{"chatParticipantCreator", "chatParticipantAdmin", "chatParticipant"}; !slices.Equal(ranks, want) {
		t.Errorf("the members are %v, want %v", ranks, want)
	}
	got, err := c.api.MessagesGetChats(ctx, []int64{chat.ID})
	must(t, err)
	if is := got.GetChats()[0].(*tg.Chat); is.Title != "Band" || !is.DefaultBannedRights.SendPolls {
		t.Errorf("the group is shown as %v", is)
	}
}

func TestMembersMayNotDoEverything(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	group, supergroup := groups(t, c)
	ctx := t.Context()
	_, err := c.api.MessagesEditChatAdmin(ctx, &tg.MessagesEditChatAdminRequest{ChatID: group.ChatID, UserID: who(t, c, "bobmember"), IsAdmin: true})
	wantRefusal(t, "making an admin", err, "CHAT_ADMIN_REQUIRED")
	_, err = c.api.MessagesExportChatInvite(ctx, &tg.MessagesExportChatInviteRequest{Peer: group})
	wantRefusal(t, "the invite link", err, "CHAT_ADMIN_REQUIRED")
	_, err = c.api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: group.ChatID, UserID: who(t, c, "annmember")})
	wantRefusal(t, "throwing out the creator", err, "CHAT_ADMIN_REQUIRED")
	in := &tg.InputChannel{ChannelID: supergroup.ChannelID, AccessHash: supergroup.AccessHash}
	_, err = c.api.ChannelsEditTitle(ctx, &tg.ChannelsEditTitleRequest{Channel: in, Title: "Mine"})
	wantRefusal(t, "renaming a supergroup", err, "CHAT_ADMIN_REQUIRED")
	_, err = c.api.ChannelsToggleSlowMode(ctx, &tg.ChannelsToggleSlowModeRequest{Channel: in, Seconds: 10})
	wantRefusal(t, "slowing a supergroup down", err, "CHAT_ADMIN_REQUIRED")
	_, err = c.api.ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{Channel: in, Participant: user(t, c, "annmember")})
	wantRefusal(t, "throwing out of a supergroup", err, "CHAT_ADMIN_REQUIRED")

	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: a.Chats[2].Chat, Denied: []string{"media", "polls", "write"}})
	_, err = text(t, c, group, "hello", 1)
	wantRefusal(t, "a text", err, "CHAT_SEND_PLAIN_FORBIDDEN")
	_, err = send(t, c, group, &tg.InputMediaUploadedPhoto{File: upload(t, c, "a", picture(t, 9, 9))}, 2)
	wantRefusal(t, "a photo", err, "CHAT_SEND_PHOTOS_FORBIDDEN")
	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: a.Chats[2].Chat, Denied: []string{"none"}})
	_, err = text(t, c, group, "hello", 3)
	must(t, err)
	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: a.Chats[2].Chat, Remove: []string{a.Account.Account}})
	_, err = text(t, c, group, "still here?", 4)
	wantRefusal(t, "after being thrown out", err, "CHAT_WRITE_FORBIDDEN")
	_, err = text(t, c, user(t, c, "angry"), "hello", 5)
	wantRefusal(t, "a user who has blocked all", err, "USER_IS_BLOCKED")
}

func gather(t testing.TB, s *sandbox.Sandbox, in sandbox.Gathering) string {
	t.Helper()
	chat, err := s.Gather(in)
	must(t, err)
	return chat
}

func TestASupergroupIsManaged(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	other, d := planted(t, s, sandbox.Order{Username: "second"})
	if _, err := d.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	in := newChannel(t, c, tg.ChannelsCreateChannelRequest{Megagroup: true, Title: "Club", About: "ours"})
	got, err := c.api.ChannelsInviteToChannel(ctx, &tg.ChannelsInviteToChannelRequest{
		Channel: in, Users: []tg.InputUserClass{who(t, c, "second"), who(t, c, "angry"), who(t, c, "annmember")},
	})
	must(t, err)
	if len(got.MissingInvitees) != 1 {
		t.Errorf("missing are %v", got.MissingInvitees)
	}
	if u := next[*tg.UpdateChannel](t, d); u.ChannelID != in.ChannelID {
		t.Errorf("the invited is told %v", u)
	}
	ann, second := who(t, c, "annmember"), who(t, c, "second")
	rights := tg.ChatAdminRights{ChangeInfo: true}
	_, err = c.api.ChannelsEditAdmin(ctx, &tg.ChannelsEditAdminRequest{Channel: in, UserID: ann, AdminRights: rights})
	must(t, err)
	list, err := c.api.ChannelsGetParticipants(ctx, &tg.ChannelsGetParticipantsRequest{Channel: in, Filter: &tg.ChannelParticipantsRecent{}, Limit: 100})
	must(t, err)
	var ranks []string
	for _, p := range list.(*tg.ChannelsChannelParticipants).Participants {
		ranks = append(ranks, p.TypeName())
	}
	if want := []string{"channelParticipantCreator", "channelParticipant", "channelParticipantAdmin"}; !slices.Equal(ranks, want) {
		t.Errorf("the members are %v, want %v", ranks, want)
	}
	admins, err := c.api.ChannelsGetParticipants(ctx, &tg.ChannelsGetParticipantsRequest{Channel: in, Filter: &tg.ChannelParticipantsAdmins{}, Limit: 100})
	must(t, err)
	if n := admins.(*tg.ChannelsChannelParticipants).Count; n != 2 {
		t.Errorf("%d admins, want 2", n)
	}
	full, err := c.api.ChannelsGetFullChannel(ctx, in)
	must(t, err)
	if f := full.FullChat.(*tg.ChannelFull); f.About != "ours" || f.ParticipantsCount != 3 || f.AdminsCount != 2 {
		t.Errorf("the supergroup is %v", f)
	}
	_, err = c.api.ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{
		Channel: in, Participant: &tg.InputPeerUser{UserID: second.UserID, AccessHash: second.AccessHash},
		BannedRights: tg.ChatBannedRights{ViewMessages: true},
	})
	must(t, err)
	_, err = s.Write(sandbox.Writing{Account: other.Phone, From: other.Account.Account, Chat: "-100" + number(in.ChannelID), Text: "x"})
	if err == nil {
		t.Error("who was thrown out still writes")
	}
	_, err = c.api.ChannelsLeaveChannel(ctx, in)
	wantRefusal(t, "the creator leaves", err, "USER_CREATOR")
}

// The answer to a change names the supergroup and shows it, so that the caller
// need not ask again.
func TestAChangeOfASupergroupIsAnsweredByItself(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, d := planted(t, s, sandbox.Order{Username: "second"})
	in := newChannel(t, c, tg.ChannelsCreateChannelRequest{Megagroup: true, Title: "Club"})
	second := who(t, c, "second")
	_, err := c.api.ChannelsInviteToChannel(t.Context(), &tg.ChannelsInviteToChannelRequest{Channel: in, Users: []tg.InputUserClass{second}})
	must(t, err)
	own := &tg.InputChannel{ChannelID: in.ChannelID}
	dialogs, err := d.api.MessagesGetDialogs(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100})
	must(t, err)
	list, _ := dialogs.AsModified()
	for _, chat := range list.GetChats() {
		if ch, ok := chat.(*tg.Channel); ok && ch.ID == in.ChannelID {
			own.AccessHash = ch.AccessHash
		}
	}
	for _, tt := range []struct {
		name string
		do   func() (tg.UpdatesClass, error)
	}{
		{"an admin is made", func() (tg.UpdatesClass, error) {
			return c.api.ChannelsEditAdmin(t.Context(), &tg.ChannelsEditAdminRequest{Channel: in, UserID: second, AdminRights: tg.ChatAdminRights{ChangeInfo: true}})
		}},
		{"it is slowed down", func() (tg.UpdatesClass, error) {
			return c.api.ChannelsToggleSlowMode(t.Context(), &tg.ChannelsToggleSlowModeRequest{Channel: in, Seconds: 10})
		}},
		{"a member is silenced", func() (tg.UpdatesClass, error) {
			return c.api.ChannelsEditBanned(t.Context(), &tg.ChannelsEditBannedRequest{
				Channel: in, Participant: user(t, c, "second"), BannedRights: tg.ChatBannedRights{SendMessages: true},
			})
		}},
		{"a member leaves", func() (tg.UpdatesClass, error) { return d.api.ChannelsLeaveChannel(t.Context(), own) }},
	} {
		got, err := tt.do()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		list := got.(*tg.Updates).Updates
		if u, ok := list[0].(*tg.UpdateChannel); len(list) != 1 || !ok || u.ChannelID != in.ChannelID {
			t.Errorf("%s: the answer is %v", tt.name, list)
		}
		if is := made[*tg.Channel](t, got); is.ID != in.ChannelID || is.Title != "Club" {
			t.Errorf("%s: the answer shows %v", tt.name, is)
		}
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func TestSlowModeCountsDown(t *testing.T) {
	now := newClock()
	s, _ := start(t, sandbox.Options{Now: now.now})
	a, c := planted(t, s, sandbox.Order{})
	_, supergroup := groups(t, c)
	slow := 30
	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: a.Chats[3].Chat, SlowMode: &slow})
	_, err := text(t, c, supergroup, "one", 1)
	must(t, err)
	now.step(10 * time.Second)
	_, err = text(t, c, supergroup, "two", 2)
	if e, ok := tgerr.AsType(err, "SLOWMODE_WAIT"); !ok || e.Argument != 20 {
		t.Errorf("after 10 s: %v", err)
	}
	now.step(20 * time.Second)
	if _, err = text(t, c, supergroup, "two", 2); err != nil {
		t.Errorf("after 30 s: %v", err)
	}
}

func TestAChannelPosts(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	chat := gather(t, s, sandbox.Gathering{Account: a.Phone, Type: "channel", Name: "News", Owner: "10000002"})
	created := next[*tg.UpdateNewChannelMessage](t, c).Message.(*tg.MessageService)
	id := write(t, s, sandbox.Writing{Account: a.Phone, From: chat, Text: "today"})
	post := message(t, next[*tg.UpdateNewChannelMessage](t, c).Message)
	if !created.Post || !post.Post || post.FromID != nil || post.Message != "today" || post.ID != id || post.Out {
		t.Errorf("the post is %v", post)
	}
	in := &tg.InputPeerChannel{ChannelID: post.PeerID.(*tg.PeerChannel).ChannelID, AccessHash: 1}
	dialogs, err := c.api.MessagesGetDialogs(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100})
	must(t, err)
	list, _ := dialogs.AsModified()
	for _, chat := range list.GetChats() {
		if ch, ok := chat.(*tg.Channel); ok && ch.ID == in.ChannelID {
			in.AccessHash = ch.AccessHash
			if !ch.Broadcast || ch.Megagroup || ch.Title != "News" {
				t.Errorf("the channel is %v", ch)
			}
		}
	}
	_, err = text(t, c, in, "may I?", 1)
	wantRefusal(t, "a reader posts", err, "CHAT_WRITE_FORBIDDEN")
	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: chat, Promote: []string{a.Account.Account}})
	answer, err := text(t, c, in, "I may", 2)
	must(t, err)
	for _, u := range answer.(*tg.Updates).Updates {
		if u, ok := u.(*tg.UpdateNewChannelMessage); ok && (!message(t, u.Message).Out || !message(t, u.Message).Post) {
			t.Errorf("an admin's post is %v", u.Message)
		}
	}
}

func TestGroupsSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, sandbox.Options{Dir: dir})
	a, c := planted(t, s, sandbox.Order{})
	chat := newGroup(t, c, "annmember")
	in := newChannel(t, c, tg.ChannelsCreateChannelRequest{Megagroup: true, Title: "Club"})
	_, err := c.api.ChannelsToggleSlowMode(t.Context(), &tg.ChannelsToggleSlowModeRequest{Channel: in, Seconds: 10})
	must(t, err)
	gather(t, s, sandbox.Gathering{Account: a.Phone, Chat: a.Chats[3].Chat, Remove: []string{a.Account.Account}})
	stop()
	s, _ = start(t, sandbox.Options{Dir: dir})
	c = dial(t, s, login{session: a.Session})
	if n := len(fullChat(t, c, chat.ID).Participants.(*tg.ChatParticipants).Participants); n != 2 {
		t.Errorf("the group has %d members, want 2", n)
	}
	full, err := c.api.ChannelsGetFullChannel(t.Context(), in)
	must(t, err)
	if f := full.FullChat.(*tg.ChannelFull); f.SlowmodeSeconds != 10 {
		t.Errorf("the supergroup is %v", f)
	}
	dialogs, err := c.api.MessagesGetDialogs(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100})
	must(t, err)
	list, _ := dialogs.AsModified()
	var titles []string
	for _, chat := range list.GetChats() {
		switch chat := chat.(type) {
		case *tg.Chat:
			titles = append(titles, chat.Title)
		case *tg.Channel:
			titles = append(titles, chat.Title)
		}
	}
	slices.Sort(titles)
	if want := []string{"Club", "Example group", "Team"}; !slices.Equal(titles, want) {
		t.Errorf("the chats are %v, want %v", titles, want)
	}
}
