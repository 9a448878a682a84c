package session_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

func TestEventsAndKnownReachTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		g.must(g.disk.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.NotifyIncoming = true }))
		g.told(id)
		sink := g.net.line(id).sink
		partner := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}
		g.must(sink.Event(t.Context(), sluice.Event{
			Kind: sluice.EventMessage, At: time.Now(), Chat: partner, Sender: partner, Number: 1,
			Content: sluice.Content{Type: sluice.ContentText, Text: "hello"},
		}))
		_, n, ok, err := g.disk.Head(context.Background(), id)
		g.must(err)
		if !ok || n.Content.Text != "hello" {
			t.Errorf("the notification is %v (%t)", n.Type, ok)
		}
		sink.Known()
		synctest.Wait()
		if !slices.Contains(g.disk.released, sluice.WaitsResolving) {
			t.Errorf("released: %v", g.disk.released)
		}
	})
}

func TestEventsWaitUntilTheStoreKnowsWhoseTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		g.must(g.disk.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.NotifyState, s.NotifyIncoming = false, true }))
		g.told(id)
		partner := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}
		event := func(l *line, words sluice.Text) <-chan result[bool] {
			return later(func() (bool, error) {
				return true, l.sink.Event(t.Context(), sluice.Event{
					Kind: sluice.EventMessage, At: time.Now(), Chat: partner, Sender: partner, Number: 1,
					Content: sluice.Content{Type: sluice.ContentText, Text: words},
				})
			})
		}
		now(t, event(g.net.line(id), "of the first account"))
		g.must(g.Logout(t.Context(), id))
		later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		l := g.net.line(id)
		offered := event(l, "of the second account")
		if len(offered) > 0 {
			t.Fatal("it was stored before anybody was logged in")
		}
		l.sink.State(sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "70000002"}})
		now(t, offered)
		if told := g.disk.texts(t, id); !slices.Equal(told, []string{"of the first account", "of the second account"}) {
			t.Errorf("the client was told %q", told)
		}
	})
}

// texts takes the texts of the messages that the client was told.
func (d *disk) texts(t *testing.T, id sluice.InstanceID) []string {
	t.Helper()
	var list []string
	for {
		receipt, n, ok, err := d.Head(t.Context(), id)
		if err != nil || !ok {
			return list
		}
		list = append(list, string(n.Content.Text))
		if _, err = d.Ack(t.Context(), id, receipt); err != nil {
			t.Fatal(err)
		}
	}
}
