package greenapi

import "sluice"

// An item is a message as the journals show it: all keys at the top level.
type item struct {
	Type     string             `json:"type"`
	ID       sluice.MessageID   `json:"idMessage"`
	At       int64              `json:"timestamp"`
	Status   sluice.Status      `json:"statusMessage,omitempty"` // of an outgoing message
	ByAPI    *bool              `json:"sendByApi,omitempty"`     // likewise
	Content  sluice.ContentType `json:"typeMessage"`
	Chat     sluice.ChatID      `json:"chatId"`
	ChatType sluice.ChatType    `json:"chatType"`
	*itemSender
	Forwarded bool `json:"isForwarded"`
	Score     int  `json:"forwardingScore"`
	Edited    bool `json:"isEdited"`
	Deleted   bool `json:"isDeleted"`
	itemContent
	Quoted any `json:"quotedMessage,omitempty"`
}

// itemSender is who wrote an incoming message.
type itemSender struct {
	ID      sluice.ChatID   `json:"senderId"`
	Name    string          `json:"senderName"`
	Contact string          `json:"senderContactName"`
	Type    sluice.ChatType `json:"senderType"`
}

// itemContent is one of the things that a message shows.
type itemContent struct {
	Text *sluice.Text `json:"textMessage,omitempty"`
	Link *linkData    `json:"extendedTextMessage,omitempty"`
	*itemFile
	Location *locationData `json:"location,omitempty"`
	Card     *cardData     `json:"contact,omitempty"`
	Poll     *pollData     `json:"pollMessageData,omitempty"`
}

type itemFile struct {
	URL       string      `json:"downloadUrl"`
	Caption   sluice.Text `json:"caption"`
	Name      string      `json:"fileName"`
	MIME      string      `json:"mimeType"`
	Thumbnail string      `json:"jpegThumbnail"`
	Animated  bool        `json:"isAnimated"`
}

// item renders r.
func (v view) item(r sluice.Record) item {
	forward := forwardOf(r.Content)
	i := item{
		Type: "outgoing", ID: r.ID, At: r.At.Unix(), Chat: r.Chat.Chat, ChatType: typeOf(r.Chat),
		Forwarded: forward.Forwarded, Score: forward.Score, Edited: r.Edited, Deleted: r.Deleted,
	}
	if r.Incoming {
		i.Type = "incoming"
		i.itemSender = &itemSender{r.Sender.Chat, r.Sender.Name, r.Sender.Contact, typeOf(r.Sender)}
	} else {
		i.Status, i.ByAPI = r.Status, &r.ByAPI
		if r.Status == "" { // sent from another app: the network has it
			i.Status = sluice.StatusSent
		}
	}
	i.Content, i.itemContent = v.itemContent(r.Content)
	if r.Content.Quoted != nil {
		i.Quoted = v.quote(*r.Content.Quoted)
	}
	return i
}

// itemContent renders what a message shows; what has no type of its own is a text.
func (v view) itemContent(c sluice.Content) (sluice.ContentType, itemContent) {
	switch c.Type {
	case sluice.ContentLink:
		return c.Type, itemContent{Text: &c.Text, Link: &linkData{Text: c.Text, About: c.About, Title: c.Title}}
	case sluice.ContentImage, sluice.ContentVideo, sluice.ContentDocument, sluice.ContentAudio, sluice.ContentSticker:
		k := v.file(v.message, c.File)
		return c.Type, itemContent{itemFile: &itemFile{k.URL, c.Text, k.Name, k.MIME, k.Thumbnail, k.Animated}}
	case sluice.ContentLocation:
		return c.Type, itemContent{Location: showLocation(c.Location)}
	case sluice.ContentContact:
		return c.Type, itemContent{Card: showCard(c.Card)}
	case sluice.ContentPoll:
		return c.Type, itemContent{Poll: showPoll(c.Poll)}
	}
	return sluice.ContentText, itemContent{Text: &c.Text}
}
