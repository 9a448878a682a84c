package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gotd/td/tgerr"

	"sluice"
	"sluice/internal/driver/telegram"
)

// An answer is an error of Telegram's and what it means as the answer to a send.
type answer struct {
	code int
	name string
	want sluice.Error
}

// refusals are those that end a message for good.
func refusals() []answer {
	refused := func(text string) sluice.Error { return sluice.Error{Code: sluice.Refused, Text: text} }
	noAccount := func(text string) sluice.Error { return sluice.Error{Code: sluice.NotFound, Text: text} }
	return []answer{
		{400, "PHONE_NOT_OCCUPIED", noAccount("There is no such account (PHONE_NOT_OCCUPIED)")},
		{400, "USERNAME_NOT_OCCUPIED", noAccount("There is no such account (USERNAME_NOT_OCCUPIED)")},
		{400, "USERNAME_INVALID", noAccount("There is no such account (USERNAME_INVALID)")},
		{400, "INPUT_USER_DEACTIVATED", noAccount("The user's account is deleted (INPUT_USER_DEACTIVATED)")},
		{400, "USER_IS_BLOCKED", refused("The user has blocked this account (USER_IS_BLOCKED)")},
		{400, "YOU_BLOCKED_USER", refused("This account has blocked the user (YOU_BLOCKED_USER)")},
		{403, "USER_PRIVACY_RESTRICTED", refused("The user's privacy settings do not allow it (USER_PRIVACY_RESTRICTED)")},
		{403, "PRIVACY_PREMIUM_REQUIRED", refused("The user takes messages from Premium accounts alone (PRIVACY_PREMIUM_REQUIRED)")},
		{403, "ALLOW_PAYMENT_REQUIRED_100", refused("The user takes paid messages alone (ALLOW_PAYMENT_REQUIRED_100)")},
		{403, "CHAT_WRITE_FORBIDDEN", refused("Writing to this chat is not allowed (CHAT_WRITE_FORBIDDEN)")},
		{403, "CHAT_SEND_PLAIN_FORBIDDEN", refused("Messages of this kind are not allowed in this chat (CHAT_SEND_PLAIN_FORBIDDEN)")},
		{400, "CHAT_RESTRICTED", refused("This chat is restricted (CHAT_RESTRICTED)")},
		{400, "CHANNEL_PRIVATE", refused("This account is not a member of the chat (CHANNEL_PRIVATE)")},
		{400, "USER_BANNED_IN_CHANNEL", refused("This account may not write to groups and channels (USER_BANNED_IN_CHANNEL)")},
		{400, "CHAT_ADMIN_REQUIRED", refused("Administrators alone may write to this chat (CHAT_ADMIN_REQUIRED)")},
		{400, "MESSAGE_EMPTY", refused("The message is empty (MESSAGE_EMPTY)")},
		{400, "MESSAGE_TOO_LONG", refused("The message is too long (MESSAGE_TOO_LONG)")},
		{400, "MEDIA_CAPTION_TOO_LONG", refused("The caption is too long (MEDIA_CAPTION_TOO_LONG)")},
		{400, "MEDIA_INVALID", refused("Telegram does not take the file (MEDIA_INVALID)")},
		{400, "PHOTO_INVALID_DIMENSIONS", refused("Telegram does not take the picture (PHOTO_INVALID_DIMENSIONS)")},
		{400, "FILE_PART_3_MISSING", refused("Telegram does not take the file (FILE_PART_3_MISSING)")},
		{400, "POLL_OPTION_DUPLICATE", refused("Telegram does not take the poll (POLL_OPTION_DUPLICATE)")},
		{400, "PEER_ID_INVALID", refused("Telegram does not know this chat (PEER_ID_INVALID)")},
		{400, "USER_ID_INVALID", refused("Telegram does not know this chat (USER_ID_INVALID)")},
		{400, "CHANNEL_INVALID", refused("Telegram does not know this chat (CHANNEL_INVALID)")},
		{400, "CHAT_ID_INVALID", refused("Telegram does not know this chat (CHAT_ID_INVALID)")},
		{500, "RANDOM_ID_EMPTY", refused("The gateway gave the message no number (RANDOM_ID_EMPTY)")},
		{500, "RANDOM_ID_INVALID", refused("The gateway gave the message a wrong number (RANDOM_ID_INVALID)")},
		{400, "NOBODY_LISTED_THIS", refused("Telegram refused it (NOBODY_LISTED_THIS)")},
		{403, "NOR_THIS", refused("Telegram refused it (NOR_THIS)")},
		{406, "NOR_EVEN_THIS", refused("Telegram refused it (NOR_EVEN_THIS)")},
	}
}

// waits are those after which the message is tried again.
func waits() []answer {
	unknown := func(text string) sluice.Error {
		return sluice.Error{Code: sluice.Unknown, Text: text, Scope: sluice.ScopeChat, Reason: sluice.WaitsFault}
	}
	unauthorized := func(text string) sluice.Error { return sluice.Error{Code: sluice.Unauthorized, Text: text} }
	blocked := func(text string) sluice.Error { return sluice.Error{Code: sluice.Blocked, Text: text} }
	offline := func(text string) sluice.Error {
		return sluice.Error{Code: sluice.Unavailable, Text: text, Reason: sluice.WaitsOffline}
	}
	return []answer{
		{420, "FLOOD_WAIT_30", sluice.Error{Code: sluice.Limited, Text: "Telegram asks to wait (FLOOD_WAIT_30)", Wait: 30 * time.Second, Reason: sluice.WaitsFlood}},
		{420, "FLOOD_PREMIUM_WAIT_3", sluice.Error{Code: sluice.Limited, Text: "Telegram asks to wait (FLOOD_PREMIUM_WAIT_3)", Wait: 3 * time.Second, Reason: sluice.WaitsFlood}},
		{420, "SLOWMODE_WAIT_15", sluice.Error{Code: sluice.Limited, Text: "This chat allows one message a while (SLOWMODE_WAIT_15)", Wait: 15 * time.Second, Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode}},
		{400, "PEER_FLOOD", sluice.Error{Code: sluice.Suspended, Text: "Telegram restricts this account (PEER_FLOOD)", Reason: sluice.WaitsSuspended}},
		{500, "RPC_CALL_FAIL", unknown("Telegram has a fault (RPC_CALL_FAIL)")},
		{-503, "Timeout", unknown("Telegram has a fault (Timeout)")},
		{400, "MSG_WAIT_FAILED", unknown("Telegram has a fault (MSG_WAIT_FAILED)")},
		{500, "WHATEVER_ELSE", unknown("Telegram has a fault (WHATEVER_ELSE)")},
		{503, "SOMETHING", unknown("Telegram has a fault (SOMETHING)")},
		{400, "RANDOM_ID_EXPIRED", unknown("Telegram has a fault (RANDOM_ID_EXPIRED)")},
		{401, "AUTH_KEY_UNREGISTERED", unauthorized("The session is gone (AUTH_KEY_UNREGISTERED)")},
		{401, "AUTH_KEY_INVALID", unauthorized("The session is gone (AUTH_KEY_INVALID)")},
		{401, "AUTH_KEY_PERM_EMPTY", unauthorized("The session is gone (AUTH_KEY_PERM_EMPTY)")},
		{401, "SESSION_REVOKED", unauthorized("The session was closed from another device (SESSION_REVOKED)")},
		{401, "SESSION_EXPIRED", unauthorized("The session has expired (SESSION_EXPIRED)")},
		{406, "AUTH_KEY_DUPLICATED", unauthorized("The session was used from two places at once (AUTH_KEY_DUPLICATED)")},
		{401, "SESSION_PASSWORD_NEEDED", unauthorized("The two-step password is missing (SESSION_PASSWORD_NEEDED)")},
		{401, "ANOTHER_OF_THOSE", unauthorized("The session is gone (ANOTHER_OF_THOSE)")},
		{401, "USER_DEACTIVATED", blocked("The account is deleted (USER_DEACTIVATED)")},
		{401, "USER_DEACTIVATED_BAN", blocked("The account is banned (USER_DEACTIVATED_BAN)")},
		{400, "PHONE_NUMBER_BANNED", blocked("The account's number is banned (PHONE_NUMBER_BANNED)")},
		{420, "FROZEN_METHOD_INVALID", blocked("The account is frozen (FROZEN_METHOD_INVALID)")},
		{400, "CONNECTION_NOT_INITED", offline("Telegram does not take this connection (CONNECTION_NOT_INITED)")},
		{400, "CONNECTION_API_ID_INVALID", offline("Telegram does not take this connection (CONNECTION_API_ID_INVALID)")},
		{400, "CONNECTION_LAYER_INVALID", offline("Telegram does not take this connection (CONNECTION_LAYER_INVALID)")},
		{400, "API_ID_INVALID", offline("Telegram does not take this connection (API_ID_INVALID)")},
		{400, "API_ID_PUBLISHED_FLOOD", offline("Telegram does not take this connection (API_ID_PUBLISHED_FLOOD)")},
		{400, "INPUT_LAYER_INVALID", offline("Telegram does not take this connection (INPUT_LAYER_INVALID)")},
		{406, "UPDATE_APP_TO_LOGIN", offline("Telegram does not take this connection (UPDATE_APP_TO_LOGIN)")},
		{420, "STORY_SEND_FLOOD_WEEKLY_700", sluice.Error{Code: sluice.Limited, Text: "Telegram asks to wait (STORY_SEND_FLOOD_WEEKLY_700)", Wait: 700 * time.Second, Reason: sluice.WaitsFlood}},
		{420, "P0NY_FLOOD", sluice.Error{Code: sluice.Limited, Text: "Telegram asks to wait (P0NY_FLOOD)", Wait: time.Minute, Reason: sluice.WaitsFlood}},
		{303, "USER_MIGRATE_4", sluice.Error{Code: sluice.Unavailable, Text: "The account has moved to another data centre (USER_MIGRATE_4)", Reason: sluice.WaitsOffline}},
	}
}

func TestEveryAnswerHasItsMeaning(t *testing.T) {
	for _, r := range append(refusals(), waits()...) {
		t.Run(r.name, func(t *testing.T) {
			got := telegram.Classify(fmt.Errorf("invoke: %w", tgerr.New(r.code, r.name)), true, false, true)
			if diff := cmp.Diff(&r.want, got, cmpopts.IgnoreFields(sluice.Error{}, "Err")); diff != "" {
				t.Errorf("as the answer to a send (-want +got):\n%s", diff)
			}
			if got.Err == nil {
				t.Error("the cause is lost")
			}
		})
	}
}

func TestTheSameWordMeansLessForALookUp(t *testing.T) {
	rows := []struct {
		name string
		err  error
		want sluice.Error
	}{
		{
			"a flood wait holds the method alone", tgerr.New(420, "FLOOD_WAIT_30"),
			sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second, Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod},
		},
		{
			"so does any other wait", tgerr.New(420, "SOME_DELAY_7"),
			sluice.Error{Code: sluice.Limited, Wait: 7 * time.Second, Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod},
		},
		{
			"a fault leaves nothing in doubt", tgerr.New(500, "RPC_CALL_FAIL"),
			sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsFault},
		},
		{
			"no answer leaves nothing in doubt", io.EOF,
			sluice.Error{Code: sluice.Unavailable, Reason: sluice.WaitsOffline},
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got := telegram.Classify(r.err, false, false, true)
			if diff := cmp.Diff(&r.want, got, cmpopts.IgnoreFields(sluice.Error{}, "Err", "Text")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPeerFloodHoldsNewChatsOrTheAccount(t *testing.T) {
	err := tgerr.New(400, "PEER_FLOOD")
	first := telegram.Classify(err, true, true, true)
	if first.Scope != sluice.ScopeChat || first.Reason != sluice.WaitsFirstContact {
		t.Errorf("to a new chat: %q, %q", first.Scope, first.Reason)
	}
	known := telegram.Classify(err, true, false, true)
	if known.Scope != sluice.ScopeAccount || known.Reason != sluice.WaitsSuspended {
		t.Errorf("to a known chat: %q, %q", known.Scope, known.Reason)
	}
}

func TestAnErrorWithoutAnAnswerIsInDoubtOnceSomethingWasWritten(t *testing.T) {
	causes := map[string]error{
		"EOF":                            io.EOF,
		"the library's own cancellation": fmt.Errorf("engine forcibly closed: %w", context.Canceled),
		"the deadline of the send":       context.DeadlineExceeded,
		"anything else":                  errors.New("connection reset by peer"),
	}
	for name, cause := range causes {
		t.Run(name, func(t *testing.T) {
			if got := telegram.Classify(cause, true, false, true); got.Code != sluice.Unknown || got.Scope != sluice.ScopeAccount {
				t.Errorf("written: %q, scope %q", got.Code, got.Scope)
			}
			if got := telegram.Classify(cause, true, false, false); got.Code != sluice.Unavailable {
				t.Errorf("not written: %q", got.Code)
			}
		})
	}
}

func TestWhyAnAccountIsGone(t *testing.T) {
	for name, want := range map[string]sluice.Cause{
		"AUTH_KEY_UNREGISTERED": sluice.CauseRevoked, "SESSION_REVOKED": sluice.CauseRevoked, "SOMETHING_NEW": sluice.CauseRevoked,
		"AUTH_KEY_DUPLICATED": sluice.CauseDuplicated, "SESSION_EXPIRED": sluice.CauseExpired, "USER_DEACTIVATED": sluice.CauseDeleted,
		"USER_DEACTIVATED_BAN": sluice.CauseBanned, "PHONE_NUMBER_BANNED": sluice.CauseBanned, "FROZEN_METHOD_INVALID": sluice.CauseFrozen,
	} {
		if got := telegram.CauseOf(tgerr.New(401, name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestOnlyTheLossOfTheAccountIsALoss(t *testing.T) {
	rows := map[string]bool{
		"AUTH_KEY_UNREGISTERED": true, "SESSION_REVOKED": true, "USER_DEACTIVATED_BAN": true, "PHONE_NUMBER_BANNED": true,
		"SESSION_PASSWORD_NEEDED": false, "CHAT_WRITE_FORBIDDEN": false, "FLOOD_WAIT_5": false, "RPC_CALL_FAIL": false,
	}
	for name, want := range rows {
		if got := telegram.Gone(tgerr.New(401, name)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if telegram.Gone(io.EOF) {
		t.Error("a lost connection is no lost account")
	}
}
