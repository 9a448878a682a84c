package sandbox

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // photos may be any of these
	"image/jpeg"
	_ "image/png" // as above
	"io"
	"math"
	"slices"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// What a photo may be.
const (
	maxPhotoSides = 10_000 // width and height together
	maxPhotoRatio = 20
	maxPixels     = 40 << 20 // larger ones get no thumbnail
)

// take turns what a request wants to send into a media. No lock is held: files
// are put together here.
func (s *scene) take(a *account, in tg.InputMediaClass) (*media, error) {
	switch in := in.(type) {
	case *tg.InputMediaUploadedPhoto:
		what, err := s.collect(a.ID, in.File)
		if err != nil {
			return nil, err
		}
		f, err := s.photo(what, uploadName(in.File), 0)
		if err != nil {
			return nil, err
		}
		return &media{Kind: KindPhoto, File: f.ID}, nil
	case *tg.InputMediaUploadedDocument:
		return s.takeDocument(a, in)
	case *tg.InputMediaPhoto:
		if id, ok := in.ID.(*tg.InputPhoto); ok {
			return s.again(a, owned{id.ID, id.AccessHash, id.FileReference}, true)
		}
		return nil, tgerr.New(400, "PHOTO_INVALID")
	case *tg.InputMediaDocument:
		if id, ok := in.ID.(*tg.InputDocument); ok {
			return s.again(a, owned{id.ID, id.AccessHash, id.FileReference}, false)
		}
		return nil, tgerr.New(400, "DOCUMENT_INVALID")
	case *tg.InputMediaPoll:
		return s.takePoll(in)
	case *tg.InputMediaPhotoExternal, *tg.InputMediaDocumentExternal:
		return nil, tgerr.New(400, "WEBPAGE_CURL_FAILED") // the fake fetches nothing
	default:
		return takePlain(in)
	}
}

// takePlain is take for what needs neither file nor poll.
func takePlain(in tg.InputMediaClass) (*media, error) {
	switch in := in.(type) {
	case *tg.InputMediaGeoPoint:
		return takePoint(KindLocation, in.GeoPoint, Content{})
	case *tg.InputMediaGeoLive:
		return takePoint(KindLiveLocation, in.GeoPoint, Content{Period: in.Period})
	case *tg.InputMediaVenue:
		return takePoint(KindVenue, in.GeoPoint, Content{Title: kept(in.Title), Address: kept(in.Address)})
	case *tg.InputMediaContact:
		if in.PhoneNumber == "" || in.FirstName == "" {
			return nil, tgerr.New(400, "MEDIA_INVALID")
		}
		return &media{Kind: KindContact, More: &Content{
			Phone: in.PhoneNumber, FirstName: kept(in.FirstName), LastName: kept(in.LastName), VCard: in.Vcard,
		}}, nil
	case *tg.InputMediaDice:
		return &media{Kind: KindDice, More: &Content{Emoji: in.Emoticon, Value: 4}}, nil
	case *tg.InputMediaWebPage:
		if in.URL == "" {
			return nil, tgerr.New(400, "WEBPAGE_URL_INVALID")
		}
		return &media{Kind: KindLink, More: &Content{URL: in.URL, Title: host(in.URL)}}, nil
	case *tg.InputMediaEmpty, nil:
		return nil, tgerr.New(400, "MEDIA_EMPTY")
	default:
		return nil, tgerr.New(400, "MEDIA_INVALID")
	}
}

func takePoint(kind string, in tg.InputGeoPointClass, c Content) (*media, error) {
	p, ok := in.(*tg.InputGeoPoint)
	if !ok || math.Abs(p.Lat) > 90 || math.Abs(p.Long) > 180 {
		return nil, tgerr.New(400, "MEDIA_INVALID")
	}
	c.Latitude, c.Longitude = p.Lat, p.Long
	return &media{Kind: kind, More: &c}, nil
}

func uploadName(in tg.InputFileClass) string {
	if named, ok := in.(interface{ GetName() string }); ok {
		return named.GetName()
	}
	return ""
}

// again sends a file that the account was shown.
func (s *scene) again(a *account, o owned, photo bool) (*media, error) {
	f, err := s.claimed(a, o, photo)
	if err != nil {
		return nil, err
	}
	return &media{Kind: f.kind(), File: f.ID}, nil
}

func (f *file) kind() string {
	if f.Photo {
		return KindPhoto
	}
	return kindOf(f.Attributes)
}

// photo makes a photo of a content that a picture can be read from. Place is the
// data centre at which it lies, 0 the main one.
func (s *scene) photo(what content, name string, place int) (*file, error) {
	if what.Size > smallUpload {
		return nil, tgerr.New(400, "PHOTO_SAVE_FILE_INVALID")
	}
	b, err := s.bytes(what)
	if err != nil {
		return nil, err
	}
	f := file{Photo: true, Date: s.date(), Content: what, MIME: "image/jpeg", Name: name, Place: place}
	size, _, err := image.DecodeConfig(bytes.NewReader(b))
	f.Width, f.Height = size.Width, size.Height
	if err != nil {
		f.Width, f.Height = webpSize(b)
	}
	switch {
	case f.Width == 0 || f.Height == 0:
		return nil, tgerr.New(400, "IMAGE_PROCESS_FAILED")
	case f.Width+f.Height > maxPhotoSides, f.Width > maxPhotoRatio*f.Height, f.Height > maxPhotoRatio*f.Width:
		return nil, tgerr.New(400, "PHOTO_INVALID_DIMENSIONS")
	}
	if err := s.picture(&f, b); err != nil {
		return nil, err
	}
	return s.addFile(f)
}

// bytes reads a small content whole.
func (s *scene) bytes(what content) ([]byte, error) {
	in, err := s.depot.open(what)
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	return io.ReadAll(io.NewSectionReader(in, 0, what.Size))
}

// picture gives a file thumbnails, if b is a picture that can be decoded.
func (s *scene) picture(f *file, b []byte) error {
	size, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || size.Width*size.Height > maxPixels {
		return nil // it goes without
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil // as above
	}
	small := shrink(m, 320)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, nil); err != nil {
		return fmt.Errorf("make a thumbnail: %w", err)
	}
	kept, err := s.depot.store(out.Bytes())
	if err != nil {
		return err
	}
	bounds := small.Bounds().Size()
	f.Stripped, f.Thumb = strip(m), &thumb{Content: kept, Width: bounds.X, Height: bounds.Y}
	return nil
}

// addFile numbers a file and notes it.
func (s *scene) addFile(f file) (*file, error) {
	added := s.depot.add(f)
	return added, s.journal.write(record{File: added})
}

// takeDocument makes a document of an upload. A picture without a wish to stay a
// file is still a document here; clients choose.
func (s *scene) takeDocument(a *account, in *tg.InputMediaUploadedDocument) (*media, error) {
	if in.MimeType == "" {
		return nil, tgerr.New(400, "MEDIA_INVALID")
	}
	what, err := s.collect(a.ID, in.File)
	if err != nil {
		return nil, err
	}
	f := file{
		Date: s.date(), Content: what, MIME: in.MimeType, Name: uploadName(in.File),
		Attributes: slices.Clone(in.Attributes),
	}
	if in.Thumb != nil {
		small, err := s.collect(a.ID, in.Thumb)
		if err != nil {
			return nil, err
		}
		b, err := s.bytes(small)
		if err != nil {
			return nil, err
		}
		if err := s.picture(&f, b); err != nil {
			return nil, err
		}
	}
	added, err := s.addFile(f)
	if err != nil {
		return nil, err
	}
	return &media{Kind: added.kind(), File: added.ID}, nil
}
