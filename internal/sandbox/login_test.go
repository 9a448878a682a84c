package sandbox_test

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"slices"
	"testing"
	"time"

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

// free returns a client whose key is known and belongs to nobody.
func free(t *testing.T, s *sandbox.Sandbox, device string) *client {
	t.Helper()
	_, c := planted(t, s, sandbox.Order{Instance: sandbox.Instance(device)})
	if _, err := c.api.AuthLogOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnotherDeviceAcceptsTheQR(t *testing.T) {
	clock := newClock()
	s, _ := start(t, sandbox.Options{Now: clock.now})
	a, phone := planted(t, s, sandbox.Order{})
	c := free(t, s, "4900000001")
	ctx := t.Context()
	export := &tg.AuthExportLoginTokenRequest{APIID: 1, APIHash: "hash"}
	got, err := c.api.AuthExportLoginToken(ctx, export)
	must(t, err)
	old := got.(*tg.AuthLoginToken)
	if int64(old.Expires) != clock.now().Add(30*time.Second).Unix() {
		t.Errorf("the token expires at %d", old.Expires)
	}
	clock.step(31 * time.Second)
	if _, err := phone.api.AuthAcceptLoginToken(ctx, old.Token); !tgerr.Is(err, "AUTH_TOKEN_EXPIRED") {
		t.Errorf("a token that is too old: %v", err)
	}
	if _, err := s.Scan(ctx, "4900000001", ""); !errors.Is(err, sandbox.ErrNoToken) {
		t.Errorf("a scan of a token that is too old: %v", err)
	}
	if _, err := c.api.AuthImportLoginToken(ctx, old.Token); !tgerr.Is(err, "AUTH_TOKEN_INVALID") {
		t.Errorf("an import of a token that nobody scanned: %v", err)
	}
	got, err = c.api.AuthExportLoginToken(ctx, export)
	must(t, err)
	token := got.(*tg.AuthLoginToken).Token
	_, err = phone.api.AuthAcceptLoginToken(ctx, token)
	must(t, err)
	next[*tg.UpdateLoginToken](t, c)
	if _, err := phone.api.AuthAcceptLoginToken(ctx, token); !tgerr.Is(err, "AUTH_TOKEN_EXPIRED") {
		t.Errorf("a second scan: %v", err)
	}
	done, err := c.api.AuthImportLoginToken(ctx, token)
	must(t, err)
	auth := done.(*tg.AuthLoginTokenSuccess).Authorization.(*tg.AuthAuthorization)
	if user := auth.User.(*tg.User); user.Phone != a.Phone || !user.Self {
		t.Errorf("logged in as %v", user)
	}
	again, err := c.api.AuthExportLoginToken(ctx, export)
	must(t, err)
	if _, ok := again.(*tg.AuthLoginTokenSuccess); !ok {
		t.Errorf("an export by somebody who is logged in: %v", again)
	}
}

func TestTheNewestQROfAnInstanceIsScanned(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	first, second := free(t, s, "4900000001"), free(t, s, "4900000001")
	export := &tg.AuthExportLoginTokenRequest{APIID: 1, APIHash: "hash"}
	for _, c := range []*client{second, first} {
		if _, err := c.api.AuthExportLoginToken(t.Context(), export); err != nil {
			t.Fatal(err)
		}
	}
	a, err := s.Scan(t.Context(), "4900000001", "")
	must(t, err)
	next[*tg.UpdateLoginToken](t, first)
	got, err := first.api.AuthExportLoginToken(t.Context(), export)
	must(t, err)
	if _, ok := got.(*tg.AuthLoginTokenSuccess); !ok {
		t.Errorf("the newest got %v", got)
	}
	got, err = second.api.AuthExportLoginToken(t.Context(), export)
	must(t, err)
	if _, ok := got.(*tg.AuthLoginToken); !ok {
		t.Errorf("the older got %v", got)
	}
	if a.Account != "20000003" {
		t.Errorf("it was scanned as %s, want a new account", a.Account)
	}
}

func TestACodeCanBeSentAgainTakenBackAndExpire(t *testing.T) {
	clock := newClock()
	s, _ := start(t, sandbox.Options{Now: clock.now})
	c := free(t, s, "4900000001")
	ctx, phone := t.Context(), "79001112233"
	old := sendCode(ctx, t, c, phone)
	again, err := c.api.AuthResendCode(ctx, &tg.AuthResendCodeRequest{PhoneNumber: phone, PhoneCodeHash: old})
	must(t, err)
	if hash := again.(*tg.AuthSentCode).PhoneCodeHash; hash == old {
		t.Error("a code that is sent again has the same hash")
	}
	if _, err := c.api.AuthResendCode(ctx, &tg.AuthResendCodeRequest{PhoneNumber: phone, PhoneCodeHash: old}); !tgerr.Is(err, "PHONE_CODE_EXPIRED") {
		t.Errorf("a resend of an old code: %v", err)
	}
	_, err = c.api.AuthCancelCode(ctx, &tg.AuthCancelCodeRequest{PhoneNumber: phone})
	must(t, err)
	if _, ok := s.Code(phone); ok {
		t.Error("the code is there after it was taken back")
	}
	hash := sendCode(ctx, t, c, phone)
	if _, err := c.Auth().SignIn(ctx, phone, "", hash); !tgerr.Is(err, "PHONE_CODE_EMPTY") {
		t.Errorf("no code: %v", err)
	}
	clock.step(6 * time.Minute)
	if _, err := c.Auth().SignIn(ctx, phone, "12345", hash); !tgerr.Is(err, "PHONE_CODE_EXPIRED") {
		t.Errorf("an old code: %v", err)
	}
	setFault(t, s, sandbox.Fault{Do: sandbox.DoBan, Account: phone})
	if _, err := c.Auth().SendCode(ctx, phone, auth.SendCodeOptions{}); !tgerr.Is(err, "PHONE_NUMBER_BANNED") {
		t.Errorf("a banned phone: %v", err)
	}
}

func TestAPasswordIsProvedOnceAndNeverByNothing(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	password := "secret"
	a, err := s.AddAccount(t.Context(), sandbox.Order{Password: &password})
	must(t, err)
	c := free(t, s, "4900000001")
	ctx := t.Context()
	if _, err := c.api.AccountGetPassword(ctx); !tgerr.Is(err, "AUTH_KEY_UNREGISTERED") {
		t.Errorf("a password of nobody: %v", err)
	}
	hash := sendCode(ctx, t, c, a.Phone)
	if _, err := c.Auth().SignIn(ctx, a.Phone, "12345", hash); !errors.Is(err, auth.ErrPasswordAuthNeeded) {
		t.Fatalf("the code alone: %v", err)
	}
	if _, err := c.Self(ctx); !tgerr.Is(err, "SESSION_PASSWORD_NEEDED") {
		t.Errorf("a call before the password: %v", err)
	}
	asked, err := c.api.AccountGetPassword(ctx)
	must(t, err)
	algo := asked.CurrentAlgo.(*tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow)
	for name, zero := range map[string][]byte{"0": make([]byte, 256), "p": algo.P} {
		asked, err = c.api.AccountGetPassword(ctx)
		must(t, err)
		forged := &tg.InputCheckPasswordSRP{SRPID: asked.SRPID, A: zero, M1: proofOfNothing(algo, zero, asked.SRPB)}
		if _, err := c.api.AuthCheckPassword(ctx, forged); !tgerr.Is(err, "PASSWORD_HASH_INVALID") {
			t.Errorf("A = %s: %v", name, err)
		}
		if _, err := c.api.AuthCheckPassword(ctx, forged); !tgerr.Is(err, "SRP_ID_INVALID") {
			t.Errorf("the same challenge again: %v", err)
		}
	}
	if _, err := c.api.AuthLogOut(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Self(ctx); !tgerr.Is(err, "AUTH_KEY_UNREGISTERED") {
		t.Errorf("after giving up: %v", err)
	}
}

// proofOfNothing is the proof that fits a shared secret of 0, which anybody can
// reach by an A that is 0 modulo the prime.
func proofOfNothing(algo *tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow, a, b []byte) []byte {
	hash := func(parts ...[]byte) []byte {
		sum := sha256.Sum256(slices.Concat(parts...))
		return sum[:]
	}
	g := make([]byte, 256)
	g[255] = byte(algo.G)
	mixed := hash(algo.P)
	subtle.XORBytes(mixed, mixed, hash(g))
	return hash(mixed, hash(algo.Salt1), hash(algo.Salt2), a, b, hash(make([]byte, 256)))
}
