package sandbox_test

import (
	"bytes"
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

// Each of these exchanges a key with the second data centre.
func TestAFileIsFetchedFromTheOtherDataCentre(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Content: sandbox.Content{
		Kind: sandbox.KindDocument, Bytes: []byte("far away"), Away: true,
	}})
	doc := message(t, next[*tg.UpdateNewMessage](t, c).Message).Media.(*tg.MessageMediaDocument).Document.(*tg.Document)
	if doc.DCID != 4 {
		t.Errorf("the file lies at %d, want 4", doc.DCID)
	}
	got, err := download(t, c, doc.AsInputDocumentFileLocation(""))
	if err != nil || string(got) != "far away" {
		t.Errorf("downloaded %q, %v", got, err)
	}
	var answers []string
	for _, call := range s.Calls(sandbox.CallFilter{Method: "upload.getFile"}) {
		answers = append(answers, call.Answer)
	}
	if len(answers) < 2 || answers[0] != "error 303 FILE_MIGRATE_4" || answers[len(answers)-1] != sandbox.AnswerOK {
		t.Errorf("the calls ended with %q", answers)
	}
}

func TestAnAccountLogsInAtItsDataCentre(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	ctx := t.Context()
	a, err := s.AddAccount(ctx, sandbox.Order{Phone: "79001112233", Away: true})
	must(t, err)
	c := dial(t, s, login{device: "4900000001"})
	hash := sendCode(ctx, t, c, a.Phone)
	_, err = c.Auth().SignIn(ctx, a.Phone, "12345", hash)
	must(t, err)
	got, err := c.api.HelpGetNearestDC(ctx)
	if err != nil || got.ThisDC != 4 {
		t.Errorf("the client is at %v, %v", got, err)
	}
	self, err := c.Self(ctx)
	if err != nil || self.Phone != a.Phone {
		t.Errorf("logged in as %v, %v", self, err)
	}
	write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Text: "hello"})
	if m := message(t, next[*tg.UpdateNewMessage](t, c).Message); m.Message != "hello" {
		t.Errorf("it got %v", m)
	}
}

func TestAQRLeadsToTheOtherDataCentre(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	ctx := t.Context()
	a, err := s.AddAccount(ctx, sandbox.Order{Away: true})
	must(t, err)
	c := dial(t, s, login{device: "4900000001"})
	export := &tg.AuthExportLoginTokenRequest{APIID: 1, APIHash: "hash"}
	_, err = c.api.AuthExportLoginToken(ctx, export)
	must(t, err)
	_, err = s.Scan(ctx, "4900000001", a.Phone)
	must(t, err)
	got, err := c.api.AuthExportLoginToken(ctx, export)
	must(t, err)
	away, ok := got.(*tg.AuthLoginTokenMigrateTo)
	if !ok || away.DCID != 4 {
		t.Fatalf("answered %v", got)
	}
	must(t, c.MigrateTo(ctx, away.DCID))
	_, err = c.api.AuthImportLoginToken(ctx, bytes.Repeat([]byte{1}, 16))
	wantRefusal(t, "another token", err, "AUTH_TOKEN_INVALID")
	_, err = c.api.AuthImportLoginToken(ctx, away.Token)
	must(t, err)
	if status, err := c.Auth().Status(ctx); err != nil || !status.Authorized || status.User.Phone != a.Phone {
		t.Errorf("the login is %v, %v", status, err)
	}
}
