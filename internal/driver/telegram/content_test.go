package telegram_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/tg"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

// document is a file with attributes.
func document(mime string, all ...tg.DocumentAttributeClass) *tg.MessageMediaDocument {
	return &tg.MessageMediaDocument{Document: &tg.Document{
		ID: 7, AccessHash: 8, FileReference: []byte{9}, DCID: 4, MimeType: mime, Size: 10, Attributes: all,
	}}
}

func TestWhatAMessageShows(t *testing.T) {
	video := func(round bool) tg.DocumentAttributeClass { return &tg.DocumentAttributeVideo{RoundMessage: round} }
	sticker := &tg.DocumentAttributeSticker{Stickerset: &tg.InputStickerSetEmpty{}}
	named := &tg.DocumentAttributeFilename{FileName: "a.bin"}
	rows := []struct {
		name     string
		text     string
		media    tg.MessageMediaClass
		want     sluice.ContentType
		words    sluice.Text
		animated bool
	}{
		{"a dice", "", &tg.MessageMediaDice{Emoticon: "🎲", Value: 6}, sluice.ContentText, "🎲", false},
		{"a round video", "", document("video/mp4", video(true)), sluice.ContentVideo, "", false},
		{"a voice", "", document("audio/ogg", &tg.DocumentAttributeAudio{Voice: true}), sluice.ContentAudio, "", false},
		{"an animation with its caption", "ha", document("video/mp4", video(false), &tg.DocumentAttributeAnimated{}), sluice.ContentVideo, "ha", true},
		{"a sticker", "", document("image/webp", sticker, &tg.DocumentAttributeImageSize{}), sluice.ContentSticker, "", false},
		{"an animated sticker", "", document("application/x-tgsticker", sticker, named), sluice.ContentSticker, "", true},
		{"a video sticker", "", document("video/webm", video(false), sticker), sluice.ContentSticker, "", true},
		{"a picture sent as a file", "", document("image/png", &tg.DocumentAttributeImageSize{}, named), sluice.ContentDocument, "", false},
		{"a place that moves", "", &tg.MessageMediaGeoLive{Geo: &tg.GeoPoint{Lat: 1, Long: 2}, Period: 60}, sluice.ContentLocation, "", false},
		{"a place that is gone", "", &tg.MessageMediaGeo{Geo: &tg.GeoPointEmpty{}}, sluice.ContentText, "[unsupported message: geo]", false},
		{"a picture that has vanished", "", &tg.MessageMediaPhoto{TTLSeconds: 5}, sluice.ContentText, "[unsupported message: photo]", false},
		{"a file that has vanished", "look", &tg.MessageMediaDocument{Document: &tg.DocumentEmpty{ID: 1}}, sluice.ContentText, "look", false},
		{"a game", "", &tg.MessageMediaGame{}, sluice.ContentText, "[unsupported message: game]", false},
		{"something that cannot be shown", "", &tg.MessageMediaUnsupported{}, sluice.ContentText, "[unsupported message: unsupported]", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m := &tg.Message{ID: 3, PeerID: &tg.PeerUser{UserID: 5}, Message: row.text, Media: row.media}
			c := telegram.ContentOf(m)
			if c.Type != row.want || c.Text != row.words {
				t.Errorf("%s with %q, want %s with %q", c.Type, string(c.Text), row.want, string(row.words))
			}
			if file := c.File != nil; file && (c.File.Animated != row.animated || c.File.Size != 10 || c.File.MIME == "") {
				t.Errorf("the file is %+v", c.File)
			}
			if _, ok := row.media.(*tg.MessageMediaDocument); ok && row.want != sluice.ContentText && !namesFile(c.File) {
				t.Errorf("its place is %+v", c.File)
			}
		})
	}
}

// namesFile says whether all that a request for a file needs is told, and the
// message to ask for it again.
func namesFile(f *sluice.File) bool {
	if f == nil {
		return false
	}
	for _, part := range []string{`"id":7`, `"hash":8`, `"reference":"CQ=="`, `"dc":4`, `"chat":"5"`, `"number":3`} {
		if !strings.Contains(string(f.Remote), part) {
			return false
		}
	}
	return true
}

func TestOfAPictureTheLargestSizeIsTold(t *testing.T) {
	photo := &tg.Photo{ID: 7, Sizes: []tg.PhotoSizeClass{
		&tg.PhotoStrippedSize{Type: "i", Bytes: []byte{2, 3, 4}}, // none that can be expanded
		&tg.PhotoCachedSize{Type: "s", W: 9, H: 9, Bytes: []byte("jpeg")},
		&tg.PhotoSizeProgressive{Type: "y", W: 1280, H: 960, Sizes: []int{10, 200, 3000}},
		&tg.PhotoSize{Type: "x", W: 800, H: 600, Size: 1000},
	}}
	c := telegram.ContentOf(&tg.Message{ID: 3, PeerID: &tg.PeerChannel{ChannelID: 9}, Media: &tg.MessageMediaPhoto{Photo: photo}})
	if c.File.Size != 3000 || !strings.Contains(string(c.File.Remote), `"size":"y"`) || string(c.File.Thumbnail) != "jpeg" {
		t.Errorf("%+v", c.File)
	}
}

func TestWhatIsNoEditOfWordsIsNotTold(t *testing.T) {
	place := &tg.MessageMediaGeoLive{Geo: &tg.GeoPoint{Lat: 1, Long: 2}, Period: 60}
	poll := &tg.MessageMediaPoll{Poll: tg.Poll{Question: tg.TextWithEntities{Text: "Which?"}, Closed: true}}
	for _, media := range []tg.MessageMediaClass{place, poll} {
		sink := &events{}
		edit := &tg.UpdateEditMessage{Message: fromAnn(3, "", func(m *tg.Message) { m.EditDate, m.Media = 1010, media })}
		tell(t, telegram.Receiver(drivertest.NewValues(), sink, me), edit)
		if got := sink.all(); len(got) != 0 {
			t.Errorf("an edit of %T is told as %+v", media, got)
		}
	}
}

func TestRightsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[sluice.GroupRight]bool{}
		var denied tg.ChatBannedRights
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			rights := rapid.MapOf(rapid.SampledFrom(telegram.GroupRights()), rapid.Bool()).Draw(t, "rights")
			denied = telegram.ChangeRights(denied, rights)
			maps.Copy(want, rights)
		}
		for _, r := range telegram.GroupRights() {
			if _, named := want[r]; !named {
				want[r] = true
			}
		}
		if !want[sluice.MaySendMessages] && !want[sluice.MaySendMedia] && !want[sluice.MaySendPolls] && !want[sluice.MaySendOther] {
			want[sluice.MayAddPreviews] = false // who may write nothing adds no previews
		}
		if diff := cmp.Diff(want, telegram.RightsOf(denied)); diff != "" {
			t.Error(diff)
		}
	})
}
