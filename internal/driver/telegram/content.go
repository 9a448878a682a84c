package telegram

import (
	"strconv"
	"strings"

	"github.com/gotd/td/tg"

	"sluice"
)

// contentOf returns what a message shows: its file or whatever it carries, with
// its text or caption. What has no content type of its own is told by its text,
// else by a word for what it is.
func contentOf(m *tg.Message) sluice.Content {
	c := sluice.Content{Text: sluice.Text(m.Message)}
	_, c.Forwarded = m.GetFwdFrom()
	if !carried(&c, m) {
		c.Type = sluice.ContentText
		if hasLink(m.Entities) {
			c.Type = sluice.ContentLink
		}
		if c.Text == "" {
			c.Text = sluice.Text("[unsupported message: " + mediaWord(m.Media) + "]")
		}
	}
	return c
}

// carried fills c with what the message carries beside its text; false when that
// has no content type.
func carried(c *sluice.Content, m *tg.Message) bool {
	switch media := m.Media.(type) {
	case *tg.MessageMediaWebPage:
		c.Type = sluice.ContentLink
		if p, ok := media.Webpage.(*tg.WebPage); ok {
			c.Title, c.About = p.Title, p.Description
		}
		return c.Text != ""
	case *tg.MessageMediaDice:
		if c.Text == "" {
			c.Text = sluice.Text(media.Emoticon)
		}
		return false
	case *tg.MessageMediaPhoto:
		return photoContent(c, media.Photo, m)
	case *tg.MessageMediaDocument:
		return documentContent(c, media.Document, m)
	case *tg.MessageMediaGeo:
		return placed(c, media.Geo, sluice.Location{})
	case *tg.MessageMediaGeoLive:
		return placed(c, media.Geo, sluice.Location{})
	case *tg.MessageMediaVenue:
		return placed(c, media.Geo, sluice.Location{Name: media.Title, Address: media.Address})
	case *tg.MessageMediaContact:
		c.Type, c.Card = sluice.ContentContact, cardOf(media)
		return true
	case *tg.MessageMediaPoll:
		c.Type, c.Poll = sluice.ContentPoll, pollOf(media.Poll)
		return true
	}
	return false
}

// placed fills c with a point on the map, of which l knows the name.
func placed(c *sluice.Content, geo tg.GeoPointClass, l sluice.Location) bool {
	point, ok := geo.(*tg.GeoPoint)
	if !ok {
		return false
	}
	l.Latitude, l.Longitude = point.Lat, point.Long
	c.Type, c.Location = sluice.ContentLocation, &l
	return true
}

func cardOf(m *tg.MessageMediaContact) *sluice.Card {
	card := &sluice.Card{Name: strings.TrimSpace(m.FirstName + " " + m.LastName), VCard: m.Vcard}
	if card.VCard == "" {
		phone, _ := strconv.ParseInt(strings.TrimPrefix(m.PhoneNumber, "+"), 10, 64) // 0: a card without one
		card.VCard = sluice.Contact{Phone: phone, First: m.FirstName, Last: m.LastName}.Card().VCard
	}
	return card
}

func pollOf(p tg.Poll) *sluice.Poll {
	poll := &sluice.Poll{Question: p.Question.Text, Multiple: p.MultipleChoice}
	for _, a := range p.Answers {
		if a, ok := a.(interface{ GetText() tg.TextWithEntities }); ok {
			poll.Options = append(poll.Options, a.GetText().Text)
		}
	}
	return poll
}

// wordless says whether a message with this carries no text that could be
// edited: what is told as its edit is something else.
func wordless(m tg.MessageMediaClass) bool {
	switch m.(type) {
	case *tg.MessageMediaGeo, *tg.MessageMediaGeoLive, *tg.MessageMediaVenue,
		*tg.MessageMediaContact, *tg.MessageMediaPoll, *tg.MessageMediaDice:
		return true
	}
	return false
}

func hasLink(all []tg.MessageEntityClass) bool {
	for _, e := range all {
		switch e.(type) {
		case *tg.MessageEntityURL, *tg.MessageEntityTextURL:
			return true
		}
	}
	return false
}

// mediaWord names what a message carries: "game", "story", "invoice".
func mediaWord(m tg.MessageMediaClass) string {
	if m == nil {
		return "empty"
	}
	return strings.ToLower(strings.TrimPrefix(m.TypeName(), "messageMedia"))
}
