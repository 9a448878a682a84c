package greenapi_test

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"sluice"
)

// network is a connection that can do everything and writes down what it was
// asked.
type network struct {
	mu      sync.Mutex
	asked   []string
	away    int     // so many times there is no connection
	errs    []error // of the calls, one after the other; then there are none
	err     error   // of all calls
	silent  bool    // calls end with their context
	peers   []sluice.Peer
	profile sluice.Profile
	group   sluice.Group
	events  []sluice.Event
}

func newNetwork() *network {
	user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Contact: "Mr Example", Phone: "79876543210", Username: "example"}
	return &network{
		peers:   []sluice.Peer{user, {Chat: "-10000000000000", Type: sluice.ChatSupergroup, Name: "Team"}},
		profile: sluice.Profile{Peer: user, Avatar: "face", LastSeen: time.Unix(1763115000, 0)},
		group: sluice.Group{
			Peer: sluice.Peer{Chat: "-10000000000000", Type: sluice.ChatSupergroup, Name: "Team"}, Owner: "10000000", Created: time.Unix(1763115112, 0),
			Rights:  map[sluice.GroupRight]bool{sluice.MaySendMessages: true, sluice.MaySendMedia: true, sluice.MayAddMembers: true},
			Members: []sluice.Member{{Chat: "10000000", Creator: true}, {Chat: "20000000", Admin: true}, {Chat: "30000000"}},
		},
	}
}

// ability notes that a connection was looked for.
func (n *network) ability() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.away > 0 {
		n.away--
		return &sluice.Error{Code: sluice.Unavailable}
	}
	return nil
}

// call notes what was asked for and says how it ends.
func (n *network) call(ctx context.Context, format string, args ...any) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, fmt.Sprintf(format, args...))
	if n.silent {
		n.mu.Unlock()
		<-ctx.Done()
		n.mu.Lock()
		return ctx.Err()
	}
	if len(n.errs) > 0 {
		err := n.errs[0]
		n.errs = n.errs[1:]
		return err
	}
	return n.err
}

func (n *network) Editor(context.Context, sluice.InstanceID) (sluice.Editor, error) {
	return n, n.ability()
}

func (n *network) Reader(context.Context, sluice.InstanceID) (sluice.Reader, error) {
	return n, n.ability()
}

func (n *network) Directory(context.Context, sluice.InstanceID) (sluice.Directory, error) {
	return n, n.ability()
}

func (n *network) Portrait(context.Context, sluice.InstanceID) (sluice.Portrait, error) {
	return n, n.ability()
}

func (n *network) Historian(context.Context, sluice.InstanceID) (sluice.Historian, error) {
	return n, n.ability()
}

func (n *network) Groups(context.Context, sluice.InstanceID) (sluice.Groups, error) {
	return n, n.ability()
}

func (n *network) EditMessage(ctx context.Context, m sluice.Ref, text sluice.Text) error {
	return n.call(ctx, "edit %s/%d %s", string(m.Chat), m.Number, string(text))
}

func (n *network) DeleteMessage(ctx context.Context, m sluice.Ref, onlyOwn bool) error {
	return n.call(ctx, "delete %s/%d %v", string(m.Chat), m.Number, onlyOwn)
}

func (n *network) MarkRead(ctx context.Context, c sluice.ChatID, upTo int64) error {
	return n.call(ctx, "read %s/%d", string(c), upTo)
}

func (n *network) ShowTyping(ctx context.Context, c sluice.ChatID, t sluice.Typing) error {
	return n.call(ctx, "type %s %v %s", string(c), t.For, t.Kind)
}

func (n *network) SetArchived(ctx context.Context, c sluice.ChatID, archived bool) error {
	return n.call(ctx, "archive %s %v", string(c), archived)
}

func (n *network) SetOnline(ctx context.Context, online bool) error {
	return n.call(ctx, "online %v", online)
}

func (n *network) Contacts(ctx context.Context) ([]sluice.Peer, error) {
	return n.peers, n.call(ctx, "contacts")
}

func (n *network) Chats(ctx context.Context, limit int) ([]sluice.Peer, error) {
	return n.peers[:min(limit, len(n.peers))], n.call(ctx, "chats")
}

func (n *network) Lookup(ctx context.Context, c sluice.ChatID) (sluice.Peer, error) {
	return n.profile.Peer, n.call(ctx, "lookup %s", string(c))
}

func (n *network) Profile(ctx context.Context, c sluice.ChatID) (sluice.Profile, error) {
	return n.profile, n.call(ctx, "profile %s", string(c))
}

func (n *network) SetPortrait(ctx context.Context, picture io.Reader, size int64) (sluice.Remote, error) {
	data, err := io.ReadAll(picture)
	if err != nil {
		return "", err
	}
	return "newface", n.call(ctx, "portrait %d of %d", len(data), size)
}

func (n *network) History(ctx context.Context, c sluice.ChatID, before int64, limit int) ([]sluice.Event, error) {
	return n.events, n.call(ctx, "history %s before %d, %d", string(c), before, limit)
}

func (n *network) CreateGroup(ctx context.Context, g sluice.NewGroup) (sluice.Peer, string, error) {
	return n.group.Peer, "https://t.me/+AbCd", n.call(ctx, "create %s %d %v %v", g.Name, len(g.Members), g.Supergroup, g.Vanish)
}

func (n *network) Group(ctx context.Context, c sluice.ChatID) (sluice.Group, error) {
	return n.group, n.call(ctx, "group %s", string(c))
}

func (n *network) RenameGroup(ctx context.Context, c sluice.ChatID, name string) error {
	return n.call(ctx, "rename %s %s", string(c), name)
}

func (n *network) SetGroupRights(ctx context.Context, c sluice.ChatID, rights map[sluice.GroupRight]bool) error {
	return n.call(ctx, "rights %s %v", string(c), rights)
}

func (n *network) SetGroupPicture(ctx context.Context, c sluice.ChatID, picture io.Reader, size int64) (sluice.Remote, error) {
	data, err := io.ReadAll(picture)
	if err != nil {
		return "", err
	}
	return "groupface", n.call(ctx, "picture %s %d of %d", string(c), len(data), size)
}

func (n *network) LeaveGroup(ctx context.Context, c sluice.ChatID) error {
	return n.call(ctx, "leave %s", string(c))
}

func (n *network) AddMember(ctx context.Context, group, member sluice.ChatID) error {
	return n.call(ctx, "add %s %s", string(group), string(member))
}

func (n *network) RemoveMember(ctx context.Context, group, member sluice.ChatID) error {
	return n.call(ctx, "remove %s %s", string(group), string(member))
}

func (n *network) SetAdmin(ctx context.Context, group, member sluice.ChatID, admin bool) error {
	return n.call(ctx, "admin %s %s %v", string(group), string(member), admin)
}
