package drivertest

import (
	"bytes"
	"slices"
	"testing"

	"sluice"
)

func groupings() []aCase {
	return []aCase{
		{"a basic group is made and managed", basicGroup},
		{"a supergroup is made and managed", superGroup},
		{"a group is left", leftGroup},
		{"a user is no group", noGroup},
	}
}

func basicGroup(t *testing.T, n Network) { managed(t, n, false) }
func superGroup(t *testing.T, n Network) { managed(t, n, true) }

func managed(t *testing.T, n Network, super bool) {
	r, a := settled(t, n)
	groups := able[sluice.Groups](t, r)
	peer, link, err := groups.CreateGroup(limited(t), sluice.NewGroup{Name: "Team", Members: []sluice.ChatID{a.Known, a.Unmet}, Supergroup: super})
	if err != nil {
		t.Fatal(err)
	}
	kind := sluice.ChatGroup
	if super {
		kind = sluice.ChatSupergroup
	}
	if peer.Type != kind || peer.Name != "Team" || link == "" {
		t.Errorf("made %+v with %q", peer, link)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(groups.RenameGroup(limited(t), peer.Chat, "Crew"))
	must(groups.RenameGroup(limited(t), peer.Chat, "Crew")) // as it is
	must(groups.AddMember(limited(t), peer.Chat, a.Member))
	must(groups.AddMember(limited(t), peer.Chat, a.Member)) // already in
	must(groups.SetAdmin(limited(t), peer.Chat, a.Member, true))
	must(groups.RemoveMember(limited(t), peer.Chat, a.Known))
	must(groups.SetGroupRights(limited(t), peer.Chat, map[sluice.GroupRight]bool{sluice.MaySendPolls: false, sluice.MayPinMessages: false}))

	g, err := groups.Group(limited(t), peer.Chat)
	must(err)
	if g.Name != "Crew" || g.Owner != a.ID || g.Created.IsZero() || g.Type != kind {
		t.Errorf("it is %+v", g)
	}
	for right, want := range map[sluice.GroupRight]bool{sluice.MaySendMessages: true, sluice.MaySendPolls: false, sluice.MayPinMessages: false} {
		if got, told := g.Rights[right]; got != want || !told {
			t.Errorf("%s is %v", right, got)
		}
	}
	slices.SortFunc(g.Members, func(a, b sluice.Member) int { return bytes.Compare([]byte(a.Chat), []byte(b.Chat)) })
	want := []sluice.Member{{Chat: a.Member, Admin: true}, {Chat: a.ID, Admin: true, Creator: true}}
	slices.SortFunc(want, func(a, b sluice.Member) int { return bytes.Compare([]byte(a.Chat), []byte(b.Chat)) })
	if !slices.Equal(g.Members, want) {
		t.Errorf("members %+v, want %+v", g.Members, want)
	}
	must(groups.SetAdmin(limited(t), peer.Chat, a.Member, false))
	data := picture(t)
	remote, err := groups.SetGroupPicture(limited(t), peer.Chat, bytes.NewReader(data), int64(len(data)))
	must(err)
	r.fetches(t, remote, data)
	r.send(t, text(peer.Chat, "hello"))
}

func leftGroup(t *testing.T, n Network) {
	r, a := settled(t, n)
	groups := able[sluice.Groups](t, r)
	for _, chat := range []sluice.ChatID{a.Group, a.Supergroup} {
		if err := groups.LeaveGroup(limited(t), chat); err != nil {
			t.Fatal(err)
		}
		if _, err := r.conn.Send(limited(t), r.prepare(t, text(chat, "bye"))); sluice.CodeOf(err) != sluice.Refused {
			t.Errorf("written to %s after it was left: %v", chat, err)
		}
	}
}

func noGroup(t *testing.T, n Network) {
	r, a := settled(t, n)
	groups := able[sluice.Groups](t, r)
	_, err := groups.Group(limited(t), a.Known)
	refused(t, err, sluice.Error{Code: sluice.Invalid})
	refused(t, groups.LeaveGroup(limited(t), a.Known), sluice.Error{Code: sluice.Invalid})
	refused(t, groups.RenameGroup(limited(t), a.Unmet, "x"), sluice.Error{Code: sluice.NotFound})
	refused(t, groups.AddMember(limited(t), a.Group, a.Supergroup), sluice.Error{Code: sluice.NotFound})
}
