package sandbox

import (
	"github.com/gotd/td/tgerr"
)

// mayPost says whether an account may put a message into a chat.
func (s *scene) mayPost(_ *account, chat peer, _ *media) error {
	if chat.kind == userKind && s.world.privacy(chat.id).Blocks {
		return tgerr.New(403, "USER_IS_BLOCKED")
	}
	return nil
}
