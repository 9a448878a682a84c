package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

// byHand is a message that the account sent from another app.
func byHand(n int64, chat sluice.ChatID, words string) sluice.Event {
	e := incoming(n, words)
	e.Outgoing = true
	e.Chat.Chat = chat
	return e
}

// elsewhere returns the texts that the client is told as sent from another app.
func elsewhere(t *testing.T, s *store.Store, id sluice.InstanceID) []string {
	t.Helper()
	var list []string
	for _, n := range told(t, s, id) {
		if n.Type == sluice.NotifyOutgoing {
			list = append(list, string(n.Content.Text))
		}
	}
	return list
}

// inDoubt enqueues a message to a chat and loses the answer to its send.
func inDoubt(t *testing.T, s *store.Store, id sluice.InstanceID, chat sluice.ChatID) sluice.Message {
	t.Helper()
	enqueue(t, s, text(id, chat, "a"))
	m := next(t, s, id)
	attempt(t, s, m)
	return m
}

func TestAnOwnMessageWaitsNoLongerThanTheDoubt(t *testing.T) {
	ends := map[string]func(t *testing.T, s *store.Store, m sluice.Message){
		"the network answers with a wait": func(t *testing.T, s *store.Store, m sluice.Message) {
			w := sluice.Wait{Reason: sluice.WaitsFlood, For: time.Minute}
			must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
		},
		"the chat has to wait": func(t *testing.T, s *store.Store, m sluice.Message) {
			w := sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute}
			must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
		},
		"the network refuses": func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusFailed})
		},
		"another account logs in": func(t *testing.T, s *store.Store, m sluice.Message) {
			setState(t, s, m.Instance, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "600"}})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := inDoubt(t, s, id, "10")
				receive(t, s, id, byHand(7, "10", "by hand"))
				if got := elsewhere(t, s, id); got != nil {
					t.Fatalf("told while a send is in doubt: %q", got)
				}
				end(t, s, m)
				if got := elsewhere(t, s, id); len(got) != 1 {
					t.Fatalf("told after the doubt has ended: %q", got)
				}
			})
		})
	}
}

func TestAnOwnMessageToAnotherChatWaitsForNoDoubt(t *testing.T) {
	tests := []struct {
		name     string
		to       sluice.ChatID // of the message in doubt
		resolved bool
		want     int
	}{
		{"by number", "10", false, 1},
		{"by a name that is resolved", "@ten", true, 1},
		{"by a name that may be that chat", "@ten", false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				if tt.resolved {
					enqueue(t, s, text(id, tt.to, "first"))
					finish(t, s, next(t, s, id), sluice.Sent{ID: 1}, sluice.Outcome{Status: sluice.StatusSent})
				}
				inDoubt(t, s, id, tt.to)
				receive(t, s, id, byHand(7, "11", "a"))
				if got := elsewhere(t, s, id); len(got) != tt.want {
					t.Fatalf("told %q, want %d of them", got, tt.want)
				}
			})
		})
	}
}

func TestOwnMessagesPutByAreBounded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		for k := range int64(200) {
			receive(t, s, id, byHand(100+k, "10", fmt.Sprint("by hand ", k)))
		}
		if got := elsewhere(t, s, id); len(got) != 200-64 {
			t.Fatalf("%d of 200 are told while a send is in doubt, want all but 64", len(got))
		}
		receive(t, s, id, byHand(900, "10", "a")) // the send itself, however many came before
		if got := elsewhere(t, s, id); len(got) != 1 || got[0] != "by hand 136" {
			t.Fatalf("told as sent from elsewhere: %q", got)
		}
		finish(t, s, m, sluice.Sent{ID: 900, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		if got := elsewhere(t, s, id); len(got) != 63 || got[0] != "by hand 137" {
			t.Fatalf("told after it: %q", got)
		}
	})
}

func TestOwnMessagesAreToldInTheirOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		receive(t, s, id, byHand(7, "10", "first"))
		receive(t, s, id, byHand(8, "11", "second"))
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsFlood, For: time.Minute}))
		receive(t, s, id, byHand(9, "10", "third"))
		if got := elsewhere(t, s, id); !slices.Equal(got, []string{"first", "second", "third"}) {
			t.Fatalf("told %q", got)
		}
	})
}

// switchTo logs another account in.
func switchTo(t tb, s *store.Store, id sluice.InstanceID, who sluice.ChatID) {
	t.Helper()
	setState(t, s, id, sluice.Change{State: sluice.NotAuthorized})
	setState(t, s, id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: who}})
}

func TestAHeldMessageThatItsAccountShowsIsSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		m := inDoubt(t, b.Store, id, "10")
		switchTo(t, b.Store, id, "600")
		receive(t, b.Store, id, byHand(7, "10", "a")) // the other account's own
		if got := elsewhere(t, b.Store, id); len(got) != 1 {
			t.Fatalf("the other account's message is told %q", got)
		}
		b.reopen()
		switchTo(t, b.Store, id, account.ID)
		told(t, b.Store, id)
		receive(t, b.Store, id, byHand(8, "10", "a"))
		list := told(t, b.Store, id)
		if len(list) != 2 || list[0].Type != sluice.NotifyAPI || list[0].Message != m.ID || list[1].Status != sluice.StatusSent {
			t.Fatalf("told %+v", list)
		}
		if n := count(t, b.Store, id); n != 0 {
			t.Fatalf("%d still wait", n)
		}
	})
}

func TestTheNumbersOfAnotherAccountAreOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		first := next(t, s, id)
		send(t, s, first, 5)
		receive(t, s, id, incoming(6, "of the first account"))
		switchTo(t, s, id, "600")
		told(t, s, id)

		receive(t, s, id, incoming(6, "of the second account"))
		if list := told(t, s, id); len(list) != 1 || list[0].Content.Text != "of the second account" {
			t.Fatalf("told %+v", list)
		}
		read := sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("10"), Number: 9}
		receive(t, s, id, read)
		if r := lookup(t, s, id, first.ID); r.Status != sluice.StatusSent || r.Ref.Number != 0 {
			t.Fatalf("the first account's message is %s, at %+v", r.Status, r.Ref)
		}
		quote := text(id, "10", "b")
		quote.Quoted = first.ID
		enqueue(t, s, quote)
		if m := next(t, s, id); m.Quote.Number != 0 {
			t.Fatalf("it quotes number %d, which is another message of this account", m.Quote.Number)
		}

		switchTo(t, s, id, account.ID)
		told(t, s, id)
		receive(t, s, id, incoming(6, "of the first account"))
		if list := told(t, s, id); list != nil {
			t.Fatalf("back, its messages are told again: %+v", list)
		}
		if r := lookup(t, s, id, first.ID); r.Ref.Number != 5 {
			t.Fatalf("back, its message is at %+v", r.Ref)
		}
	})
}

func TestAnOwnMessageIsKnownByWhatTheNetworkKeepsOfIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "\ta\r\nb\u2028 "))
		m := next(t, s, id)
		attempt(t, s, m)
		receive(t, s, id, byHand(7, "10", "a\nb"))
		finish(t, s, m, sluice.Sent{Wire: time.Now(), Duplicate: true}, sluice.Outcome{Status: sluice.StatusSent})
		if got := elsewhere(t, s, id); got != nil {
			t.Errorf("told as sent from elsewhere: %q", got)
		}
	})
}
