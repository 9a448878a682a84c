package greenapi_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

// A told is a notification and what it is about.
type told struct {
	name string
	n    sluice.Notification
}

// notifications are one of each kind that there is.
func notifications() []told {
	user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Contact: "Mr Example", Phone: "79998887766"}
	group := sluice.Peer{Chat: "-10000000000000", Type: sluice.ChatSupergroup, Name: "Team <&>"}
	own := sluice.Peer{Chat: "20000000", Type: sluice.ChatUser, Name: "Me", Phone: "79876543210"}
	base := sluice.Notification{
		Type: sluice.NotifyIncoming, WID: "79876543210@c.us", At: time.Unix(1763115112, 999), Message: "1763115112345",
		Chat: user, Sender: user, Content: sluice.Content{Type: sluice.ContentText, Text: "hi"},
	}
	with := func(name string, change func(*sluice.Notification)) told {
		n := base
		change(&n)
		return told{name, n}
	}
	content := func(name string, c sluice.Content) told {
		return with(name, func(n *sluice.Notification) { n.Content = c })
	}
	status := func(name string, s sluice.Status, description string) told {
		return with(name, func(n *sluice.Notification) {
			*n = sluice.Notification{
				Type: sluice.NotifyStatus, WID: n.WID, At: n.At, Message: n.Message,
				Chat: sluice.Peer{Chat: "10000000"}, Status: s, Description: description, ByAPI: true,
			}
		})
	}
	quoted := &sluice.Quoted{ID: "1763115112345", Participant: "10000000", Type: sluice.ContentText, Text: "the quoted text"}
	return []told{
		with("a text", func(*sluice.Notification) {}),
		with("a text in a group, of someone whose number is known", func(n *sluice.Notification) { n.Chat = group }),
		with("a bot without names", func(n *sluice.Notification) {
			n.Chat = sluice.Peer{Chat: "30000000", Type: sluice.ChatBot}
			n.Sender = n.Chat
		}),
		with("a post of a channel", func(n *sluice.Notification) {
			n.Chat = sluice.Peer{Chat: "-1001", Type: sluice.ChatChannel, Name: "News"}
			n.Sender = n.Chat
		}),
		with("a peer of no known kind", func(n *sluice.Notification) { n.Chat.Type, n.Sender.Type = "", "" }),
		with("sent from another app", func(n *sluice.Notification) { n.Type, n.Sender = sluice.NotifyOutgoing, own }),
		with("sent through the API", func(n *sluice.Notification) { n.Type, n.Sender, n.ByAPI = sluice.NotifyAPI, own, true }),
		content("a text that was forwarded", sluice.Content{Type: sluice.ContentText, Text: "hi", Forwarded: true}),
		content("a text with a link", sluice.Content{Type: sluice.ContentLink, Text: "see https://example.com/?a=1&b=<2>", Title: "Example"}),
		content("a quote", sluice.Content{Type: sluice.ContentText, Text: "yes", Quoted: quoted}),
		content("a quote of who knows what", sluice.Content{Type: sluice.ContentText, Text: "yes", Quoted: &sluice.Quoted{ID: "1763115112345"}}),
		content("a link that quotes", sluice.Content{Type: sluice.ContentLink, Text: "https://example.com", Quoted: quoted}),
		content("a reaction", sluice.Content{Type: sluice.ContentReaction, Text: "👍", Concerns: "1763115112345", Quoted: quoted}),
		content("a reaction taken back", sluice.Content{Type: sluice.ContentReaction, Concerns: "1763115112345"}),
		content("an edit", sluice.Content{Type: sluice.ContentEdited, Text: "new text", Concerns: "1763115112345"}),
		content("a deletion", sluice.Content{Type: sluice.ContentDeleted, Concerns: "1763115112345"}),
		content("an image", sluice.Content{Type: sluice.ContentImage, Text: "<c>", File: &sluice.File{Remote: "r1", MIME: "image/jpeg", Size: 7, Thumbnail: []byte{0xFF, 0xD8, 0xFF}}, Forwarded: true}),
		content("a video", sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Remote: "r2", Name: "v.mp4", MIME: "video/mp4"}}),
		content("an animation", sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Remote: "r3", MIME: "video/mp4", Animated: true}}),
		content("a document", sluice.Content{Type: sluice.ContentDocument, Text: "c", File: &sluice.File{Remote: "r4", Name: "a.pdf", MIME: "application/pdf"}}),
		content("a document of which little is known", sluice.Content{Type: sluice.ContentDocument, File: &sluice.File{Remote: "r5"}}),
		content("a document of which nothing is known", sluice.Content{Type: sluice.ContentDocument}),
		content("a voice", sluice.Content{Type: sluice.ContentAudio, File: &sluice.File{Remote: "r6", MIME: "audio/ogg"}}),
		content("a sticker", sluice.Content{Type: sluice.ContentSticker, File: &sluice.File{Remote: "r7", Name: "AnimatedSticker.tgs", MIME: "application/x-tgsticker", Animated: true}}),
		content("a point", sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: 55.755826, Longitude: 37.6173}}),
		content("a venue", sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: -1, Longitude: 0, Name: "n", Address: "a"}}),
		content("a contact", sluice.Content{Type: sluice.ContentContact, Card: &sluice.Card{Name: "Example", VCard: "BEGIN:VCARD\nEND:VCARD"}}),
		content("a poll", sluice.Content{Type: sluice.ContentPoll, Poll: &sluice.Poll{Question: "Question?", Options: []string{"a", "b"}, Multiple: true}}),
		content("a poll of which nothing is known", sluice.Content{Type: sluice.ContentPoll}),
		content("a quote of a file", sluice.Content{Type: sluice.ContentText, Text: "yes", Quoted: &sluice.Quoted{
			ID: "1763115112340", Participant: "20000000", Type: sluice.ContentImage, Text: "c", File: &sluice.File{Remote: "r8", Name: "q.jpg", MIME: "image/jpeg"},
		}}),
		content("a quote of a place", sluice.Content{Type: sluice.ContentText, Text: "yes", Quoted: &sluice.Quoted{ID: "1763115112340", Participant: "20000000", Type: sluice.ContentLocation}}),
		content("an image that quotes", sluice.Content{Type: sluice.ContentImage, File: &sluice.File{Remote: "r9", MIME: "image/png"}, Quoted: quoted}),
		with("an image that came late", func(n *sluice.Notification) {
			n.Born = n.At.Add(72 * time.Hour)
			n.Content = sluice.Content{Type: sluice.ContentImage, File: &sluice.File{Remote: "r1", MIME: "image/jpeg"}}
		}),
		content("something of a kind that is not known yet", sluice.Content{Type: "giftMessage", Text: "[unsupported message: GIFT]"}),
		status("delivered", sluice.StatusSent, ""),
		status("read", sluice.StatusRead, ""),
		status("failed", sluice.StatusFailed, "Writing to this chat is not allowed (CHAT_WRITE_FORBIDDEN)"),
		status("no account", sluice.StatusNoAccount, "This account has never met chat 10000000; send once by phone number or @username"),
		status("expired", sluice.StatusExpired, "Message expired: it stayed in the queue for 24 hours and was not sent"),
		{"a state", sluice.Notification{Type: sluice.NotifyState, WID: "79876543210@c.us", At: time.Unix(1763115112, 0), State: sluice.Authorized}},
		{"a state without an account", sluice.Notification{Type: sluice.NotifyState, At: time.Unix(1763115112, 0), State: sluice.NotAuthorized}},
	}
}

// TestNotifications compares each kind, byte for byte, with testdata.
func TestNotifications(t *testing.T) {
	var b strings.Builder
	for _, tt := range notifications() {
		fmt.Fprintf(&b, "== %s\n%s\n\n", tt.name, greenapi.Body(id, tt.n, newMedia().URL))
	}
	const file = "testdata/notifications.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestPollAndPushAreTheSameBytes wants the poll's body to be what is pushed.
func TestPollAndPushAreTheSameBytes(t *testing.T) {
	for _, tt := range notifications() {
		w := newWorld()
		w.inbox.add(tt.n)
		want := `{"receiptId":1234567,"body":` + string(greenapi.Body(id, tt.n, newMedia().URL)) + `}`
		if got := w.get(t, "receiveNotification"); got != want {
			t.Errorf("%s: polled %s, want %s", tt.name, got, want)
		}
	}
}
