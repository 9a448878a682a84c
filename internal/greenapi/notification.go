package greenapi

import (
	"strconv"

	"sluice"
)

// Body renders a notification as the client gets it, polled or pushed. It has
// the documented keys in the documented order and no others: some clients
// refuse what they do not know.
func Body(id sluice.InstanceID, n sluice.Notification) []byte {
	about := instanceData{id, n.WID, typeInstance}
	var v any
	switch n.Type {
	case sluice.NotifyStatus:
		v = statusBody(n, about)
	case sluice.NotifyState:
		v = stateNotification{n.Type, about, n.At.Unix(), n.State}
	default:
		v = messageNotification{n.Type, about, n.At.Unix(), n.Message, showSender(n), showContent(n.Content)}
	}
	body, _ := encode(v) // strings, numbers and booleans: it cannot fail
	return body
}

type instanceData struct {
	ID   sluice.InstanceID `json:"idInstance"`
	WID  string            `json:"wid"`
	Type string            `json:"typeInstance"`
}

type stateNotification struct {
	Type     sluice.NotificationType `json:"typeWebhook"`
	Instance instanceData            `json:"instanceData"`
	At       int64                   `json:"timestamp"`
	State    sluice.State            `json:"stateInstance"`
}

type statusNotification struct {
	Type        sluice.NotificationType `json:"typeWebhook"`
	Chat        sluice.ChatID           `json:"chatId"`
	Instance    instanceData            `json:"instanceData"`
	At          int64                   `json:"timestamp"`
	Message     sluice.MessageID        `json:"idMessage"`
	Status      sluice.Status           `json:"status"`
	Description *string                 `json:"description,omitempty"`
	ByAPI       bool                    `json:"sendByApi"`
}

func statusBody(n sluice.Notification, about instanceData) statusNotification {
	s := statusNotification{
		Type: n.Type, Chat: n.Chat.Chat, Instance: about, At: n.At.Unix(),
		Message: n.Message, Status: n.Status, ByAPI: n.ByAPI,
	}
	if n.Status != sluice.StatusSent && n.Status != sluice.StatusRead {
		s.Description = &n.Description
	}
	if n.Status == sluice.StatusExpired { // the wire has no word of its own for it
		s.Status = sluice.StatusFailed
	}
	return s
}

type messageNotification struct {
	Type     sluice.NotificationType `json:"typeWebhook"`
	Instance instanceData            `json:"instanceData"`
	At       int64                   `json:"timestamp"`
	Message  sluice.MessageID        `json:"idMessage"`
	Sender   senderData              `json:"senderData"`
	Content  messageData             `json:"messageData"`
}

type senderData struct {
	Chat       sluice.ChatID   `json:"chatId"`
	ChatType   sluice.ChatType `json:"chatType"`
	Sender     sluice.ChatID   `json:"sender"`
	ChatName   string          `json:"chatName"`
	Name       string          `json:"senderName"`
	SenderType sluice.ChatType `json:"senderType"`
	Contact    string          `json:"senderContactName"`
	Phone      int64           `json:"senderPhoneNumber"` // 0: hidden, or in a group
}

func showSender(n sluice.Notification) senderData {
	s := senderData{
		Chat:       n.Chat.Chat,
		ChatType:   typeOf(n.Chat),
		Sender:     n.Sender.Chat,
		ChatName:   n.Chat.Name,
		Name:       n.Sender.Name,
		SenderType: typeOf(n.Sender),
		Contact:    n.Sender.Contact,
	}
	if s.ChatType == sluice.ChatUser || s.ChatType == sluice.ChatBot {
		s.Phone, _ = strconv.ParseInt(string(n.Sender.Phone), 10, 64) // 0 when hidden
	}
	return s
}

// typeOf never returns "", which clients with a list of types refuse.
func typeOf(p sluice.Peer) sluice.ChatType {
	if p.Type == "" {
		return sluice.ChatUser
	}
	return p.Type
}

// messageData is what a message shows: one object, named for its type, and the
// message it answers.
type messageData struct {
	Type    sluice.ContentType `json:"typeMessage"`
	Text    *textData          `json:"textMessageData,omitempty"`
	Link    any                `json:"extendedTextMessageData,omitempty"` // linkData, or reactionData
	Edited  *editedData        `json:"editedMessageData,omitempty"`
	Deleted *deletedData       `json:"deletedMessageData,omitempty"`
	Quoted  any                `json:"quotedMessage,omitempty"` // quotedText; of a reaction quotedData
}

type textData struct {
	Text      sluice.Text `json:"textMessage"`
	Score     int         `json:"forwardingScore"`
	Forwarded bool        `json:"isForwarded"`
}

type linkData struct {
	Text      sluice.Text `json:"text"`
	About     string      `json:"description"`
	Title     string      `json:"title"`
	Thumbnail string      `json:"jpegThumbnail"`
	Score     int         `json:"forwardingScore"`
	Forwarded bool        `json:"isForwarded"`
}

type reactionData struct {
	Emoji sluice.Text `json:"text"` // "": taken back
}

type editedData struct {
	Text     sluice.Text      `json:"textMessage"`
	Concerns sluice.MessageID `json:"stanzaId"`
}

type deletedData struct {
	Concerns sluice.MessageID `json:"stanzaId"`
}

// quotedData names the message that is answered, or reacted to.
type quotedData struct {
	ID          sluice.MessageID `json:"stanzaId"`
	Participant sluice.ChatID    `json:"participant"`
}

type quotedText struct {
	quotedData
	Type sluice.ContentType `json:"typeMessage"`
	Text sluice.Text        `json:"textMessage"`
}

func showContent(c sluice.Content) messageData {
	m := messageData{Type: c.Type}
	if c.Quoted != nil {
		m.Quoted = showQuote(*c.Quoted)
	}
	score := 0
	if c.Forwarded {
		score = 1
	}
	switch c.Type {
	case sluice.ContentLink:
		m.Link = linkData{Text: c.Text, About: c.About, Title: c.Title, Score: score, Forwarded: c.Forwarded}
	case sluice.ContentReaction:
		m.Link = reactionData{c.Text}
		m.Quoted = concerned(c)
	case sluice.ContentEdited:
		m.Edited = &editedData{c.Text, c.Concerns}
	case sluice.ContentDeleted:
		m.Deleted = &deletedData{c.Concerns}
	default:
		m.Type = sluice.ContentText
		m.Text = &textData{c.Text, score, c.Forwarded}
	}
	return m
}

// concerned names the message that got a reaction.
func concerned(c sluice.Content) quotedData {
	q := quotedData{ID: c.Concerns}
	if c.Quoted != nil {
		q.Participant = c.Quoted.Participant
	}
	return q
}

func showQuote(q sluice.Quoted) quotedText {
	if q.Type == "" {
		q.Type = sluice.ContentText
	}
	return quotedText{quotedData{q.ID, q.Participant}, q.Type, q.Text}
}
