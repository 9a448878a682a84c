package greenapi

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// directory has the methods that tell whom an account knows.
type directory struct {
	line     line
	known    known
	links    links
	lists    *memo[peerList, []sluice.Peer]
	profiles *memo[someone, sluice.Profile]
}

// someone is a chat as one account sees it.
type someone struct {
	id      sluice.InstanceID
	account sluice.ChatID
	chat    sluice.ChatID
}

// peerList names a list of one account.
type peerList struct {
	id      sluice.InstanceID
	account sluice.ChatID
	chats   bool // else contacts
}

// How much is remembered of whom an account knows, and for how long. What is
// older serves only while the network cannot be asked.
const (
	freshFor   = time.Minute
	staleFor   = time.Hour
	mostPeers  = 50_000 // in all lists
	mostFaces  = 10_000
	shownChats = 5000
	avatarFor  = 10 * time.Minute
	avatarIn   = 2 * time.Second // how long getAccountSettings waits for its picture
)

func newDirectory(l line, links links, k known) directory {
	return directory{
		line: l, links: links, known: k,
		lists:    newMemo[peerList, []sluice.Peer](mostPeers),
		profiles: newMemo[someone, sluice.Profile](mostFaces),
	}
}

// shownContact is an entry of getContacts.
type shownContact struct {
	Chat     sluice.ChatID   `json:"chatId"`
	Name     string          `json:"name"`
	Contact  string          `json:"contactName"`
	Type     sluice.ChatType `json:"type"`
	Phone    int64           `json:"phoneNumber"`
	Username string          `json:"username"`
}

// shownChat is an entry of getChats.
type shownChat struct {
	Chat     sluice.ChatID   `json:"chatId"`
	Name     string          `json:"name"`
	Type     sluice.ChatType `json:"type"`
	Phone    int64           `json:"phoneNumber"`
	Username string          `json:"username"`
}

func (d directory) contacts(ctx context.Context, c *call) (any, error) {
	count, err := countOf(c, mostPeers)
	if err != nil {
		return nil, err
	}
	list, err := d.list(ctx, c.id, false, sluice.Directory.Contacts)
	if err != nil {
		return nil, err
	}
	shown := []shownContact{}
	for _, p := range list[:min(len(list), count)] {
		shown = append(shown, shownContact{p.Chat, p.Name, p.Contact, typeOf(p), phoneOf(p), usernameOf(p)})
	}
	return shown, nil
}

func (d directory) chats(ctx context.Context, c *call) (any, error) {
	count, err := countOf(c, shownChats)
	if err != nil {
		return nil, err
	}
	list, err := d.list(ctx, c.id, true, func(able sluice.Directory, ctx context.Context) ([]sluice.Peer, error) {
		return able.Chats(ctx, shownChats)
	})
	if err != nil {
		return nil, err
	}
	shown := []shownChat{}
	for _, p := range list[:min(len(list), count)] {
		shown = append(shown, shownChat{p.Chat, p.Name, typeOf(p), phoneOf(p), usernameOf(p)})
	}
	return shown, nil
}

// list returns one of an account's lists, as it was at most a minute ago unless
// the network cannot be asked.
func (d directory) list(
	ctx context.Context, id sluice.InstanceID, chats bool, get func(sluice.Directory, context.Context) ([]sluice.Peer, error),
) (list []sluice.Peer, err error) {
	i, err := d.line.ready(id)
	if err != nil {
		return nil, err
	}
	key := peerList{id, i.Account.ID, chats}
	if list, ok := d.lists.get(key, freshFor); ok {
		return list, nil
	}
	err = ask(ctx, d.line, id, Network.Directory, func(ctx context.Context, able sluice.Directory) error {
		list, err = get(able, ctx)
		return err
	})
	if err == nil {
		d.lists.put(key, list, len(list)+1)
		return list, nil
	}
	if old, ok := d.lists.get(key, staleFor); ok && away(err) {
		return old, nil
	}
	return nil, err
}

// away says whether the network could not be asked, or did not want to be.
func away(err error) bool {
	return errors.Is(err, errNoNetwork) || sluice.CodeOf(err) == sluice.Limited
}

// countOf reads how many entries are wanted.
func countOf(c *call, most int) (int, error) {
	n, err := queryNumber(c, "count", most)
	return int(n), err
}

// queryNumber reads a number of the query: at least 1, and most when there is none.
func queryNumber(c *call, name string, most int) (float64, error) {
	s := c.http.URL.Query().Get(name)
	if s == "" {
		return float64(most), nil
	}
	x, ok := number(s)
	if !ok {
		return 0, notNumber(name)
	}
	return max(1, min(math.Trunc(x), float64(most))), nil
}

// shownProfile is the answer of getContactInfo.
type shownProfile struct {
	Avatar   string          `json:"avatar"`
	Name     string          `json:"name"`
	Contact  string          `json:"contactName"`
	Chat     sluice.ChatID   `json:"chatId"`
	Type     sluice.ChatType `json:"chatType"`
	LastSeen *int64          `json:"lastSeen"` // Unix seconds; nil: hidden
	Phone    int64           `json:"phoneNumber"`
	Username string          `json:"username"`
}

func (d directory) contactInfo(ctx context.Context, c *call) (any, error) {
	p, err := d.asked(ctx, c)
	if err != nil {
		return nil, err
	}
	shown := shownProfile{
		Avatar: d.links.avatar(c.id, p.Avatar), Name: p.Name, Contact: p.Contact, Chat: p.Chat,
		Type: typeOf(p.Peer), Phone: phoneOf(p.Peer), Username: usernameOf(p.Peer),
	}
	if !p.LastSeen.IsZero() {
		seen := p.LastSeen.Unix()
		shown.LastSeen = &seen
	}
	return shown, nil
}

func (d directory) avatar(ctx context.Context, c *call) (any, error) {
	p, err := d.asked(ctx, c)
	if err != nil {
		return nil, err
	}
	return struct {
		URL string `json:"urlAvatar"`
	}{d.links.avatar(c.id, p.Avatar)}, nil
}

// asked returns the profile of the chat that the request names.
func (d directory) asked(ctx context.Context, c *call) (sluice.Profile, error) {
	chat := c.fields.Chat("chatId")
	if err := c.fields.Err(); err != nil {
		return sluice.Profile{}, err
	}
	return d.profile(ctx, c.id, chat, freshFor)
}

func (d directory) profile(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, age time.Duration) (p sluice.Profile, err error) {
	i, err := d.line.ready(id)
	if err != nil {
		return p, err
	}
	key := someone{id, i.Account.ID, chat}
	if p, ok := d.profiles.get(key, age); ok {
		return p, nil
	}
	err = ask(ctx, d.line, id, Network.Directory, func(ctx context.Context, able sluice.Directory) error {
		p, err = able.Profile(ctx, chat)
		return err
	})
	if err == nil {
		err = d.known.journal.KeepResolved(ctx, id, chat, p.Chat)
	}
	if err == nil {
		d.profiles.put(key, p, 1)
	}
	return p, err
}

// own is the address of the account's own picture: what was known last when the
// network is slow, "" when nothing is.
func (d directory) own(ctx context.Context, i sluice.Instance) string {
	if !i.State.Ready() || i.Account.ID == "" || d.line.network == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, avatarIn)
	defer cancel()
	p, err := d.profile(ctx, i.ID, i.Account.ID, avatarFor)
	if err != nil {
		p, _ = d.profiles.get(someone{i.ID, i.Account.ID, i.Account.ID}, staleFor)
	}
	return d.links.avatar(i.ID, p.Avatar)
}

// forgetOwn forgets the account's own picture, which has changed.
func (d directory) forgetOwn(id sluice.InstanceID) {
	if i, err := d.line.ready(id); err == nil {
		d.profiles.forget(someone{id, i.Account.ID, i.Account.ID})
	}
}

// phoneOf is a chat's number, 0 when it is hidden.
func phoneOf(p sluice.Peer) int64 {
	n, _ := strconv.ParseInt(string(p.Phone), 10, 64)
	return n
}

// usernameOf is a chat's name with its sign, "" when it has none.
func usernameOf(p sluice.Peer) string {
	if p.Username == "" {
		return ""
	}
	return "@" + strings.TrimPrefix(p.Username, "@")
}
