package sandbox

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gotd/td/tgerr"
)

// A badRequestError is a mistake of whoever controls the fake; its text says what
// to do instead.
type badRequestError struct{ text string }

func (e *badRequestError) Error() string { return e.text }

func badf(format string, args ...any) error { return &badRequestError{fmt.Sprintf(format, args...)} }

// ErrNoToken says that nobody shows a QR that a phone could scan.
var ErrNoToken = errors.New("ask for the QR first: this instance has no login token that is still good")

// rpcError is an error as Telegram sends it; code 0 chooses the usual one.
func rpcError(message string, code int) *tgerr.Error {
	if code == 0 {
		code = usualCode(message)
	}
	return tgerr.New(code, message)
}

// usualCode is the code that Telegram reports with a type. Clients decide by
// the type.
func usualCode(message string) int {
	has := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(message, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("FLOOD_", "SLOWMODE_WAIT", "2FA_CONFIRM_WAIT", "TAKEOUT_INIT_DELAY"):
		return 420
	case strings.Contains(message, "_MIGRATE_"):
		return 303
	case has("AUTH_KEY_DUPLICATED"):
		return 406
	case has("AUTH_KEY_", "SESSION_", "USER_DEACTIVATED", "ACTIVE_USER_REQUIRED"):
		return 401
	case has("USER_PRIVACY_RESTRICTED", "CHAT_WRITE_FORBIDDEN", "CHAT_SEND_", "PRIVACY_PREMIUM_REQUIRED", "ALLOW_PAYMENT_REQUIRED"):
		return 403
	case has("RANDOM_ID_DUPLICATE", "RPC_CALL_FAIL", "MSG_WAIT_FAILED", "INTERNAL", "WORKER_BUSY", "INTERDC_"):
		return 500
	case has("Timeout"):
		return -503
	default:
		return 400
	}
}
