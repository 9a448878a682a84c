package telegram

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gotd/td/tgerr"

	"sluice"
)

// A call is what an error answered.
type call struct {
	send  bool // the one call that shows a message, not a look-up
	first bool // to a chat that never wrote to the account and is no contact
	wrote bool // of a send: a byte of it may have been written
}

// A verdict is what a type of Telegram's errors means, whichever call it
// answers. Telegram reports the same type with different codes, so the code
// decides only about types that are not listed.
type verdict struct {
	code sluice.Code
	text string // a sentence; Telegram's own word follows in brackets
}

// verdicts lists the types that mean the same for every call.
var verdicts = map[string]verdict{
	"PHONE_NOT_OCCUPIED":    {sluice.NotFound, "There is no such account"},
	"USERNAME_NOT_OCCUPIED": {sluice.NotFound, "There is no such account"},
	"USERNAME_INVALID":      {sluice.NotFound, "There is no such account"},
	// The other side's account is deleted: to a client that is no account.
	"INPUT_USER_DEACTIVATED": {sluice.NotFound, "The user's account is deleted"},

	"USER_IS_BLOCKED":          {sluice.Refused, "The user has blocked this account"},
	"YOU_BLOCKED_USER":         {sluice.Refused, "This account has blocked the user"},
	"USER_PRIVACY_RESTRICTED":  {sluice.Refused, "The user's privacy settings do not allow it"},
	"PRIVACY_PREMIUM_REQUIRED": {sluice.Refused, "The user takes messages from Premium accounts alone"},
	"ALLOW_PAYMENT_REQUIRED":   {sluice.Refused, "The user takes paid messages alone"},
	"CHAT_WRITE_FORBIDDEN":     {sluice.Refused, "Writing to this chat is not allowed"},
	"CHAT_RESTRICTED":          {sluice.Refused, "This chat is restricted"},
	"CHANNEL_PRIVATE":          {sluice.Refused, "This account is not a member of the chat"},
	"USER_BANNED_IN_CHANNEL":   {sluice.Refused, "This account may not write to groups and channels"},
	"CHAT_ADMIN_REQUIRED":      {sluice.Refused, "Administrators alone may write to this chat"},
	"MESSAGE_EMPTY":            {sluice.Refused, "The message is empty"},
	"MESSAGE_TOO_LONG":         {sluice.Refused, "The message is too long"},
	"MEDIA_CAPTION_TOO_LONG":   {sluice.Refused, "The caption is too long"},
	"MEDIA_INVALID":            {sluice.Refused, "Telegram does not take the file"},
	"PEER_ID_INVALID":          {sluice.Refused, "Telegram does not know this chat"},
	"USER_ID_INVALID":          {sluice.Refused, "Telegram does not know this chat"},
	"CHANNEL_INVALID":          {sluice.Refused, "Telegram does not know this chat"},
	"CHAT_ID_INVALID":          {sluice.Refused, "Telegram does not know this chat"},
	"RANDOM_ID_EMPTY":          {sluice.Refused, "The gateway gave the message no number"},
	"RANDOM_ID_INVALID":        {sluice.Refused, "The gateway gave the message a wrong number"},

	"AUTH_KEY_UNREGISTERED":   {sluice.Unauthorized, "The session is gone"},
	"AUTH_KEY_INVALID":        {sluice.Unauthorized, "The session is gone"},
	"AUTH_KEY_PERM_EMPTY":     {sluice.Unauthorized, "The session is gone"},
	"AUTH_KEY_DUPLICATED":     {sluice.Unauthorized, "The session was used from two places at once"},
	"SESSION_REVOKED":         {sluice.Unauthorized, "The session was closed from another device"},
	"SESSION_EXPIRED":         {sluice.Unauthorized, "The session has expired"},
	"SESSION_PASSWORD_NEEDED": {sluice.Unauthorized, "The two-step password is missing"},

	"USER_DEACTIVATED":      {sluice.Blocked, "The account is deleted"},
	"USER_DEACTIVATED_BAN":  {sluice.Blocked, "The account is banned"},
	"PHONE_NUMBER_BANNED":   {sluice.Blocked, "The account's number is banned"},
	"FROZEN_METHOD_INVALID": {sluice.Blocked, "The account is frozen"},
}

// causes are why an account is gone, by type; nearly all that is not here means
// that somebody ended the session.
var causes = map[string]sluice.Cause{
	"AUTH_KEY_DUPLICATED":   sluice.CauseDuplicated,
	"SESSION_EXPIRED":       sluice.CauseExpired,
	"USER_DEACTIVATED":      sluice.CauseDeleted,
	"USER_DEACTIVATED_BAN":  sluice.CauseBanned,
	"PHONE_NUMBER_BANNED":   sluice.CauseBanned,
	"FROZEN_METHOD_INVALID": sluice.CauseFrozen,
}

// causeOf says why an account is gone, by the error that tells of it.
func causeOf(e *sluice.Error) sluice.Cause {
	if rpc, ok := tgerr.As(e); ok {
		if cause, ok := causes[rpc.Type]; ok {
			return cause
		}
	}
	return sluice.CauseRevoked
}

// families are types that differ in their middle or at their end alone.
var families = []struct {
	prefix, suffix string
	verdict
}{
	{"CHAT_SEND_", "_FORBIDDEN", verdict{sluice.Refused, "Messages of this kind are not allowed in this chat"}},
	{"PHOTO_", "", verdict{sluice.Refused, "Telegram does not take the picture"}},
	{"FILE_", "", verdict{sluice.Refused, "Telegram does not take the file"}},
	{"POLL_", "", verdict{sluice.Refused, "Telegram does not take the poll"}},

	// How the gateway presents itself is at fault, not what it sends.
	{"CONNECTION_", "", verdict{sluice.Unavailable, noConnection}},
	{"API_ID_", "", verdict{sluice.Unavailable, noConnection}},
	{"INPUT_LAYER_", "", verdict{sluice.Unavailable, noConnection}},
	{"UPDATE_APP_", "", verdict{sluice.Unavailable, noConnection}},
}

const noConnection = "Telegram does not take this connection"

// someTime is how long a wait is of which Telegram does not say how long it is.
const someTime = time.Minute

// classify says what err means for whoever made the call. It is the one place
// where errors of the library become errors of ours.
func classify(err error, c call) *sluice.Error {
	if ours, ok := errors.AsType[*sluice.Error](err); ok {
		return ours
	}
	rpc, ok := tgerr.As(err)
	if !ok {
		return lostAnswer(err, c)
	}
	if d, ok := tgerr.AsFloodWait(rpc); ok {
		return flood(rpc, d, c)
	}
	switch {
	case rpc.IsType("SLOWMODE_WAIT"):
		return &sluice.Error{
			Code: sluice.Limited, Text: worded("This chat allows one message a while", rpc), Wait: seconds(rpc.Argument),
			Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, Err: err,
		}
	case rpc.IsType("PEER_FLOOD"):
		return peerFlood(rpc, c)
	case rpc.IsType("RANDOM_ID_EXPIRED"):
		return fault(rpc, c)
	case strings.HasSuffix(rpc.Type, "_MIGRATE"):
		return &sluice.Error{Code: sluice.Unavailable, Text: worded("The account has moved to another data centre", rpc), Reason: sluice.WaitsOffline, Err: err}
	}
	if v, ok := verdicts[rpc.Type]; ok {
		return &sluice.Error{Code: v.code, Text: worded(v.text, rpc), Err: err}
	}
	return unlisted(rpc, c)
}

// unlisted decides by family, then by the number.
func unlisted(rpc *tgerr.Error, c call) *sluice.Error {
	if serverFault(rpc) {
		return fault(rpc, c)
	}
	if rpc.Code == 401 {
		return &sluice.Error{Code: sluice.Unauthorized, Text: worded("The session is gone", rpc), Err: rpc}
	}
	if rpc.Code == 420 { // a wait by whatever name
		return flood(rpc, cmp.Or(seconds(rpc.Argument), someTime), c)
	}
	for _, f := range families {
		if strings.HasPrefix(rpc.Type, f.prefix) && strings.HasSuffix(rpc.Type, f.suffix) {
			e := &sluice.Error{Code: f.code, Text: worded(f.text, rpc), Err: rpc}
			if e.Code == sluice.Unavailable {
				e.Reason = sluice.WaitsOffline
			}
			return e
		}
	}
	return &sluice.Error{Code: sluice.Refused, Text: worded("Telegram refused it", rpc), Err: rpc}
}

// serverFault says whether Telegram failed, not the request: the outcome of a
// send is open then.
func serverFault(rpc *tgerr.Error) bool {
	return rpc.Code >= 500 || rpc.Code < 0 || rpc.IsOneOf("RPC_CALL_FAIL", "RPC_MCGET_FAIL", "MSG_WAIT_FAILED", "Timeout", "TIMEOUT")
}

func fault(rpc *tgerr.Error, c call) *sluice.Error {
	e := &sluice.Error{
		Code: sluice.Unavailable, Text: worded("Telegram has a fault", rpc),
		Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, Err: rpc,
	}
	if c.send {
		e.Code = sluice.Unknown
	}
	return e
}

func flood(rpc *tgerr.Error, d time.Duration, c call) *sluice.Error {
	e := &sluice.Error{
		Code: sluice.Limited, Text: worded("Telegram asks to wait", rpc), Wait: d,
		Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod, Err: rpc,
	}
	if c.send {
		e.Scope, e.Reason = sluice.ScopeAccount, sluice.WaitsFlood
	}
	return e
}

func peerFlood(rpc *tgerr.Error, c call) *sluice.Error {
	e := &sluice.Error{
		Code: sluice.Suspended, Text: worded("Telegram restricts this account", rpc),
		Scope: sluice.ScopeAccount, Reason: sluice.WaitsSuspended, Err: rpc,
	}
	if c.first {
		e.Text = worded("Telegram restricts writing to new chats", rpc)
		e.Scope, e.Reason = sluice.ScopeChat, sluice.WaitsFirstContact
	}
	return e
}

// lostAnswer is an error that Telegram did not send. A zero wire time proves
// that nothing was written; else a send may have happened.
func lostAnswer(err error, c call) *sluice.Error {
	e := &sluice.Error{Code: sluice.Unavailable, Text: "Telegram is out of reach", Reason: sluice.WaitsOffline, Err: err}
	if c.send && c.wrote {
		e.Code, e.Text = sluice.Unknown, "Telegram did not answer"
	}
	return e
}

// gone says whether err means that the account is no longer let in, and why.
func gone(err error) (*sluice.Error, bool) {
	if tgerr.Is(err, "SESSION_PASSWORD_NEEDED") { // a step of a login
		return nil, false
	}
	if rpc, ok := tgerr.As(err); !ok || serverFault(rpc) {
		return nil, false
	}
	e := classify(err, call{})
	return e, e.Code == sluice.Unauthorized || e.Code == sluice.Blocked
}

func worded(sentence string, rpc *tgerr.Error) string {
	return fmt.Sprintf("%s (%s)", sentence, rpc.Message)
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
