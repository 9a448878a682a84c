package greenapi

import (
	"context"

	"sluice"
)

// known finds messages that were seen before.
type known struct{ journal Journal }

// find returns a message of a chat; errNoMessage when there is none.
func (k known) find(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, m sluice.MessageID) (sluice.Record, error) {
	r, found, err := k.journal.Lookup(ctx, id, m)
	switch {
	case err != nil:
		return r, err
	case !found || !k.same(ctx, id, r, chat):
		return r, errNoMessage
	}
	return r, nil
}

// same says whether r is of that chat, as far as both can be told apart.
func (k known) same(ctx context.Context, id sluice.InstanceID, r sluice.Record, chat sluice.ChatID) bool {
	if r.Chat.Chat == chat {
		return true
	}
	a, known := k.resolve(ctx, id, r.Chat.Chat)
	b, too := k.resolve(ctx, id, chat)
	return known && too && a == b
}

// elsewhere says whether r is certainly of another chat.
func (k known) elsewhere(ctx context.Context, id sluice.InstanceID, r sluice.Record, chat sluice.ChatID) bool {
	if r.Chat.Chat == chat {
		return false
	}
	a, known := k.resolve(ctx, id, r.Chat.Chat)
	b, too := k.resolve(ctx, id, chat)
	return known && too && a != b
}

// resolve returns the number of a chat; false when it was never resolved.
func (k known) resolve(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID) (sluice.ChatID, bool) {
	if chat.Numeric() {
		return chat, true
	}
	return k.journal.ResolvedChat(ctx, id, chat)
}

// waits says whether a message is still to be sent.
func waits(r sluice.Record) bool { return !r.Incoming && r.Status == sluice.StatusPending }
