package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// instance is the number under which the driver knows the account.
const instance sluice.InstanceID = 4900000001

// A plan is what a run needs to know.
type plan struct {
	network  string
	phone    sluice.Phone
	code     string // of the login; "": there is none to enter
	password string // of two steps; "": the account has none
	chat     sluice.ChatID
	waits    []time.Duration // before the repeats of one send
	burst    int             // messages sent in a row to meet a flood wait

	asked func() string // the code, where it is known after it was sent; nil: code
	flood func() error  // makes the network ask for a wait; nil: only the burst does
	read  func() error  // has the other side read; nil: nobody can make it
}

// A smoke is one run: an account, its connection, and what was seen.
type smoke struct {
	plan
	driver driver.Driver
	store  *values
	report *report

	owner *owner
	conn  driver.Conn
	stop  func()
	self  sluice.Account
	sent  sluice.Sent    // the first message
	first sluice.Message // that it was of
}

// begin runs all steps. When one fails that others need, those are not run.
func begin(ctx context.Context, d driver.Driver, p plan, out io.Writer) *report {
	s := &smoke{
		plan: p, driver: d, store: &values{all: map[string][]byte{}},
		report: &report{network: p.network, begun: time.Now(), out: out},
	}
	broken := false
	for _, step := range []struct {
		name  string
		do    func(context.Context) (verdict, string, error)
		needy bool // all others need it
	}{
		{"login by code", s.login, true},
		{"send a text", s.send, true},
		{"repeat the send with the same random_id", s.repeat, false},
		{"send a file", s.file, false},
		{"edit the text", s.edit, false},
		{"mark the chat as read", s.markRead, false},
		{"a read receipt", s.receipt, false},
		{"restart without a login", s.restart, true},
		{"a flood wait", s.burstOut, false},
	} {
		if broken {
			s.report.add(finding{step.name, notDone, "a step before has failed", 0})
			continue
		}
		start := time.Now()
		v, text, err := step.do(ctx)
		if err != nil {
			v, text = failed, err.Error()
			broken = step.needy
		}
		s.report.add(finding{step.name, v, text, time.Since(start)})
	}
	if s.stop != nil {
		s.stop()
	}
	return s.report
}

// connect opens the connection and runs it.
func (s *smoke) connect(ctx context.Context) error {
	s.owner = newOwner()
	conn, err := s.driver.Open(driver.Config{Instance: instance}, s.store, s.owner)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- conn.Run(ctx) }()
	s.conn, s.stop = conn, func() { cancel(); _ = <-ended } // why it ended the steps have said
	return nil
}

// login enters code and password, as far as they are asked for.
func (s *smoke) login(ctx context.Context) (verdict, string, error) {
	if err := s.connect(ctx); err != nil {
		return failed, "", err
	}
	if err := s.conn.Login(ctx, sluice.LoginMethod{Phone: s.phone}); err != nil {
		return failed, "", err
	}
	asked := ""
	for {
		c, err := s.owner.next(ctx, "the next step of the login", func(c sluice.Change) bool {
			return c.State == sluice.Authorized || c.Prompt.Problem != "" || c.Prompt.Attempt > 0
		})
		if err != nil {
			return failed, "", err
		}
		switch p := c.Prompt; {
		case c.State == sluice.Authorized:
			s.self = c.Account
			s.chat = cmp.Or(s.chat, c.Account.ID)
			return passed, "logged in" + cmp.Or(asked, ", neither code nor password was asked for"), nil
		case p.Problem != "":
			return failed, "", fmt.Errorf("the login was refused: %s %s", p.Problem, p.Hint)
		case p.Step == sluice.StepCode:
			asked = ", the code came by " + p.Via
			code := s.code
			if s.asked != nil {
				code = s.asked()
			}
			err = s.conn.Answer(ctx, sluice.Answer{Code: code})
		case p.Step == sluice.StepPassword:
			asked += ", the two-step password was asked for"
			err = s.conn.Answer(ctx, sluice.Answer{Password: s.password})
		}
		if err != nil {
			return failed, "", err
		}
	}
}

// message returns one to the chat with a Key of its own.
func (s *smoke) message(b sluice.Body) sluice.Message {
	now := time.Now()
	m := sluice.Message{ID: sluice.MessageIDOf(now.UnixMilli()), Instance: instance, Chat: s.chat, Body: b, Queued: now}
	_, _ = rand.Read(m.Key[:]) // never fails
	return m
}

// out sends m as the queue would.
func (s *smoke) out(ctx context.Context, m sluice.Message) (sluice.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	p, err := s.conn.Prepare(ctx, m)
	if err != nil {
		return sluice.Sent{}, fmt.Errorf("prepare: %w", err)
	}
	return s.conn.Send(ctx, p)
}

func (s *smoke) send(ctx context.Context) (verdict, string, error) {
	if err := s.owner.wait(ctx, "the dialogs to be read", func(o *owner) bool { return o.known }); err != nil {
		return failed, "", err
	}
	s.first = s.message(sluice.TextBody{Text: sluice.Text("smoke " + time.Now().UTC().Format(time.RFC3339Nano))})
	sent, err := s.out(ctx, s.first)
	if err != nil {
		return failed, "", err
	}
	s.sent = sent
	return passed, fmt.Sprintf("it has number %d", sent.ID), nil
}

// repeat sends the same message again, after longer and longer waits, and looks
// how often the chat has it.
func (s *smoke) repeat(ctx context.Context) (verdict, string, error) {
	var seen []string
	for _, w := range s.waits {
		if err := pause(ctx, w); err != nil {
			return failed, "", err
		}
		again, err := s.out(ctx, s.first)
		if err != nil {
			return failed, "", fmt.Errorf("after %v: %w", w, err)
		}
		n, err := s.visible(ctx)
		if err != nil {
			return failed, "", err
		}
		seen = append(seen, fmt.Sprintf("after %v: duplicate %v, number %d, visible %d times", w, again.Duplicate, again.ID, n))
		if n != 1 {
			return failed, "", errors.New(strings.Join(seen, "; ") + "; the chat must have it once")
		}
	}
	return passed, strings.Join(append(seen, "longer waits were not tried"), "; "), nil
}

// visible counts the first message in the chat.
func (s *smoke) visible(ctx context.Context) (n int, err error) {
	h, ok := s.conn.(sluice.Historian)
	if !ok {
		return 0, errors.New("the driver reads no history")
	}
	all, err := h.History(ctx, s.chat, 0, 50)
	if err != nil {
		return 0, fmt.Errorf("read the chat: %w", err)
	}
	body, _ := s.first.Body.(sluice.TextBody)
	for _, e := range all {
		if e.Content.Text == body.Text {
			n++
		}
	}
	return n, nil
}

func (s *smoke) file(ctx context.Context) (verdict, string, error) {
	sent, err := s.out(ctx, s.message(sluice.FileBody{URL: "smoke.txt", Name: "smoke.txt", Caption: "smoke"}))
	if err != nil {
		return failed, "", err
	}
	return passed, fmt.Sprintf("it has number %d", sent.ID), nil
}

func (s *smoke) edit(ctx context.Context) (verdict, string, error) {
	e, ok := s.conn.(sluice.Editor)
	if !ok {
		return failed, "", errors.New("the driver edits nothing")
	}
	body, _ := s.first.Body.(sluice.TextBody)
	if err := e.EditMessage(ctx, sluice.Ref{Chat: s.chat, Number: s.sent.ID}, body.Text+", edited"); err != nil {
		return failed, "", err
	}
	if n, err := s.visible(ctx); err != nil || n != 0 {
		return failed, "", errors.Join(err, fmt.Errorf("the old text is visible %d times", n))
	}
	return passed, "the old text is gone", nil
}

func (s *smoke) markRead(ctx context.Context) (verdict, string, error) {
	r, ok := s.conn.(sluice.Reader)
	if !ok {
		return failed, "", errors.New("the driver marks nothing as read")
	}
	if err := r.MarkRead(ctx, s.chat, 0); err != nil {
		return failed, "", err
	}
	return passed, "Telegram took it", nil
}

// receipt waits for the other side to read.
func (s *smoke) receipt(ctx context.Context) (verdict, string, error) {
	if s.read != nil {
		if err := s.read(); err != nil {
			return failed, "", err
		}
	}
	err := s.owner.wait(ctx, "a read receipt", func(o *owner) bool {
		for _, e := range o.events {
			if e.Kind == sluice.EventRead && !e.Outgoing && e.Number >= s.sent.ID {
				return true
			}
		}
		return false
	})
	switch {
	case err == nil:
		return passed, "the other side has read up to the message", nil
	case s.read == nil && ctx.Err() == nil:
		return notMet, "nobody has read the message meanwhile", nil
	}
	return failed, "", err
}

func (s *smoke) restart(ctx context.Context) (verdict, string, error) {
	s.stop()
	if err := s.connect(ctx); err != nil {
		return failed, "", err
	}
	c, err := s.owner.next(ctx, "the state authorized", func(c sluice.Change) bool { return c.State == sluice.Authorized })
	if err != nil {
		return failed, "", err
	}
	if c.Account.ID != s.self.ID {
		return failed, "", errors.New("another account is logged in")
	}
	sent, err := s.out(ctx, s.message(sluice.TextBody{Text: "smoke, after a restart"}))
	if err != nil {
		return failed, "", err
	}
	return passed, fmt.Sprintf("the session holds, and a message has number %d", sent.ID), nil
}

// burstOut sends in a row until Telegram asks for a wait.
func (s *smoke) burstOut(ctx context.Context) (verdict, string, error) {
	if s.flood != nil {
		if err := s.flood(); err != nil {
			return failed, "", err
		}
	}
	for k := range s.burst {
		_, err := s.out(ctx, s.message(sluice.TextBody{Text: sluice.Text(fmt.Sprintf("smoke, %d in a row", k+1))}))
		e, limited := errors.AsType[*sluice.Error](err)
		switch {
		case err == nil:
		case limited && e.Code == sluice.Limited && e.Wait > 0:
			return passed, fmt.Sprintf("after %d messages Telegram asks for %v, scope %q, reason %q", k, e.Wait.Round(time.Second), e.Scope, e.Reason), nil
		default:
			return failed, "", err
		}
	}
	return notMet, fmt.Sprintf("%d messages in a row, and no wait was asked for", s.burst), nil
}

// pause waits on the wall clock, on which Telegram lives.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
