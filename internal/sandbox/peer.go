package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// A kind says what a peer is.
type kind byte

const (
	userKind kind = iota + 1
	groupKind
	channelKind
	fileKind // files have access hashes too
)

// channelBase is what a chat id of the -100… form adds to the channel's number.
const channelBase = 1_000_000_000_000

// A peer is a chat, or the owner of a box. It is written as chat ids are:
// "10000000", "-30000001", "-1001400000001".
type peer struct {
	kind kind
	id   int64
}

func userPeer(id int64) peer    { return peer{userKind, id} }
func groupPeer(id int64) peer   { return peer{groupKind, id} }
func channelPeer(id int64) peer { return peer{channelKind, id} }
func filePeer(id int64) peer    { return peer{fileKind, id} }

func (p peer) String() string {
	switch p.kind {
	case groupKind:
		return strconv.FormatInt(-p.id, 10)
	case channelKind:
		return strconv.FormatInt(-channelBase-p.id, 10)
	case userKind:
		return strconv.FormatInt(p.id, 10)
	default:
		return ""
	}
}

// MarshalText writes p as a chat id.
func (p peer) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a chat id.
func (p *peer) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = peer{}
		return nil
	}
	got, err := parsePeer(string(b))
	if err != nil {
		return err
	}
	*p = got
	return nil
}

// parsePeer reads a chat id as clients of the gateway write it.
func parsePeer(s string) (peer, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n == 0:
		return peer{}, fmt.Errorf("%q is not a chat: write a user as 10000000, a group as -30000001, a supergroup as -1001400000001", s)
	case n > 0:
		return userPeer(n), nil
	case n < -channelBase:
		return channelPeer(-n - channelBase), nil
	default:
		return groupPeer(-n), nil
	}
}

// tg returns p as answers name it.
func (p peer) tg() tg.PeerClass {
	switch p.kind {
	case groupKind:
		return &tg.PeerChat{ChatID: p.id}
	case channelKind:
		return &tg.PeerChannel{ChannelID: p.id}
	default:
		return &tg.PeerUser{UserID: p.id}
	}
}

// named returns the peer that a request names, without asking whether the
// caller may know it. The zero peer: it names none.
func named(in tg.InputPeerClass, self int64) peer {
	switch in := in.(type) {
	case *tg.InputPeerSelf:
		return userPeer(self)
	case *tg.InputPeerUser:
		return userPeer(in.UserID)
	case *tg.InputPeerChat:
		return groupPeer(in.ChatID)
	case *tg.InputPeerChannel:
		return channelPeer(in.ChannelID)
	default:
		return peer{}
	}
}

// hash is the access hash of p for one viewer. It differs for every viewer, so
// that a hash used by the wrong account is caught.
func (w *world) hash(viewer int64, p peer) int64 {
	var b [49]byte
	copy(b[:], w.secret[:])
	binary.BigEndian.PutUint64(b[32:], uint64(viewer))
	binary.BigEndian.PutUint64(b[40:], uint64(p.id))
	b[48] = byte(p.kind)
	sum := sha256.Sum256(b[:])
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// chat returns the chat that a request of a names, if a may write there.
func (w *world) chat(a *account, in tg.InputPeerClass) (peer, error) {
	p := named(in, a.ID)
	switch in := in.(type) {
	case *tg.InputPeerSelf:
		return p, nil
	case *tg.InputPeerUser:
		if _, ok := w.person(in.UserID); !ok || in.AccessHash != w.hash(a.ID, p) {
			return peer{}, tgerr.New(400, "PEER_ID_INVALID")
		}
		return p, nil
	case *tg.InputPeerChat:
		if g, ok := w.group(in.ChatID); !ok || !g.has(a.ID) && a.box.threads[p] == nil {
			return peer{}, tgerr.New(400, "PEER_ID_INVALID")
		}
		return p, nil
	case *tg.InputPeerChannel:
		_, err := w.joined(a, in.ChannelID, in.AccessHash)
		return p, err
	default:
		return peer{}, tgerr.New(400, "PEER_ID_INVALID")
	}
}

// joined returns a channel that a is in, when hash is the one a was given.
func (w *world) joined(a *account, id, hash int64) (*channel, error) {
	ch, ok := w.channel(id)
	if !ok || hash != w.hash(a.ID, channelPeer(id)) {
		return nil, tgerr.New(400, "CHANNEL_INVALID")
	}
	if !ch.has(a.ID) {
		return nil, tgerr.New(400, "CHANNEL_PRIVATE")
	}
	return ch, nil
}

// inputChannel is joined for the class that channel methods use.
func (w *world) inputChannel(a *account, in tg.InputChannelClass) (*channel, error) {
	c, ok := in.(*tg.InputChannel)
	if !ok {
		return nil, tgerr.New(400, "CHANNEL_INVALID")
	}
	return w.joined(a, c.ChannelID, c.AccessHash)
}

// inputUser returns the user that a request of a names, if a knows it.
func (w *world) inputUser(a *account, in tg.InputUserClass) (person, bool) {
	switch in := in.(type) {
	case *tg.InputUserSelf:
		return a.person, true
	case *tg.InputUser:
		p, ok := w.person(in.UserID)
		return p, ok && in.AccessHash == w.hash(a.ID, userPeer(in.UserID))
	default:
		return person{}, false
	}
}
