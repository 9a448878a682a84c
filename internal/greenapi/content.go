package greenapi

import (
	"encoding/base64"
	"strconv"
	"time"

	"sluice"
	"sluice/internal/filetype"
)

// A Link returns the address under which a file of a message can be fetched for
// 24 hours from at. Equal arguments give equal addresses.
type Link func(id sluice.InstanceID, message sluice.MessageID, f sluice.File, at time.Time) string

// A view is what content is rendered for.
type view struct {
	id      sluice.InstanceID
	message sluice.MessageID
	from    time.Time // when the life of links begins
	link    Link      // nil: there are no links
}

// anyMIME is the type of a file of which nothing is known.
const anyMIME = "application/octet-stream"

// fileKeys are what is told of a file everywhere.
type fileKeys struct {
	URL       string
	Name      string
	MIME      string
	Thumbnail string // base64
	Animated  bool
}

// file renders a file of message, whose second names one that has no name, as media
// does too. Of a nil one nothing is known.
func (v view) file(message sluice.MessageID, f *sluice.File) fileKeys {
	if f == nil {
		return fileKeys{MIME: anyMIME}
	}
	named := *f
	if named.MIME == "" {
		named.MIME = anyMIME
	}
	if named.Name == "" {
		named.Name = strconv.FormatInt(message.Number()/1000, 10) + filetype.Extension(named.MIME)
	}
	k := fileKeys{Name: named.Name, MIME: named.MIME, Thumbnail: base64.StdEncoding.EncodeToString(f.Thumbnail), Animated: f.Animated}
	if v.link != nil {
		k.URL = v.link(v.id, message, named, v.from)
	}
	return k
}

// messageData is what a message shows: one object, named for its type, and the
// message it answers.
type messageData struct {
	Type     sluice.ContentType `json:"typeMessage"`
	Text     *textData          `json:"textMessageData,omitempty"`
	Link     any                `json:"extendedTextMessageData,omitempty"` // linkData, or reactionData
	File     *fileData          `json:"fileMessageData,omitempty"`
	Sticker  *fileData          `json:"stickerMessageData,omitempty"`
	Location *locationData      `json:"locationMessageData,omitempty"`
	Card     *cardData          `json:"contactMessageData,omitempty"`
	Poll     *pollData          `json:"pollMessageData,omitempty"`
	Edited   *editedData        `json:"editedMessageData,omitempty"`
	Deleted  *deletedData       `json:"deletedMessageData,omitempty"`
	Quoted   any                `json:"quotedMessage,omitempty"` // quotedData, or with what the message said
}

type textData struct {
	Text sluice.Text `json:"textMessage"`
	forwardData
}

// linkData is a text that holds a URL, without the page's picture: nobody fetches it.
type linkData struct {
	Text      sluice.Text `json:"text"`
	About     string      `json:"description"`
	Title     string      `json:"title"`
	Thumbnail string      `json:"jpegThumbnail"`
	*forwardData
}

type forwardData struct {
	Score     int  `json:"forwardingScore"` // 1: forwarded
	Forwarded bool `json:"isForwarded"`
}

type reactionData struct {
	Emoji sluice.Text `json:"text"` // "": taken back
}

type fileData struct {
	URL       string      `json:"downloadUrl"`
	Caption   sluice.Text `json:"caption"`
	Name      string      `json:"fileName"`
	Thumbnail string      `json:"jpegThumbnail"`
	Animated  bool        `json:"isAnimated"`
	MIME      string      `json:"mimeType"`
	forwardData
}

type locationData struct {
	Name      string  `json:"nameLocation"`
	Address   string  `json:"address"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Thumbnail string  `json:"jpegThumbnail"`
}

type cardData struct {
	Name  string `json:"displayName"`
	VCard string `json:"vcard"`
}

type pollData struct {
	Question string       `json:"name"`
	Options  []pollOption `json:"options"`
	Multiple bool         `json:"multipleAnswers"`
}

type pollOption struct {
	Name string `json:"optionName"`
}

type editedData struct {
	Text     sluice.Text      `json:"textMessage"`
	Concerns sluice.MessageID `json:"stanzaId"`
}

type deletedData struct {
	Concerns sluice.MessageID `json:"stanzaId"`
}

// content renders what a message shows. What has no type of its own is a text.
func (v view) content(c sluice.Content) messageData {
	m := messageData{Type: c.Type}
	if c.Quoted != nil {
		m.Quoted = v.quote(*c.Quoted)
	}
	forward := forwardOf(c)
	switch c.Type {
	case sluice.ContentLink:
		m.Link = linkData{Text: c.Text, About: c.About, Title: c.Title, forwardData: &forward}
	case sluice.ContentReaction:
		m.Link = reactionData{c.Text}
		m.Quoted = concerned(c)
	case sluice.ContentImage, sluice.ContentVideo, sluice.ContentDocument, sluice.ContentAudio:
		m.File = v.fileData(c)
	case sluice.ContentSticker:
		m.Sticker = v.fileData(c)
	case sluice.ContentLocation:
		m.Location = showLocation(c.Location)
	case sluice.ContentContact:
		m.Card = showCard(c.Card)
	case sluice.ContentPoll:
		m.Poll = showPoll(c.Poll)
	case sluice.ContentEdited:
		m.Edited = &editedData{c.Text, c.Concerns}
	case sluice.ContentDeleted:
		m.Deleted = &deletedData{c.Concerns}
	default:
		m.Type = sluice.ContentText
		m.Text = &textData{c.Text, forward}
	}
	return m
}

func forwardOf(c sluice.Content) forwardData {
	if c.Forwarded {
		return forwardData{Score: 1, Forwarded: true}
	}
	return forwardData{}
}

func (v view) fileData(c sluice.Content) *fileData {
	k := v.file(v.message, c.File)
	return &fileData{k.URL, c.Text, k.Name, k.Thumbnail, k.Animated, k.MIME, forwardOf(c)}
}

func showLocation(l *sluice.Location) *locationData {
	if l == nil {
		l = &sluice.Location{}
	}
	return &locationData{Name: l.Name, Address: l.Address, Latitude: l.Latitude, Longitude: l.Longitude}
}

func showCard(c *sluice.Card) *cardData {
	if c == nil {
		c = &sluice.Card{}
	}
	return &cardData{c.Name, c.VCard}
}

func showPoll(p *sluice.Poll) *pollData {
	if p == nil {
		p = &sluice.Poll{}
	}
	shown := &pollData{Question: p.Question, Options: []pollOption{}, Multiple: p.Multiple}
	for _, option := range p.Options {
		shown.Options = append(shown.Options, pollOption{option})
	}
	return shown
}

// quotedData names the message that is answered, or reacted to.
type quotedData struct {
	ID          sluice.MessageID `json:"stanzaId"`
	Participant sluice.ChatID    `json:"participant"`
}

// quotedOther is an answered message of which the type says enough.
type quotedOther struct {
	quotedData
	Type sluice.ContentType `json:"typeMessage"`
}

type quotedText struct {
	quotedOther
	Text sluice.Text `json:"textMessage"`
}

type quotedFile struct {
	quotedOther
	Caption   sluice.Text `json:"caption"`
	URL       string      `json:"downloadUrl"`
	Name      string      `json:"fileName"`
	MIME      string      `json:"mimeType"`
	Thumbnail string      `json:"jpegThumbnail"`
}

// quote renders the message that another one answers.
func (v view) quote(q sluice.Quoted) any {
	named := quotedOther{quotedData{q.ID, q.Participant}, q.Type}
	switch q.Type {
	case sluice.ContentText, sluice.ContentLink:
		return quotedText{named, q.Text}
	case "":
		named.Type = sluice.ContentText
		return quotedText{named, q.Text}
	case sluice.ContentImage, sluice.ContentVideo, sluice.ContentDocument, sluice.ContentAudio, sluice.ContentSticker:
		k := v.file(q.ID, q.File)
		return quotedFile{named, q.Text, k.URL, k.Name, k.MIME, k.Thumbnail}
	}
	return named
}

// concerned names the message that got a reaction.
func concerned(c sluice.Content) quotedData {
	q := quotedData{ID: c.Concerns}
	if c.Quoted != nil {
		q.Participant = c.Quoted.Participant
	}
	return q
}
