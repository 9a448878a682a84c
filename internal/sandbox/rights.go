package sandbox

import (
	"fmt"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// usualDenied is what members of a new supergroup may not do.
func usualDenied() tg.ChatBannedRights {
	return tg.ChatBannedRights{ChangeInfo: true, PinMessages: true}
}

// A right names one thing that may be denied.
type right = func(r tg.ChatBannedRights) bool

func changeInfo(r tg.ChatBannedRights) bool   { return r.ChangeInfo }
func inviteUsers(r tg.ChatBannedRights) bool  { return r.InviteUsers }
func viewMessages(r tg.ChatBannedRights) bool { return r.ViewMessages }

// toSend is the right that a message needs, and what is said when it is denied.
func toSend(m *media) (need right, refusal string) {
	kind := KindText
	if m != nil {
		kind = m.Kind
	}
	switch kind {
	case KindText, KindLink:
		return func(r tg.ChatBannedRights) bool { return r.SendMessages || r.SendPlain }, "CHAT_SEND_PLAIN_FORBIDDEN"
	case KindPhoto:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendPhotos }), "CHAT_SEND_PHOTOS_FORBIDDEN"
	case KindVideo:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendVideos }), "CHAT_SEND_VIDEOS_FORBIDDEN"
	case KindVideoNote:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendRoundvideos }), "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"
	case KindAudio:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendAudios }), "CHAT_SEND_AUDIOS_FORBIDDEN"
	case KindVoice:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendVoices }), "CHAT_SEND_VOICES_FORBIDDEN"
	case KindDocument:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendDocs }), "CHAT_SEND_DOCS_FORBIDDEN"
	case KindAnimation:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendGifs }), "CHAT_SEND_GIFS_FORBIDDEN"
	case KindSticker:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendStickers }), "CHAT_SEND_STICKERS_FORBIDDEN"
	case KindPoll:
		return anyOf(func(r tg.ChatBannedRights) bool { return r.SendPolls }), "CHAT_SEND_POLLS_FORBIDDEN"
	default:
		return anyOf(func(tg.ChatBannedRights) bool { return false }), "CHAT_SEND_MEDIA_FORBIDDEN"
	}
}

// anyOf adds what denies every kind of media.
func anyOf(own right) right {
	return func(r tg.ChatBannedRights) bool { return r.SendMessages || r.SendMedia || own(r) }
}

// mayPost says whether an account may put a message into a chat.
func (s *scene) mayPost(a *account, chat peer, m *media) error {
	if chat.kind == userKind {
		if s.world.privacy(chat.id).Blocks {
			return tgerr.New(403, "USER_IS_BLOCKED")
		}
		return nil
	}
	h, ok := s.world.hall(chat)
	if !ok || !h.has(a.ID) {
		return tgerr.New(403, "CHAT_WRITE_FORBIDDEN")
	}
	c := h.now()
	if c.Broadcast && !c.rules(a.ID) || c.Restricted[a.ID].SendMessages {
		return tgerr.New(403, "CHAT_WRITE_FORBIDDEN")
	}
	if need, refusal := toSend(m); !c.may(a.ID, need) {
		return tgerr.New(403, refusal)
	}
	if ch, ok := s.world.channel(chat.id); ok && chat.kind == channelKind {
		return ch.slow(a.ID, s.now())
	}
	return nil
}

// slow says how long a member has still to wait.
func (c *channel) slow(user int64, now time.Time) error {
	is := c.now()
	if is.Slow == 0 || is.rules(user) {
		return nil
	}
	c.boxMu.Lock()
	defer c.boxMu.Unlock()
	last, wrote := c.posted[user]
	wait := last.Add(time.Duration(is.Slow) * time.Second).Sub(now)
	if !wrote || wait <= 0 {
		return nil
	}
	return tgerr.New(420, fmt.Sprintf("SLOWMODE_WAIT_%d", int((wait+time.Second-1)/time.Second)))
}

// managed returns the hall that a request of a is about, if a may do there what
// needs right; nil: what admins alone may do.
func (s *scene) managed(a *account, p peer, need right) (*hall, error) {
	h, ok := s.world.hall(p)
	switch {
	case !ok:
		return nil, tgerr.New(400, "CHAT_ID_INVALID")
	case !h.has(a.ID):
		return nil, tgerr.New(400, "USER_NOT_PARTICIPANT")
	case need == nil && !h.now().rules(a.ID), need != nil && !h.now().may(a.ID, need):
		return nil, errNotAdmin()
	default:
		return h, nil
	}
}

func errNotAdmin() error { return tgerr.New(400, "CHAT_ADMIN_REQUIRED") }
