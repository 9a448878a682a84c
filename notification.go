package sluice

import "time"

// A NotificationType is what a notification tells, spelled as typeWebhook.
type NotificationType string

// The notification types.
const (
	NotifyIncoming NotificationType = "incomingMessageReceived"
	NotifyOutgoing NotificationType = "outgoingMessageReceived"    // from the account's other apps
	NotifyAPI      NotificationType = "outgoingAPIMessageReceived" // through the API
	NotifyStatus   NotificationType = "outgoingMessageStatus"
	NotifyState    NotificationType = "stateInstanceChanged"
)

// A Notification is one thing that the client is told, in our own words; the
// API renders it. It is stored as JSON, so field names are kept.
type Notification struct {
	Type    NotificationType `json:"type"`
	WID     string           `json:"wid,omitempty"` // of the account at that moment
	At      time.Time        `json:"at"`            // when it happened, by the network's clock for messages
	Born    time.Time        `json:"born,omitzero"` // when the store took it in, from which its links live; zero: At
	Message MessageID        `json:"message,omitempty"`

	// Of a message.
	Chat    Peer    `json:"chat,omitzero"`
	Sender  Peer    `json:"sender,omitzero"`
	Content Content `json:"content,omitzero"`
	ByAPI   bool    `json:"byAPI,omitempty"` // the message was sent through the API

	// Of a status: Chat.Chat is the numeric id, or the chat as it was written.
	Status      Status `json:"status,omitempty"`
	Description string `json:"description,omitempty"`

	// Of a state.
	State State `json:"state,omitempty"`
}

// A ContentType is what a message shows, spelled as typeMessage.
type ContentType string

// The content types that a notification may carry.
const (
	ContentText     ContentType = "textMessage"
	ContentLink     ContentType = "extendedTextMessage" // text that holds a URL
	ContentImage    ContentType = "imageMessage"
	ContentVideo    ContentType = "videoMessage"
	ContentDocument ContentType = "documentMessage"
	ContentAudio    ContentType = "audioMessage"
	ContentSticker  ContentType = "stickerMessage"
	ContentLocation ContentType = "locationMessage"
	ContentContact  ContentType = "contactMessage"
	ContentPoll     ContentType = "pollMessage"
	ContentReaction ContentType = "reactionMessage"
	ContentEdited   ContentType = "editedMessage"
	ContentDeleted  ContentType = "deletedMessage"
)

// Content is what a message shows.
type Content struct {
	Type      ContentType `json:"type"`
	Text      Text        `json:"text,omitempty"`  // the text, the caption, the new text, or the emoji
	Title     string      `json:"title,omitempty"` // of the linked page
	About     string      `json:"about,omitempty"` // description of the linked page
	Forwarded bool        `json:"forwarded,omitempty"`
	Concerns  MessageID   `json:"concerns,omitempty"` // of a reaction, edit or deletion: the message meant
	Quoted    *Quoted     `json:"quoted,omitempty"`

	// Of the types that are named so; nil in all others.
	File     *File     `json:"file,omitempty"` // image, video, document, audio, sticker
	Location *Location `json:"location,omitempty"`
	Card     *Card     `json:"card,omitempty"`
	Poll     *Poll     `json:"poll,omitempty"`
}

// Quoted is the message that another one answers.
type Quoted struct {
	ID          MessageID   `json:"id"`
	Participant ChatID      `json:"participant"` // who wrote it
	Type        ContentType `json:"type,omitempty"`
	Text        Text        `json:"text,omitempty"` // or the caption
	File        *File       `json:"file,omitempty"`
}

// An EventKind is what happened at the network.
type EventKind string

// The kinds of event.
const (
	EventMessage  EventKind = "message"  // a message, incoming or sent from another app
	EventEdited   EventKind = "edited"   // Content.Text is the new text
	EventDeleted  EventKind = "deleted"  // Number is gone
	EventReaction EventKind = "reaction" // Content.Text is the emoji, "": taken back
	EventRead     EventKind = "read"     // the other side read all up to Number
)

// An Event is what the network tells of an account, as a driver offers it until
// it is stored. It is stored as JSON, so field names are kept.
type Event struct {
	Kind     EventKind `json:"kind"`
	At       time.Time `json:"at"`                 // by the network's clock
	Outgoing bool      `json:"outgoing,omitempty"` // done by the account itself, from whichever app
	Chat     Peer      `json:"chat"`               // Chat.Chat is "" where a deletion names no chat
	Sender   Peer      `json:"sender,omitzero"`

	// Scope and Number name the message at the network. Scope is the chat for
	// channels and supergroups and "" for private chats and basic groups, whose
	// messages are numbered in one sequence per account.
	Scope  ChatID `json:"scope,omitempty"`
	Number int64  `json:"number"`

	Content Content `json:"content,omitzero"`
	ReplyTo int64   `json:"replyTo,omitempty"` // number of the message it answers, in the same scope
	Key     string  `json:"key,omitempty"`     // names an event that is no message; a repeat carries the same
}

// ScopeOf returns the scope in which messages to p are numbered.
func ScopeOf(p Peer) ChatID {
	if p.Type == ChatSupergroup || p.Type == ChatChannel {
		return p.Chat
	}
	return ""
}
