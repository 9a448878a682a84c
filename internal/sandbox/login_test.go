package sandbox_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

// This and the next test make the keys of their clients anew; all others plant
// them.
func TestAPhoneScansTheQRAndThePasswordIsAsked(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	ctx := t.Context()
	password := "secret"
	a, err := s.AddAccount(ctx, sandbox.Order{Phone: "79001112233", Password: &password})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Scan(ctx, "4900000001", ""); !errors.Is(err, sandbox.ErrNoToken) {
		t.Errorf("scan before the QR: %v", err)
	}
	c := dial(t, s, login{device: "4900000001"})
	export := &tg.AuthExportLoginTokenRequest{APIID: 1, APIHash: "hash"}
	first, err := c.api.AuthExportLoginToken(ctx, export)
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.api.AuthExportLoginToken(ctx, export)
	if err != nil {
		t.Fatal(err)
	}
	if x, y := first.(*tg.AuthLoginToken), second.(*tg.AuthLoginToken); string(x.Token) == string(y.Token) {
		t.Error("two exports gave the same token")
	}
	if _, err := s.Scan(ctx, "4900000002", ""); !errors.Is(err, sandbox.ErrNoToken) {
		t.Errorf("scan for another instance: %v", err)
	}
	if _, err := s.Scan(ctx, "4900000001", a.Phone); err != nil {
		t.Fatal(err)
	}
	next[*tg.UpdateLoginToken](t, c)
	if _, err := c.api.AuthExportLoginToken(ctx, export); !tgerr.Is(err, "SESSION_PASSWORD_NEEDED") {
		t.Fatalf("export after the scan: %v", err)
	}
	if _, err := c.Auth().Password(ctx, "wrong"); !errors.Is(err, auth.ErrPasswordInvalid) {
		t.Errorf("wrong password: %v", err)
	}
	if _, err := c.Auth().Password(ctx, password); err != nil {
		t.Fatalf("right password: %v", err)
	}
	self, err := c.Self(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if self.Phone != a.Phone {
		t.Errorf("logged in as %s, want %s", self.Phone, a.Phone)
	}
	if got := s.Accounts()[0].Instances; len(got) != 1 || got[0] != "4900000001" {
		t.Errorf("logged in on %v", got)
	}
}

func TestACodeLogsIn(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	ctx := t.Context()
	c := dial(t, s, login{device: "4900000001"})
	const phone = "79001112233"
	if _, ok := s.Code(phone); ok {
		t.Error("there is a code before one was asked for")
	}
	hash := sendCode(ctx, t, c, "+7 900 111-22-33")
	code, ok := s.Code(phone)
	if !ok {
		t.Fatal("no code was sent")
	}
	_, err := c.Auth().SignIn(ctx, phone, "54321", hash)
	if !tgerr.Is(err, "PHONE_CODE_INVALID") {
		t.Errorf("wrong code: %v", err)
	}
	if _, err := c.Auth().SignIn(ctx, phone, code, "another"); !tgerr.Is(err, "PHONE_CODE_EXPIRED") {
		t.Errorf("another hash: %v", err)
	}
	if _, err := c.Auth().SignIn(ctx, phone, code, hash); err != nil {
		t.Fatal(err)
	}
	if _, err := c.api.AuthLogOut(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Self(ctx); !auth.IsUnauthorized(err) {
		t.Errorf("after the logout: %v", err)
	}
	hash = sendCode(ctx, t, c, "70001112233")
	var signUp *auth.SignUpRequired
	if _, err := c.Auth().SignIn(ctx, "70001112233", code, hash); !errors.As(err, &signUp) {
		t.Errorf("a phone that belongs to nobody: %v", err)
	}
	for _, phone := range []string{"123", "12345678901234567"} {
		if _, err := c.Auth().SendCode(ctx, phone, auth.SendCodeOptions{}); !tgerr.Is(err, "PHONE_NUMBER_INVALID") {
			t.Errorf("phone %s: %v", phone, err)
		}
	}
}

func sendCode(ctx context.Context, t *testing.T, c *client, phone string) (hash string) {
	t.Helper()
	sent, err := c.Auth().SendCode(ctx, phone, auth.SendCodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return sent.(*tg.AuthSentCode).PhoneCodeHash
}
