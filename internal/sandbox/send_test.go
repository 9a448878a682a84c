package sandbox_test

import (
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

func TestThePartnerReadsAndAnswers(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
	answer, err := text(t, c, user(t, c, "example"), "hello", 7)
	if err != nil {
		t.Fatal(err)
	}
	id := sentID(t, answer, 7)
	read := next[*tg.UpdateReadHistoryOutbox](t, c)
	if read.MaxID != id {
		t.Errorf("read up to %d, want %d", read.MaxID, id)
	}
	echo := next[*tg.UpdateNewMessage](t, c)
	if m := message(t, echo.Message); m.Message != "hello" || m.Out || m.PeerID.(*tg.PeerUser).UserID != 10000000 {
		t.Errorf("the answer is %v", m)
	}
	if echo.Pts != read.Pts+1 {
		t.Errorf("pts %d after %d", echo.Pts, read.Pts)
	}
	rows := s.Messages(0)
	if len(rows) != 1 {
		t.Fatalf("%d messages, want 1", len(rows))
	}
	row := rows[0]
	if row.Text != "hello" || row.Chat != "10000000" || row.RandomID != "7" || row.MessageID != id || row.Instance != "4900000001" || row.Account != a.Account.Account || row.At == 0 || row.Epoch != 1 {
		t.Errorf("the row is %+v", row)
	}
}
