package greenapi

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"

	"rsc.io/qr"

	"sluice"
)

// login has the methods that log an account in. What goes wrong on the way is
// told with status 200.
type login struct{ sessions Sessions }

// shownQR is the answer of qr: a picture, or why there is none.
type shownQR struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// What qr answers in place of a picture.
const (
	noteLoggedIn = "instance account already authorized"
	notePassword = "2FA password required"
	noteNotReady = "not_ready"
	noteBlocked  = "account is blocked"
	noteNoAppID  = "the gateway has no api_id and api_hash; its operator gets them at https://my.telegram.org/apps"
)

func (l login) qr(ctx context.Context, c *call) (any, error) {
	prompt, err := l.sessions.QR(ctx, c.id)
	switch sluice.CodeOf(err) {
	case "":
		return showPrompt(prompt)
	case sluice.Invalid: // the text says what the operator has to change
		return shownQR{"error", sluice.TextOf(err)}, nil
	case sluice.Blocked:
		return shownQR{"error", noteBlocked}, nil
	case sluice.Internal:
		return nil, err
	}
	return shownQR{"error", noteNotReady}, nil
}

// showPrompt tells what a login by QR waits for.
func showPrompt(p sluice.Prompt) (any, error) {
	switch {
	case p.Step == sluice.StepPassword || p.Problem == sluice.ProblemPasswordNeeded:
		return shownQR{"pendingPassword", notePassword}, nil
	case p.Problem == sluice.ProblemRegistered:
		return shownQR{"alreadyLogged", noteLoggedIn}, nil
	case p.Problem == sluice.ProblemAccountBlocked:
		return shownQR{"error", noteBlocked}, nil
	case p.Problem == sluice.ProblemNoAppID:
		return shownQR{"error", noteNoAppID}, nil
	case p.Step != sluice.StepQR:
		return shownQR{"error", noteNotReady}, nil
	}
	picture, err := qr.Encode(p.QR, qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	return shownQR{"qrCode", base64.StdEncoding.EncodeToString(picture.PNG())}, nil
}

// The phone numbers that may log in: 7 to 15 digits.
const (
	leastPhone = 1_000_000
	mostPhone  = 999_999_999_999_999
)

func (l login) start(ctx context.Context, c *call) (any, error) {
	phone := c.fields.Integer("phoneNumber", leastPhone, mostPhone)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	return showReply(l.sessions.StartLogin(ctx, c.id, sluice.Phone(strconv.FormatInt(phone, 10))))
}

// The lengths of what an owner enters; nothing longer was ever given out.
const (
	maxCode     = 64
	maxPassword = 1024
)

func (l login) code(ctx context.Context, c *call) (any, error) {
	code := c.fields.Word("code", maxCode)
	password := c.fields.Optional("password", maxPassword)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	return showReply(l.sessions.EnterCode(ctx, c.id, code, password))
}

func (l login) password(ctx context.Context, c *call) (any, error) {
	password := c.fields.Optional("password", maxPassword)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	if password == "" { // no need to ask anyone
		return showReply(sluice.Reply{Problem: sluice.ProblemPasswordWrong}, nil)
	}
	return showReply(l.sessions.EnterPassword(ctx, c.id, password))
}

// shownReply is the outcome of one step of a login.
type shownReply struct {
	Heard bool      `json:"status"` // Telegram gave an answer on this request
	Data  replyData `json:"data"`
}

type replyData struct {
	Status     string         `json:"status"`
	Reason     sluice.Problem `json:"reason"`
	RetryAfter int64          `json:"retryAfter,omitempty"` // seconds
}

func showReply(r sluice.Reply, err error) (any, error) {
	switch sluice.CodeOf(err) {
	case "":
	case sluice.Unavailable:
		r = sluice.Reply{Problem: sluice.ProblemNetworkTrouble}
	default:
		return nil, err
	}
	shown := shownReply{Heard: r.Heard, Data: replyData{Status: "success"}}
	if r.Problem == "" {
		return shown, nil
	}
	shown.Data = replyData{Status: "fail", Reason: r.Problem, RetryAfter: seconds(r.Wait)}
	if r.Problem == sluice.ProblemNetworkTrouble { // the wire has no word of its own for it
		shown.Data.Reason = sluice.ProblemTimeout
	}
	return shown, nil
}
