package campaign

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"testing"

	"sluice/internal/chaos"
	"sluice/internal/history"
)

var late = flag.Duration("late", 0, "how long to look on after a send is settled whose answer comes after 75 s; 90s sees it come")

// A silence is how the fake treats the second message of an account.
type silence struct {
	name   string
	again  bool // it is sent again
	faults []map[string]any
}

// silences are those of F20: the driver gives a send 30 s for its answer.
func silences() []silence {
	rule := func(do string, more map[string]any) map[string]any {
		f := map[string]any{"do": do, "method": "messages.sendMessage", "every": 2, "times": 1}
		maps.Copy(f, more)
		return f
	}
	after := func(seconds float64) map[string]any { return rule("delay", map[string]any{"seconds": seconds}) }
	never, told := rule("silent", nil), rule("updateFirst", nil)
	shown := map[string]any{"do": "duplicates", "form": "original", "method": "messages.sendMessage"}
	return []silence{
		{name: "answered after 75 s", again: true, faults: []map[string]any{after(75)}},
		{name: "answered after 75 s, its own update before", again: true, faults: []map[string]any{told, after(75)}},
		{name: "answered after 75 s, the repeat is shown the original", again: true, faults: []map[string]any{shown, after(75)}},
		{name: "answered after 5 s, its own update before", faults: []map[string]any{told, after(5)}},
		{name: "never answered", again: true, faults: []map[string]any{never}},
		{name: "never answered, its own update comes", again: true, faults: []map[string]any{told, never}},
		{name: "never answered, the repeat is shown the original", again: true, faults: []map[string]any{shown, never}},
		{name: "never answered, its own update comes, the repeat is shown the original", again: true, faults: []map[string]any{told, shown, never}},
		{name: "acknowledged and cut off, its own update before", again: true, faults: []map[string]any{told, rule("dropAfterAck", nil)}},
		{name: "neither performed nor answered", again: true, faults: []map[string]any{rule("ignore", nil)}},
	}
}

// TestSilentSends lets the fake keep silent about a send that it has performed, or
// speak too late (F20). However that is resolved, by the account's own update, by
// the repeat or by the chat's history: one message is seen, the client is told
// once, and what it may do to its message finds the right one.
func TestSilentSends(t *testing.T) {
	t.Parallel()
	rs := newCampaign(t).withReceivers()
	gateway := rs.serve()
	defer func() { rs.must(gateway.Kill()) }()
	all := silences()
	for range all {
		rs.add(nil, false, map[string]any{"outgoingWebhook": "yes", "outgoingMessageWebhook": "yes", "outgoingAPIMessageWebhook": "yes"})
	}
	rs.connected()
	ids := map[*receiver][]string{}
	for k, r := range rs.all {
		for _, f := range all[k].faults {
			rs.fault(withInstance(f, r.instance))
		}
		for seq := range 4 {
			ids[r] = append(ids[r], rs.ask(r, seq))
		}
	}
	rs.clients = nil
	for _, r := range rs.all {
		rs.clients = append(rs.clients, r.account)
	}
	rs.drain()
	rs.until("every outcome is told", rs.all, func(r *receiver) bool { return len(r.outcomes()) >= 4 })
	wait(t.Context(), *late)

	run := history.Run{Interval: interval, Requests: rs.requests, Visible: rs.arrivals("/messages"), Calls: rs.arrivals("/calls")}
	calls := map[string]int{}
	for _, c := range run.Calls {
		calls[c.Text]++
	}
	for k, r := range rs.all {
		if again := calls[r.instance+"-1"] > 1; again != all[k].again {
			t.Errorf("%s: sent again: %t", all[k].name, again)
		}
		for _, id := range ids[r] {
			if got := r.outcomes()[id]; got != "delivered" {
				t.Errorf("%s: message %s is told to be %q", all[k].name, id, got)
			}
		}
	}
	rs.amend(ids)
	t.Logf("silences: %d kinds, %d repeats", len(all), history.Repeats(run.Calls))
	rs.judge("silences", run)
}

func withInstance(fault map[string]any, instance string) map[string]any {
	f := maps.Clone(fault)
	f["idInstance"] = instance
	return f
}

// ask has a message sent, and returns its idMessage.
func (rs *receivers) ask(r *receiver, seq int) string {
	rs.t.Helper()
	text := fmt.Sprintf("%s-%d", r.instance, seq)
	out, err := chaos.Call(rs.t.Context(), http.MethodPost, rs.method(r.account, "sendMessage"), map[string]string{"chatId": "10000001", "message": text})
	rs.must(err)
	var taken struct {
		ID string `json:"idMessage"`
	}
	rs.must(json.Unmarshal(out, &taken))
	rs.requests = append(rs.requests, history.Request{Account: r.user, Text: text, Seq: seq, OK: true})
	return taken.ID
}

// outcomes returns the statuses that the receiver was told, by idMessage.
func (r *receiver) outcomes() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[string]string{}
	for _, t := range r.told {
		if t.Status != "" {
			all[t.ID] = t.Status
		}
	}
	return all
}

// amend edits the second message of each by its idMessage, and wants the fake to
// say that it was that one.
func (rs *receivers) amend(ids map[*receiver][]string) {
	rs.t.Helper()
	for r, list := range ids {
		_, err := chaos.Call(rs.t.Context(), http.MethodPost, rs.method(r.account, "editMessage"),
			map[string]string{"chatId": "10000001", "idMessage": list[1], "message": "edited"})
		if err != nil {
			rs.t.Errorf("instance %s: edit what was silent: %v", r.instance, err)
		}
	}
	var rows []struct {
		Text   string `json:"text"`
		Edited bool   `json:"edited"`
	}
	rs.answer(&rows, http.MethodGet, rs.sandbox+"/messages", nil)
	edited := map[string]bool{}
	for _, row := range rows {
		edited[row.Text] = row.Edited
	}
	for r := range ids {
		for seq := range ids[r] {
			text := fmt.Sprintf("%s-%d", r.instance, seq)
			if edited[text] != (seq == 1) {
				rs.t.Errorf("%s is edited: %t", text, edited[text])
			}
		}
	}
}
