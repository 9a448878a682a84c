package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

const (
	loginCode = "12345" // every code is this one
	codeLife  = 5 * time.Minute
	nobody    = "7000" // numbers that begin so belong to nobody and never will
)

// A sentCode waits to be entered.
type sentCode struct {
	hash    string
	expires time.Time
}

// codes are those under way, by phone.
type codes struct {
	mu   sync.Mutex // guards sent
	sent map[string]sentCode
}

func newCodes() *codes { return &codes{sent: map[string]sentCode{}} }

func (c *codes) send(phone string, now time.Time) string {
	var b [9]byte
	_, _ = rand.Read(b[:]) // never fails
	c.mu.Lock()
	defer c.mu.Unlock()
	code := sentCode{hash: hex.EncodeToString(b[:]), expires: now.Add(codeLife)}
	c.sent[phone] = code
	return code.hash
}

func (c *codes) find(phone string) (sentCode, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code, ok := c.sent[phone]
	return code, ok
}

func (c *codes) drop(phone string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.sent, phone)
}

// sendCode sends the login code to a phone. A number that is new gets an
// account, unless it is one of those that belong to nobody.
func (s *logins) sendCode(_ context.Context, c *call, r *tg.AuthSendCodeRequest) (bin.Encoder, error) {
	phone := digits(r.PhoneNumber)
	if r.APIID == 0 || r.APIHash == "" {
		return nil, tgerr.New(400, "API_ID_INVALID")
	}
	if len(phone) < 7 || len(phone) > 15 {
		return nil, tgerr.New(400, "PHONE_NUMBER_INVALID")
	}
	if a, ok := s.world.accountByPhone(phone); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.banned {
			return nil, tgerr.New(400, "PHONE_NUMBER_BANNED")
		}
		if err := s.migrate(c, a.home, "PHONE"); err != nil {
			return nil, err
		}
	} else if !strings.HasPrefix(phone, nobody) {
		if _, err := s.makeAccount(birth{Phone: phone}); err != nil {
			return nil, err
		}
	}
	return sentCodeAnswer(s.codes.send(phone, s.now())), nil
}

func sentCodeAnswer(hash string) *tg.AuthSentCode {
	out := &tg.AuthSentCode{Type: &tg.AuthSentCodeTypeApp{Length: len(loginCode)}, PhoneCodeHash: hash}
	out.SetTimeout(60)
	return out
}

func (s *logins) resendCode(_ context.Context, _ *call, r *tg.AuthResendCodeRequest) (bin.Encoder, error) {
	phone := digits(r.PhoneNumber)
	if code, ok := s.codes.find(phone); !ok || code.hash != r.PhoneCodeHash {
		return nil, tgerr.New(400, "PHONE_CODE_EXPIRED")
	}
	return sentCodeAnswer(s.codes.send(phone, s.now())), nil
}

func (s *logins) cancelCode(_ context.Context, _ *call, r *tg.AuthCancelCodeRequest) (bin.Encoder, error) {
	s.codes.drop(digits(r.PhoneNumber))
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// signIn takes the code back.
func (s *logins) signIn(_ context.Context, c *call, r *tg.AuthSignInRequest) (bin.Encoder, error) {
	phone := digits(r.PhoneNumber)
	code, ok := s.codes.find(phone)
	switch {
	case !ok || code.hash != r.PhoneCodeHash || s.now().After(code.expires):
		return nil, tgerr.New(400, "PHONE_CODE_EXPIRED")
	case r.PhoneCode == "":
		return nil, tgerr.New(400, "PHONE_CODE_EMPTY")
	case r.PhoneCode != loginCode:
		return nil, tgerr.New(400, "PHONE_CODE_INVALID")
	}
	a, ok := s.world.accountByPhone(phone)
	if !ok {
		return &tg.AuthAuthorizationSignUpRequired{}, nil
	}
	s.codes.drop(phone)
	return s.login(c, a)
}

// Code returns the login code that was sent to a phone.
func (s *Sandbox) Code(phone string) (string, bool) {
	code, ok := s.logins.codes.find(digits(phone))
	if !ok || s.now().After(code.expires) {
		return "", false
	}
	return loginCode, true
}
