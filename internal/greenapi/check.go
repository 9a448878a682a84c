package greenapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"sluice"
)

// checking has the method that says who has an account.
type checking struct {
	line  line
	known known
	seen  *memo[someone, checked]
}

// A checked is what was found behind a phone or a username.
type checked struct {
	peer  sluice.Peer
	found bool
}

// How long an answer may be given again.
const (
	foundFor   = 24 * time.Hour
	missingFor = time.Hour
	mostChecks = 50_000
)

// The words of checkAccount.
const (
	statusTooMany = 469 // a status of the original's own
	textTooMany   = "User get contact info limit reached"
	textNoPhone   = "bad phone number, valid 7 to 15 digits"
	textNoDigits  = "'phoneNumber' must contain only digits"
	textAway      = "messenger is unavailable"
)

// accountFound and accountMissing are what was found, checkRefused why nothing
// was looked for.
type (
	accountFound struct {
		Exists   bool          `json:"exist"`
		Chat     sluice.ChatID `json:"chatId"`
		Username string        `json:"username"`
		Phone    int64         `json:"phoneNumber"`
		Cached   bool          `json:"fromCache"`
	}
	accountMissing struct {
		Exists bool   `json:"exist"`
		Chat   string `json:"chatId"`
	}
	checkRefused struct {
		Status bool       `json:"status"`
		Reason string     `json:"reason,omitempty"`
		Data   *replyData `json:"data,omitempty"`
	}
)

func (k checking) account(ctx context.Context, c *call) (any, error) {
	chat := c.fields.account()
	force := c.fields.Flag("force")
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	i, err := k.line.ready(c.id)
	if err != nil {
		return checkFailed(err)
	}
	key := someone{c.id, i.Account.ID, chat}
	if force == nil || !*force {
		if found, ok := k.seen.get(key, foundFor); ok && found.found {
			return showChecked(found, chat, true), nil
		}
		if missing, ok := k.seen.get(key, missingFor); ok && !missing.found {
			return showChecked(missing, chat, true), nil
		}
	}
	var now checked
	err = ask(ctx, k.line, c.id, Network.Directory, func(ctx context.Context, able sluice.Directory) error {
		peer, err := able.Lookup(ctx, chat)
		if sluice.CodeOf(err) == sluice.NotFound {
			now = checked{}
			return nil
		}
		now = checked{peer, typeOf(peer) == sluice.ChatUser || peer.Type == sluice.ChatBot}
		return err
	})
	if err != nil {
		return checkFailed(err)
	}
	if err := k.known.journal.KeepResolved(ctx, c.id, chat, now.peer.Chat); err != nil {
		return nil, err
	}
	k.seen.put(key, now, 1)
	return showChecked(now, chat, false), nil
}

// account reads whom to look for: a phone, else a username.
func (f *fields) account() sluice.ChatID {
	if value, ok := f.given("phoneNumber"); ok {
		digits := strings.Trim(string(value), `"`)
		if strings.Trim(digits, "0123456789") != "" || digits == "" {
			f.stop(&sluice.Error{Code: sluice.Invalid, Text: textNoDigits})
			return ""
		}
		chat := sluice.ChatID(digits + "@c.us")
		if _, ok := chat.Phone(); !ok {
			f.stop(&sluice.Error{Code: sluice.Invalid, Text: textNoPhone})
		}
		return chat
	}
	value, ok := f.given("username")
	if !ok {
		f.fail("phoneNumber", "is required")
		return ""
	}
	chat := sluice.ChatID(f.string("username", value))
	if _, ok := chat.Username(); !ok {
		f.fail("username", "must be one of the next formats: '@username'")
	}
	return chat
}

func showChecked(k checked, asked sluice.ChatID, cached bool) any {
	if !k.found {
		return accountMissing{}
	}
	if phone, ok := asked.Phone(); ok && k.peer.Phone == "" {
		k.peer.Phone = phone
	}
	return accountFound{true, k.peer.Chat, usernameOf(k.peer), phoneOf(k.peer), cached}
}

// checkFailed tells why nobody was looked for; much of that with status 200.
func checkFailed(err error) (any, error) {
	limit, limited := errors.AsType[*sluice.Error](err)
	switch {
	case errors.Is(err, errNotReady):
		return checkRefused{Reason: errNotReady.text}, nil
	case errors.Is(err, errNoNetwork):
		return nil, &refusal{status: http.StatusInternalServerError, text: textAway}
	case !limited || limit.Code != sluice.Limited:
		return nil, err
	case limit.Wait >= time.Hour:
		return nil, &refusal{status: statusTooMany, text: textTooMany}
	}
	return checkRefused{Data: &replyData{Status: "fail", Reason: sluice.ProblemLimited, RetryAfter: max(1, seconds(limit.Wait))}}, nil
}
