package telegram

import (
	"github.com/gotd/td/telegram/thumbnail"
	"github.com/gotd/td/tg"

	"sluice"
)

// jpegType is what Telegram makes of every photo.
const jpegType = "image/jpeg"

// photoContent fills c with a photo; false when it is gone.
func photoContent(c *sluice.Content, in tg.PhotoClass, m *tg.Message) bool {
	p, ok := in.(*tg.Photo)
	if !ok {
		return false
	}
	where, size := photoLocation(p)
	where.Chat, where.Number = chatOf(m.PeerID), m.ID
	c.Type = sluice.ContentImage
	c.File = &sluice.File{Remote: where.remote(), MIME: jpegType, Size: size, Thumbnail: thumbnailOf(p.Sizes)}
	return true
}

// photoLocation returns where the largest picture of a photo is, and its size.
func photoLocation(p *tg.Photo) (location, int64) {
	where := location{Kind: photoFile, ID: p.ID, Hash: p.AccessHash, Reference: p.FileReference, DC: p.DCID}
	var best, size int
	for _, one := range p.Sizes {
		area, name, bytes := 0, "", 0
		switch s := one.(type) {
		case *tg.PhotoSize:
			area, name, bytes = s.W*s.H, s.Type, s.Size
		case *tg.PhotoSizeProgressive:
			area, name = s.W*s.H, s.Type
			if n := len(s.Sizes); n > 0 {
				bytes = s.Sizes[n-1]
			}
		}
		if name != "" && area >= best {
			best, size, where.Size = area, bytes, name
		}
	}
	return where, int64(size)
}

// thumbnailOf returns the small JPEG that comes with a file itself; nil: none.
func thumbnailOf(sizes []tg.PhotoSizeClass) []byte {
	for _, one := range sizes {
		switch s := one.(type) {
		case *tg.PhotoCachedSize:
			return s.Bytes
		case *tg.PhotoStrippedSize:
			if picture, err := thumbnail.Expand(s.Bytes); err == nil {
				return picture
			}
		}
	}
	return nil
}

// documentContent fills c with any other file; false when it is gone.
func documentContent(c *sluice.Content, in tg.DocumentClass, m *tg.Message) bool {
	d, ok := in.(*tg.Document)
	if !ok {
		return false
	}
	where := location{
		Kind: documentFile, ID: d.ID, Hash: d.AccessHash, Reference: d.FileReference, DC: d.DCID,
		Chat: chatOf(m.PeerID), Number: m.ID,
	}
	c.File = &sluice.File{Remote: where.remote(), MIME: d.MimeType, Size: d.Size, Thumbnail: thumbnailOf(d.Thumbs)}
	c.Type, c.File.Name, c.File.Animated = shown(d)
	return true
}

// shown says as what a document is shown, by its attributes.
func shown(d *tg.Document) (kind sluice.ContentType, name string, animated bool) {
	kind = sluice.ContentDocument
	sticker := false
	for _, one := range d.Attributes {
		switch a := one.(type) {
		case *tg.DocumentAttributeFilename:
			name = a.FileName
		case *tg.DocumentAttributeSticker:
			sticker = true
		case *tg.DocumentAttributeAnimated:
			kind, animated = sluice.ContentVideo, true
		case *tg.DocumentAttributeVideo:
			kind = sluice.ContentVideo
		case *tg.DocumentAttributeAudio:
			kind = sluice.ContentAudio
		}
	}
	if sticker {
		moves := d.MimeType == "application/x-tgsticker" || d.MimeType == "video/webm"
		return sluice.ContentSticker, name, moves
	}
	return kind, name, animated
}
