package telegram

import (
	"cmp"
	"context"
	"strconv"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"sluice"
)

// prepareBody makes ready what the message carries.
func (c *Conn) prepareBody(ctx context.Context, l *link, self int64, p *prepared) error {
	var err error
	switch b := p.message.Body.(type) {
	case sluice.TextBody:
		p.text, p.preview = string(b.Text), b.LinkPreview == nil || *b.LinkPreview
	case sluice.FileBody:
		p.text = string(b.Caption)
		if p.file, err = c.upload(ctx, l, p.message, b); err == nil {
			p.media = p.file.media()
		}
	case sluice.LocationBody:
		p.media = locationMedia(b)
	case sluice.ContactBody:
		p.media = contactMedia(b.Contact)
	case sluice.PollBody:
		p.media = pollMedia(b)
	case sluice.ForwardBody:
		p.forward, err = c.prepareForward(ctx, l, self, p.message, b)
	default:
		return &sluice.Error{Code: sluice.Refused, Text: "Messages of this kind cannot be sent"}
	}
	return err
}

// request returns the call that shows the message.
func (p *prepared) request() bin.Encoder {
	if p.forward != nil {
		return p.forward.request(p)
	}
	var reply tg.InputReplyToClass
	if p.reply != 0 {
		reply = &tg.InputReplyToMessage{ReplyToMsgID: p.reply}
	}
	if p.media != nil {
		return &tg.MessagesSendMediaRequest{
			Peer: p.input, Media: p.media, Message: p.text, RandomID: p.randomIDs[0], ReplyTo: reply,
		}
	}
	return &tg.MessagesSendMessageRequest{
		Peer: p.input, Message: p.text, RandomID: p.randomIDs[0], NoWebpage: !p.preview, ReplyTo: reply,
	}
}

// locationMedia returns a point, or a venue when it has a name.
func locationMedia(b sluice.LocationBody) tg.InputMediaClass {
	point := &tg.InputGeoPoint{Lat: b.Latitude, Long: b.Longitude}
	if b.Name == "" && b.Address == "" {
		return &tg.InputMediaGeoPoint{GeoPoint: point}
	}
	return &tg.InputMediaVenue{GeoPoint: point, Title: cmp.Or(b.Name, b.Address), Address: b.Address}
}

func pollMedia(b sluice.PollBody) tg.InputMediaClass {
	poll := tg.Poll{
		Question:       tg.TextWithEntities{Text: string(b.Question)},
		MultipleChoice: b.Multiple != nil && *b.Multiple,
		PublicVoters:   b.Anonymous != nil && !*b.Anonymous,
		Quiz:           b.Type == "quiz",
	}
	for i, o := range b.Options {
		poll.Answers = append(poll.Answers, &tg.PollAnswer{
			Text: tg.TextWithEntities{Text: o.Text}, Option: []byte(strconv.Itoa(i)),
		})
	}
	media := &tg.InputMediaPoll{Poll: poll}
	if poll.Quiz && b.Correct != nil {
		media.SetCorrectAnswers([]int{*b.Correct})
	}
	return media
}

// carriedBy says whether a message of the history carries what media was made
// into, by texts that are alike.
func carriedBy(m *tg.Message, media tg.InputMediaClass, alike func(a, b string) bool) bool {
	switch in := media.(type) {
	case nil:
		_, page := m.Media.(*tg.MessageMediaWebPage)
		return m.Media == nil || page
	case *tg.InputMediaUploadedPhoto, *tg.InputMediaUploadedDocument: // one may have become the other
		switch m.Media.(type) {
		case *tg.MessageMediaPhoto, *tg.MessageMediaDocument:
			return true
		}
	case *tg.InputMediaGeoPoint:
		_, ok := m.Media.(*tg.MessageMediaGeo)
		return ok
	case *tg.InputMediaVenue:
		venue, ok := m.Media.(*tg.MessageMediaVenue)
		return ok && alike(venue.Title, in.Title)
	case *tg.InputMediaContact:
		card, ok := m.Media.(*tg.MessageMediaContact)
		return ok && alike(card.FirstName+" "+card.LastName, in.FirstName+" "+in.LastName)
	case *tg.InputMediaPoll:
		poll, ok := m.Media.(*tg.MessageMediaPoll)
		return ok && alike(poll.Poll.Question.Text, in.Poll.Question.Text)
	}
	return false
}
