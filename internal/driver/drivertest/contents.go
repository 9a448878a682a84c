package drivertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

func contents() []aCase {
	return []aCase{
		{"a point on the map, and one with a name", places},
		{"a contact has a first name in any case", contacts},
		{"a poll, and a quiz", polls},
		{"a link has a preview unless it is not wanted", previews},
		{"messages are forwarded, each with a number of its own", forwards},
		{"a message that the network never numbered is not forwarded", unknownForward},
	}
}

// body returns a message with a body.
func body(chat sluice.ChatID, b sluice.Body) sluice.Message {
	m := text(chat, "")
	m.Body = b
	return m
}

func places(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		body sluice.LocationBody
		want sluice.Location
	}{
		{sluice.LocationBody{Latitude: 55.755826, Longitude: 37.6173}, sluice.Location{Latitude: 55.755826, Longitude: 37.6173}},
		{
			sluice.LocationBody{Latitude: -33.5, Longitude: 151.25, Name: "Opera", Address: "Bennelong Point"},
			sluice.Location{Latitude: -33.5, Longitude: 151.25, Name: "Opera", Address: "Bennelong Point"},
		},
		{
			sluice.LocationBody{Latitude: 1, Longitude: 2, Address: "Bennelong Point"},
			sluice.Location{Latitude: 1, Longitude: 2, Name: "Bennelong Point", Address: "Bennelong Point"},
		},
	}
	for _, row := range rows {
		m := r.shows(t, a, r.send(t, body(a.Known, row.body)), sluice.ContentLocation, nil)
		if diff := cmp.Diff(&row.want, m.Content.Location); diff != "" {
			t.Error(diff)
		}
	}
}

func contacts(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		contact sluice.Contact
		want    string
		card    []string
	}{
		{sluice.Contact{Phone: 79876543210, First: "Ann", Last: "Lee"}, "Ann Lee", []string{"N:Lee;Ann;;;", "FN:Ann Lee", "+79876543210"}},
		{sluice.Contact{Phone: 79876543210, Middle: "Mae", Last: "Lee"}, "Mae Lee", []string{"N:Lee;;Mae;;"}},
		{sluice.Contact{Phone: 79876543210, Company: "Acme, Inc."}, "Acme, Inc.", []string{`ORG:Acme\, Inc.`, `FN:Acme\, Inc.`}},
		{sluice.Contact{Phone: 79876543210, Last: "Lee"}, "Lee", []string{"N:Lee;;;;"}},
	}
	for _, row := range rows {
		m := r.shows(t, a, r.send(t, body(a.Known, sluice.ContactBody{Contact: row.contact})), sluice.ContentContact, nil)
		if m.Content.Card.Name != row.want {
			t.Errorf("%+v is called %q", row.contact, m.Content.Card.Name)
		}
		for _, line := range row.card {
			if !strings.Contains(m.Content.Card.VCard, line) {
				t.Errorf("%q is not in %q", line, m.Content.Card.VCard)
			}
		}
	}
}

func polls(t *testing.T, n Network) {
	r, a := settled(t, n)
	yes, correct := true, 1
	options := []sluice.PollOption{{Text: "a"}, {Text: "b", Object: true}, {Text: "c"}}
	rows := []struct {
		body     sluice.PollBody
		multiple bool
		quiz     bool
	}{
		{sluice.PollBody{Question: "Which?", Options: options}, false, false},
		{sluice.PollBody{Question: "Which?", Options: options, Multiple: &yes}, true, false},
		{sluice.PollBody{Question: "Which?", Options: options, Type: "quiz", Correct: &correct}, false, true},
	}
	for _, row := range rows {
		m := r.shows(t, a, r.send(t, body(a.Group, row.body)), sluice.ContentPoll, nil)
		want := &sluice.Poll{Question: "Which?", Options: []string{"a", "b", "c"}, Multiple: row.multiple}
		if diff := cmp.Diff(want, m.Content.Poll); diff != "" || m.Quiz != row.quiz {
			t.Errorf("quiz %v: %s", m.Quiz, diff)
		}
	}
}

func previews(t *testing.T, n Network) {
	r, a := settled(t, n)
	no, yes := false, true
	for _, row := range []struct {
		preview *bool
		want    sluice.ContentType
	}{
		{nil, sluice.ContentLink},
		{&yes, sluice.ContentLink},
		{&no, sluice.ContentText},
	} {
		m := body(a.Known, sluice.TextBody{Text: "see https://example.com", LinkPreview: row.preview})
		r.shows(t, a, r.send(t, m), row.want, nil)
	}
}

func forwards(t *testing.T, n Network) {
	r, a := settled(t, n)
	var refs []sluice.Ref
	for _, words := range []string{"one", "two"} {
		refs = append(refs, sluice.Ref{Chat: a.Known, Number: n.Others.Write(t, a, a.Known, a.Known, words)})
		r.sink.event(t, words, saying(words))
	}
	m := body(a.Supergroup, sluice.ForwardBody{From: a.Known, Messages: []sluice.MessageID{"1763115112345", "1763115112346"}})
	m.Forwarded = refs
	sent := r.send(t, m)
	all := n.Seen.Messages(t, a)
	var numbers []int64
	for i, got := range all {
		if got.Chat != a.Supergroup || got.Text != []string{"one", "two"}[i] || !got.Content.Forwarded {
			t.Errorf("visible is %+v", got)
		}
		numbers = append(numbers, got.Number)
	}
	if !slices.Equal(sent.IDs, numbers) || sent.ID != sent.IDs[0] {
		t.Errorf("sent %+v, visible %v", sent, numbers)
	}
	if again := r.send(t, m); !again.Duplicate {
		t.Errorf("the repeat: %+v", again)
	}
	if all := n.Seen.Messages(t, a); len(all) != 2 {
		t.Errorf("%d messages are visible", len(all))
	}
}

func unknownForward(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := body(a.Supergroup, sluice.ForwardBody{From: a.Known, Messages: []sluice.MessageID{"1763115112345"}})
	for _, refs := range [][]sluice.Ref{nil, {{Chat: a.Known}}, {{Chat: a.Group, Number: 1}}} {
		m.Forwarded = refs
		_, err := r.conn.Prepare(limited(t), m)
		refused(t, err, sluice.Error{Code: sluice.Refused})
		if !strings.Contains(sluice.TextOf(err), "1763115112345") {
			t.Errorf("it does not say which: %v", err)
		}
	}
}
