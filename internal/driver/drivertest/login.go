package drivertest

import (
	"strings"
	"testing"

	"sluice"
	"sluice/internal/driver"
)

const phone sluice.Phone = "79161234567"

func logins() []aCase {
	return []aCase{
		{"by QR, after a login by code was given up", byQR},
		{"by code, at the second try, with the password beside it", byCode},
		{"by QR and password, across a restart", byPassword},
		{"a stored session needs no login", withSession},
		{"an answer that nobody waits for is refused", unasked},
	}
}

func byQR(t *testing.T, n Network) {
	n.Owners.New(t, phone, "")
	r := start(t, n, NewValues())
	if err := r.conn.Login(limited(t), sluice.LoginMethod{Phone: phone}); err != nil {
		t.Fatal(err)
	}
	r.prompt(t, sluice.StepCode, "")
	if err := r.conn.Login(limited(t), sluice.LoginMethod{}); err != nil {
		t.Fatal(err)
	}
	p := r.prompt(t, sluice.StepQR, "")
	if !strings.Contains(p.QR, "://") || p.Expires.IsZero() {
		t.Errorf("the picture says %q until %v", p.QR, p.Expires)
	}
	if _, stored := r.store.All()[driver.SessionName]; stored {
		t.Error("a session is stored before anybody is logged in")
	}
	n.Owners.Scan(t, instance, phone)
	a := r.authorized(t)
	if a.Phone != phone || !a.ID.Numeric() || a.Name == "" {
		t.Errorf("logged in is %+v", a)
	}

	next := r.again(t)
	if b := next.authorized(t); b != a {
		t.Errorf("after a restart %+v, before %+v", b, a)
	}
}

func byCode(t *testing.T, n Network) {
	n.Owners.New(t, phone, "open sesame")
	r := start(t, n, NewValues())
	if err := r.conn.Login(limited(t), sluice.LoginMethod{Phone: phone}); err != nil {
		t.Fatal(err)
	}
	p := r.prompt(t, sluice.StepCode, "")
	if p.Via == "" || p.Expires.IsZero() {
		t.Errorf("the code comes by %q and is good until %v", p.Via, p.Expires)
	}
	r.answer(t, sluice.Answer{Code: "00000"})
	if q := r.prompt(t, sluice.StepCode, sluice.ProblemCodeWrong); q.Attempt <= p.Attempt {
		t.Errorf("attempt %d after %d", q.Attempt, p.Attempt)
	}
	r.answer(t, sluice.Answer{Code: n.Owners.Code(t, phone), Password: "open sesame"})
	if a := r.authorized(t); a.Phone != phone {
		t.Errorf("logged in is %+v", a)
	}
	if err := r.conn.Login(limited(t), sluice.LoginMethod{}); sluice.CodeOf(err) != sluice.Invalid {
		t.Errorf("another login: %v", err)
	}
}

func byPassword(t *testing.T, n Network) {
	n.Owners.New(t, phone, "open sesame")
	r := start(t, n, NewValues())
	if err := r.conn.Login(limited(t), sluice.LoginMethod{}); err != nil {
		t.Fatal(err)
	}
	r.prompt(t, sluice.StepQR, "")
	n.Owners.Scan(t, instance, phone)
	r.pending(t, "")
	if _, stored := r.store.All()[driver.SessionName]; stored {
		t.Error("a session is stored that lacks its password")
	}

	next := r.again(t)
	if err := next.conn.Login(limited(t), sluice.LoginMethod{Resume: true}); err != nil {
		t.Fatal(err)
	}
	next.pending(t, "")
	next.answer(t, sluice.Answer{Password: "guess"})
	next.pending(t, sluice.ProblemPasswordWrong)
	next.answer(t, sluice.Answer{Password: "open sesame"})
	next.authorized(t)
}

// pending waits for the question for the password, and the state beside it.
func (r *rig) pending(t *testing.T, problem sluice.Problem) {
	t.Helper()
	r.sink.state(t, "pendingPassword", func(c sluice.Change) bool {
		return c.State == sluice.PendingPassword && c.Prompt.Step == sluice.StepPassword && c.Prompt.Problem == problem
	})
}

func (r *rig) answer(t *testing.T, a sluice.Answer) {
	t.Helper()
	if err := r.conn.Answer(limited(t), a); err != nil {
		t.Fatal(err)
	}
}

func withSession(t *testing.T, n Network) {
	store := NewValues()
	a := n.Owners.Plant(t, instance, store, 0)
	r := start(t, n, store)
	if got := r.authorized(t); got.ID != a.ID || got.Phone != a.Phone {
		t.Errorf("logged in is %+v, want %s", got, a.ID)
	}
	r.stop()
	if err := r.over(t); err != nil {
		t.Errorf("Run returned %v when its context ended", err)
	}
	if err := r.conn.Run(t.Context()); err == nil {
		t.Error("Run can be called twice")
	}
}

func unasked(t *testing.T, n Network) {
	r := start(t, n, NewValues())
	if err := r.conn.Answer(limited(t), sluice.Answer{Code: "12345"}); sluice.CodeOf(err) != sluice.Invalid {
		t.Errorf("%v", err)
	}
}
