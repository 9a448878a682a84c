package sandbox

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/gotd/td/tg"
)

// media shows what a message holds beside its text; nil: nothing.
func (v *view) media(m *media) tg.MessageMediaClass {
	switch {
	case m == nil:
		return nil
	case m.Kind == KindPhoto:
		return &tg.MessageMediaPhoto{Photo: v.photo(m.File)}
	case filed(m.Kind):
		return &tg.MessageMediaDocument{
			Document: v.document(m.File), Video: m.Kind == KindVideo, Round: m.Kind == KindVideoNote, Voice: m.Kind == KindVoice,
		}
	case m.Kind == KindPoll:
		p := v.w.poll(m.Poll)
		return &tg.MessageMediaPoll{Poll: p.show(), Results: p.results(v.a.ID)}
	default:
		return v.plain(m.Kind, *m.More)
	}
}

func (v *view) plain(kind string, c Content) tg.MessageMediaClass {
	geo := &tg.GeoPoint{Long: c.Longitude, Lat: c.Latitude}
	switch kind {
	case KindLocation:
		return &tg.MessageMediaGeo{Geo: geo}
	case KindLiveLocation:
		return &tg.MessageMediaGeoLive{Geo: geo, Period: c.Period}
	case KindVenue:
		return &tg.MessageMediaVenue{Geo: geo, Title: c.Title, Address: c.Address}
	case KindContact:
		out := &tg.MessageMediaContact{PhoneNumber: c.Phone, FirstName: c.FirstName, LastName: c.LastName, Vcard: c.VCard}
		if p, ok := v.w.byPhone(c.Phone); ok && !v.w.hidden(p.ID) {
			out.UserID = p.ID
			v.meet(userPeer(p.ID))
		}
		return out
	case KindDice:
		return &tg.MessageMediaDice{Emoticon: c.Emoji, Value: c.Value}
	case KindLink:
		page := &tg.WebPage{ID: int64(len(c.URL)), URL: c.URL, DisplayURL: c.URL, Type: "article", SiteName: host(c.URL)}
		page.Title, page.Description = c.Title, c.About
		return &tg.MessageMediaWebPage{Webpage: page}
	default:
		return &tg.MessageMediaUnsupported{}
	}
}

// fullSize is the type of a photo's largest size.
func (f *file) fullSize() string {
	switch longest := max(f.Width, f.Height); {
	case longest <= 800:
		return "x"
	case longest <= 1280:
		return "y"
	default:
		return "w"
	}
}

func (f *file) thumbs() []tg.PhotoSizeClass {
	var out []tg.PhotoSizeClass
	if len(f.Stripped) > 0 {
		out = append(out, &tg.PhotoStrippedSize{Type: "i", Bytes: f.Stripped})
	}
	if t := f.Thumb; t != nil {
		out = append(out, &tg.PhotoSize{Type: "m", W: t.Width, H: t.Height, Size: int(t.Content.Size)})
	}
	return out
}

func (v *view) photo(id int64) tg.PhotoClass {
	f, ok := v.s.depot.find(id)
	if !ok {
		return &tg.PhotoEmpty{ID: id}
	}
	full := &tg.PhotoSize{Type: f.fullSize(), W: f.Width, H: f.Height, Size: int(f.Content.Size)}
	return &tg.Photo{
		ID: f.ID, AccessHash: v.w.hash(v.a.ID, filePeer(f.ID)), FileReference: v.s.reference(f.ID),
		Date: f.Date, Sizes: append(f.thumbs(), full), DCID: v.place(f),
	}
}

func (v *view) document(id int64) tg.DocumentClass {
	f, ok := v.s.depot.find(id)
	if !ok {
		return &tg.DocumentEmpty{ID: id}
	}
	return &tg.Document{
		ID: f.ID, AccessHash: v.w.hash(v.a.ID, filePeer(f.ID)), FileReference: v.s.reference(f.ID), Date: f.Date,
		MimeType: f.MIME, Size: f.Content.Size, Thumbs: f.thumbs(), DCID: v.place(f), Attributes: f.Attributes,
	}
}

// place is the data centre at which a file lies.
func (v *view) place(f *file) int {
	if f.Place != 0 {
		return f.Place
	}
	return v.s.o.DC
}

// link finds what clients show as a link.
var link = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)\]]`)

// mayLink says whether it is worth looking for links: most texts have none.
func mayLink(text string) bool {
	return strings.Contains(text, "://") || strings.Contains(strings.ToLower(text), "www.")
}

// entities marks the links of a text, in UTF-16 units as Telegram counts.
func entities(text string) []tg.MessageEntityClass {
	if !mayLink(text) {
		return nil
	}
	var out []tg.MessageEntityClass
	for _, at := range link.FindAllStringIndex(text, -1) {
		out = append(out, &tg.MessageEntityURL{
			Offset: len(utf16.Encode([]rune(text[:at[0]]))), Length: len(utf16.Encode([]rune(text[at[0]:at[1]]))),
		})
	}
	return out
}

// preview is what Telegram adds to a text with a link; nil: there is none.
func preview(text string) *media {
	if !mayLink(text) {
		return nil
	}
	found := link.FindString(text)
	if found == "" {
		return nil
	}
	return &media{Kind: KindLink, More: &Content{URL: found, Title: host(found)}}
}

func host(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return link
	}
	return u.Host
}
