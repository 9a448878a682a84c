package sandbox_test

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestAFaultStrikesTheCallAndLeavesEvidence(t *testing.T) {
	tests := []struct {
		name    string
		fault   sandbox.Fault
		err     string // of the call that is struck, "lost" for a lost answer, "" for none: the client repeats by itself
		answers []string
		shown   int
	}{
		{"dropped before", sandbox.Fault{Do: sandbox.DoDropBefore}, "", []string{sandbox.AnswerDropBefore, sandbox.AnswerOK}, 1},
		{"dropped after", sandbox.Fault{Do: sandbox.DoDropAfter}, "RANDOM_ID_DUPLICATE", []string{sandbox.AnswerDropAfter, "error 500 RANDOM_ID_DUPLICATE"}, 1},
		{"dropped after the ack", sandbox.Fault{Do: sandbox.DoDropAfterAck}, "lost", []string{sandbox.AnswerDropAfterAck}, 1},
		{"performed and never answered", sandbox.Fault{Do: sandbox.DoSilent}, "timeout", []string{sandbox.AnswerSilent}, 1},
		{"neither performed nor answered", sandbox.Fault{Do: sandbox.DoIgnore}, "timeout", []string{sandbox.AnswerIgnored}, 0},
		{"flood wait", sandbox.Fault{Do: sandbox.DoError, Error: "FLOOD_WAIT_30"}, "FLOOD_WAIT", []string{"error 420 FLOOD_WAIT_30"}, 0},
		{"slow mode", sandbox.Fault{Do: sandbox.DoError, Error: "SLOWMODE_WAIT_5"}, "SLOWMODE_WAIT", []string{"error 420 SLOWMODE_WAIT_5"}, 0},
		{"peer flood", sandbox.Fault{Do: sandbox.DoError, Error: "PEER_FLOOD"}, "PEER_FLOOD", []string{"error 400 PEER_FLOOD"}, 0},
		{"a code of its own", sandbox.Fault{Do: sandbox.DoError, Error: "PEER_FLOOD", Code: 406}, "PEER_FLOOD", []string{"error 406 PEER_FLOOD"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := start(t, sandbox.Options{})
			_, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
			to := user(t, c, "silent")
			tt.fault.Method, tt.fault.Instance = "messages.sendMessage", "4900000001"
			setFault(t, s, tt.fault)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			if tt.err == "timeout" {
				ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
			}
			defer cancel()
			_, err := c.api.MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{Peer: to, Message: "hello", RandomID: 1})
			wantError(t, err, tt.err)
			var answers []string
			for _, call := range s.Calls(sandbox.CallFilter{Method: "send"}) {
				answers = append(answers, call.Answer)
			}
			if len(answers) != len(tt.answers) {
				t.Fatalf("the answers are %q, want %q", answers, tt.answers)
			}
			for i := range answers {
				if answers[i] != tt.answers[i] {
					t.Errorf("the answers are %q, want %q", answers, tt.answers)
				}
			}
			if rows := s.Messages(0); len(rows) != tt.shown {
				t.Errorf("%d messages, want %d", len(rows), tt.shown)
			}
			if got := s.Faults()[0].Hits; got != 1 {
				t.Errorf("it struck %d times", got)
			}
			if _, err := text(t, c, to, "after it", 2); err != nil {
				t.Errorf("the next message: %v", err)
			}
		})
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	ok := tgerr.Is(err, want)
	switch want {
	case "":
		ok = err == nil
	case "lost":
		_, rpc := tgerr.As(err)
		ok = err != nil && !rpc
	case "timeout":
		ok = errors.Is(err, context.DeadlineExceeded)
	}
	if !ok {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestAFaultStrikesAsOftenAsItIsTold(t *testing.T) {
	tests := []struct {
		name  string
		fault sandbox.Fault
		want  []bool // which of six calls fail
	}{
		{"once, if nothing is said", sandbox.Fault{}, []bool{true, false, false, false, false, false}},
		{"three times", sandbox.Fault{Times: 3}, []bool{true, true, true, false, false, false}},
		{"always", sandbox.Fault{Times: -1}, []bool{true, true, true, true, true, true}},
		{"every second call", sandbox.Fault{Every: 2}, []bool{false, true, false, true, false, true}},
		{"every second call, twice", sandbox.Fault{Every: 2, Times: 2}, []bool{false, true, false, true, false, false}},
		{"with a probability of one", sandbox.Fault{Probability: 1}, []bool{true, true, true, true, true, true}},
		{"in another chat", sandbox.Fault{Times: -1, Chat: "10000000"}, make([]bool, 6)},
		{"for another instance", sandbox.Fault{Times: -1, Instance: "1"}, make([]bool, 6)},
		{"for another method", sandbox.Fault{Times: -1, Method: "contacts.*"}, make([]bool, 6)},
	}
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	randomID := int64(0)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.fault.Do, tt.fault.Error = sandbox.DoError, "PEER_FLOOD"
			tt.fault.Method = cmp.Or(tt.fault.Method, "messages.sendMessage") // the client makes calls of its own
			set := setFault(t, s, tt.fault)
			for i, fails := range tt.want {
				randomID++
				if _, err := text(t, c, to, "hello", randomID); tgerr.Is(err, "PEER_FLOOD") != fails {
					t.Errorf("call %d: %v, want to fail: %v", i+1, err, fails)
				}
			}
			if !s.Unfault(set.ID) || s.Unfault(set.ID) {
				t.Error("a fault can be taken away once")
			}
		})
	}
}

func TestAProbabilityIsRepeatable(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	rule := sandbox.Fault{Do: sandbox.DoError, Error: "PEER_FLOOD", Method: "updates.getState", Probability: 0.5, Seed: 7}
	set := setFault(t, s, rule)
	failed := 0
	for range 100 {
		if _, err := c.api.UpdatesGetState(t.Context()); tgerr.Is(err, "PEER_FLOOD") {
			failed++
		}
	}
	if failed < 20 || failed > 80 || s.Faults()[0].Hits != failed || set.Hits != 0 {
		t.Errorf("%d of 100 calls failed, %d by the rule's count", failed, s.Faults()[0].Hits)
	}
}

func TestFloodCountsAndTellsTheTrueRemainder(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	_, other := planted(t, s, sandbox.Order{})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoFlood, Method: "send", Limit: 2, Seconds: 30})
	to := user(t, c, "silent")
	for i := range int64(2) {
		if _, err := text(t, c, to, "hello", i+1); err != nil {
			t.Fatal(err)
		}
	}
	_, err := text(t, c, to, "hello", 3)
	if wait, ok := tgerr.AsFloodWait(err); !ok || wait < 20*time.Second || wait > 30*time.Second {
		t.Errorf("the third: %v", err)
	}
	if _, err := text(t, other, user(t, other, "silent"), "hello", 1); err != nil {
		t.Errorf("another account: %v", err)
	}
}

func TestAnAccountCanLoseItsLogin(t *testing.T) {
	tests := []struct {
		name   string
		fault  sandbox.Fault
		want   string
		relive string // the fault that mends it
	}{
		{"revoked", sandbox.Fault{Do: sandbox.DoRevoke}, "AUTH_KEY_UNREGISTERED", ""},
		{"revoked with a reason", sandbox.Fault{Do: sandbox.DoRevoke, Error: "SESSION_REVOKED", Disconnect: true}, "SESSION_REVOKED", ""},
		{"banned", sandbox.Fault{Do: sandbox.DoBan, Disconnect: true}, "USER_DEACTIVATED_BAN", sandbox.DoUnban},
		{"its key forgotten", sandbox.Fault{Do: sandbox.DoForgetKey}, "AUTH_KEY_UNREGISTERED", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := start(t, sandbox.Options{})
			a, c := planted(t, s, sandbox.Order{})
			to := user(t, c, "silent")
			tt.fault.Account = a.Phone
			setFault(t, s, tt.fault)
			if err := insist(t, c, to, 1); !tgerr.Is(err, tt.want) || !auth.IsUnauthorized(err) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if got := s.Accounts()[0]; got.Banned != (tt.fault.Do == sandbox.DoBan) || (len(s.Messages(0)) != 0) {
				t.Errorf("the account is %+v", got)
			}
			if tt.relive == "" {
				return
			}
			setFault(t, s, sandbox.Fault{Do: tt.relive, Account: a.Phone})
			if err := insist(t, c, to, 1); err != nil {
				t.Errorf("after %s: %v", tt.relive, err)
			}
		})
	}
}

func TestConnectionsBreakAndComeBack(t *testing.T) {
	tests := []struct {
		name  string
		fault sandbox.Fault
	}{
		{"one account's", sandbox.Fault{Do: sandbox.DoDisconnect, Instance: "4900000001"}},
		{"all", sandbox.Fault{Do: sandbox.DoDisconnect}},
		{"all, for a while", sandbox.Fault{Do: sandbox.DoOutage, Seconds: 0.5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := start(t, sandbox.Options{})
			_, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
			if _, err := c.Self(t.Context()); err != nil {
				t.Fatal(err)
			}
			to := user(t, c, "silent")
			was := sessionOf(s)
			setFault(t, s, tt.fault)
			if err := insist(t, c, to, 1); err != nil {
				t.Fatal(err)
			}
			if is := sessionOf(s); was == is {
				t.Errorf("the session %s lives on", is)
			}
		})
	}
}

// insist sends until the sandbox has answered: a client does not see at once that
// its connection is gone.
func insist(t *testing.T, c *client, to tg.InputPeerClass, randomID int64) error {
	t.Helper()
	for {
		_, err := text(t, c, to, "hello", randomID)
		if _, rpc := tgerr.As(err); err == nil || rpc || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
}

// sessionOf returns the session of the last call.
func sessionOf(s *sandbox.Sandbox) string {
	calls := s.Calls(sandbox.CallFilter{})
	return calls[len(calls)-1].Session
}

func TestABadSaltIsMended(t *testing.T) {
	s, _ := start(t, sandbox.Options{Strict: true})
	a, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	setFault(t, s, sandbox.Fault{Do: sandbox.DoBadSalt, Account: a.Phone})
	if _, err := text(t, c, to, "hello", 1); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Messages(0)); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

func TestAMethodThatIsNotServedIsRefusedAndCounted(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	if _, err := c.api.HelpGetAppUpdate(t.Context(), "test"); !tgerr.Is(err, "INPUT_METHOD_INVALID") {
		t.Errorf("got %v", err)
	}
	calls := s.Calls(sandbox.CallFilter{Method: "help.getAppUpdate"})
	if len(calls) != 1 || calls[0].Answer != "error 400 INPUT_METHOD_INVALID" {
		t.Errorf("the calls are %+v", calls)
	}
}

func TestHealTakesAllRulesAway(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoError, Error: "PEER_FLOOD", Times: -1})
	setFault(t, s, sandbox.Fault{Do: sandbox.DoHeal})
	if _, err := text(t, c, user(t, c, "silent"), "hello", 1); err != nil || len(s.Faults()) != 0 {
		t.Errorf("afterwards %v, with %v", err, s.Faults())
	}
}
