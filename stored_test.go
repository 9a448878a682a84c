package sluice_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

// TestStoredFormsAreKept: what an earlier version has stored is read as it was
// meant, and written again the same. A change of a name here loses data.
func TestStoredFormsAreKept(t *testing.T) {
	at := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Contact: "Mr Example", Phone: "79998887766", Username: "example", First: true}
	file := &sluice.File{Remote: "r", Name: "a.jpg", MIME: "image/jpeg", Size: 7, Animated: true, Thumbnail: []byte{0xFF, 0xD8}}
	const peer = `{"chat":"10000000","type":"user","name":"Example","contact":"Mr Example","phone":"79998887766","username":"example","first":true}`
	const stored = `{"remote":"r","name":"a.jpg","mime":"image/jpeg","size":7,"animated":true,"thumbnail":"/9g="}`
	for _, tt := range []struct {
		name  string
		value any
		fresh any // a pointer to read into
		want  string
	}{
		{
			"an image that quotes one",
			sluice.Notification{
				Type: sluice.NotifyIncoming, WID: "79876543210@c.us", At: at, Born: at.Add(time.Hour), Message: "1763115112345", Chat: user, Sender: user,
				Content: sluice.Content{
					Type: sluice.ContentImage, Text: "c", Forwarded: true, File: file,
					Quoted: &sluice.Quoted{ID: "1763115112340", Participant: "20000000", Type: sluice.ContentImage, Text: "q", File: file},
				}, ByAPI: true,
			},
			&sluice.Notification{},
			`{"type":"incomingMessageReceived","wid":"79876543210@c.us","at":"2026-01-31T12:00:00Z","born":"2026-01-31T13:00:00Z","message":"1763115112345","chat":` + peer + `,"sender":` + peer +
				`,"content":{"type":"imageMessage","text":"c","forwarded":true,"quoted":{"id":"1763115112340","participant":"20000000","type":"imageMessage","text":"q","file":` + stored + `},"file":` + stored + `},"byAPI":true}`,
		},
		{
			"a status",
			sluice.Notification{Type: sluice.NotifyStatus, At: at, Message: "1763115112345", Chat: sluice.Peer{Chat: "1"}, Status: sluice.StatusFailed, Description: "d"},
			&sluice.Notification{},
			`{"type":"outgoingMessageStatus","at":"2026-01-31T12:00:00Z","message":"1763115112345","chat":{"chat":"1"},"status":"failed","description":"d"}`,
		},
		{
			"a state",
			sluice.Notification{Type: sluice.NotifyState, At: at, State: sluice.Authorized},
			&sluice.Notification{},
			`{"type":"stateInstanceChanged","at":"2026-01-31T12:00:00Z","state":"authorized"}`,
		},
		{
			"a place",
			sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: 55.75, Longitude: -1, Name: "n", Address: "a"}},
			&sluice.Content{},
			`{"type":"locationMessage","location":{"latitude":55.75,"longitude":-1,"name":"n","address":"a"}}`,
		},
		{
			"a contact",
			sluice.Content{Type: sluice.ContentContact, Card: &sluice.Card{Name: "Example", VCard: "BEGIN:VCARD"}},
			&sluice.Content{},
			`{"type":"contactMessage","card":{"name":"Example","vcard":"BEGIN:VCARD"}}`,
		},
		{
			"a poll",
			sluice.Content{Type: sluice.ContentPoll, Poll: &sluice.Poll{Question: "Q?", Options: []string{"a", "b"}, Multiple: true}},
			&sluice.Content{},
			`{"type":"pollMessage","poll":{"question":"Q?","options":["a","b"],"multiple":true}}`,
		},
		{
			"a link",
			sluice.Content{Type: sluice.ContentLink, Text: "t", Title: "T", About: "A"},
			&sluice.Content{},
			`{"type":"extendedTextMessage","text":"t","title":"T","about":"A"}`,
		},
		{
			"an event",
			sluice.Event{
				Kind: sluice.EventReaction, At: at, Outgoing: true, Chat: sluice.Peer{Chat: "-1001", Type: sluice.ChatChannel}, Sender: sluice.Peer{Chat: "1"},
				Scope: "-1001", Number: 7, Content: sluice.Content{Type: sluice.ContentReaction, Text: "👍", Concerns: "1763115112345"}, ReplyTo: 6, Key: "k",
			},
			&sluice.Event{},
			`{"kind":"reaction","at":"2026-01-31T12:00:00Z","outgoing":true,"chat":{"chat":"-1001","type":"channel"},"sender":{"chat":"1"},"scope":"-1001","number":7,` +
				`"content":{"type":"reactionMessage","text":"👍","concerns":"1763115112345"},"replyTo":6,"key":"k"}`,
		},
	} {
		got, err := json.Marshal(tt.value)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %s (%v)\nwant %s", tt.name, got, err, tt.want)
		}
		if err := json.Unmarshal([]byte(tt.want), tt.fresh); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if again, err := json.Marshal(tt.fresh); err != nil || string(again) != tt.want {
			t.Errorf("%s (-want +got):\n%s", tt.name, cmp.Diff(tt.want, string(again)))
		}
	}
}
