package sandbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// maxRead is how much one getFile answers with, in bytes.
const maxRead = 1 << 20

// getFile reads a piece of a file. Behind its end there is nothing.
func (s *files) getFile(_ context.Context, c *call, r *tg.UploadGetFileRequest) (bin.Encoder, error) {
	switch {
	case r.Limit <= 0 || r.Limit > maxRead || r.Limit%1024 != 0:
		return nil, tgerr.New(400, "LIMIT_INVALID")
	case r.Offset < 0 || r.Offset%1024 != 0:
		return nil, tgerr.New(400, "OFFSET_INVALID")
	}
	f, what, err := s.located(c.account, r.Location)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(c, f.Place, "FILE"); err != nil {
		return nil, err
	}
	in, err := s.depot.open(what)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	b := make([]byte, min(int64(r.Limit), max(0, what.Size-r.Offset)))
	if len(b) > 0 {
		if _, err := in.ReadAt(b, r.Offset); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read a file: %w", err)
		}
	}
	return &tg.UploadFile{Type: storageType(f, b, r.Offset), Mtime: f.Date, Bytes: b}, nil
}

// located returns the file that a request of a means, and which bytes of it.
func (s *scene) located(a *account, in tg.InputFileLocationClass) (*file, content, error) {
	switch in := in.(type) {
	case *tg.InputDocumentFileLocation:
		return s.sized(a, owned{in.ID, in.AccessHash, in.FileReference}, false, in.ThumbSize)
	case *tg.InputPhotoFileLocation:
		return s.sized(a, owned{in.ID, in.AccessHash, in.FileReference}, true, in.ThumbSize)
	case *tg.InputPeerPhotoFileLocation:
		return s.portraitOf(a, in)
	default:
		return nil, content{}, tgerr.New(400, "LOCATION_INVALID")
	}
}

// owned is what a client must know of a file to have it.
type owned struct {
	id, hash  int64
	reference []byte
}

// claimed returns the file that a request of a names, if its reference is good.
func (s *scene) claimed(a *account, o owned, photo bool) (*file, error) {
	wrong := "DOCUMENT_INVALID"
	if photo {
		wrong = "PHOTO_INVALID"
	}
	f, ok := s.depot.find(o.id)
	if !ok || f.Photo != photo || o.hash != s.world.hash(a.ID, filePeer(o.id)) {
		return nil, tgerr.New(400, wrong)
	}
	return f, s.checkReference(o)
}

func (s *scene) sized(a *account, o owned, photo bool, size string) (*file, content, error) {
	f, err := s.claimed(a, o, photo)
	switch {
	case err != nil:
		return nil, content{}, err
	case size == "m" && f.Thumb != nil:
		return f, f.Thumb.Content, nil
	case size == "" && !photo, photo && size == f.fullSize():
		return f, f.Content, nil
	default:
		return nil, content{}, tgerr.New(400, "LOCATION_INVALID")
	}
}

// portraitOf returns the picture that a user or a group shows of itself.
func (s *scene) portraitOf(a *account, in *tg.InputPeerPhotoFileLocation) (*file, content, error) {
	a.mu.Lock()
	p, err := s.world.chat(a, in.Peer)
	a.mu.Unlock()
	if err != nil {
		return nil, content{}, err
	}
	f, ok := s.depot.find(s.world.portrait(p))
	if !ok || f.ID != in.PhotoID {
		return nil, content{}, tgerr.New(400, "LOCATION_INVALID")
	}
	if !in.Big && f.Thumb != nil {
		return f, f.Thumb.Content, nil
	}
	return f, f.Content, nil
}

// reference is what a client must show to have a file: it names the file and
// says until when it is good.
func (s *scene) reference(id int64) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(id))
	b = binary.BigEndian.AppendUint32(b, s.depot.generation())
	return binary.BigEndian.AppendUint64(b, uint64(s.now().Add(referenceLife).Unix()))
}

func (s *scene) checkReference(o owned) error {
	b := o.reference
	switch {
	case len(b) == 0:
		return tgerr.New(400, "FILE_REFERENCE_EMPTY")
	case len(b) != 20 || int64(binary.BigEndian.Uint64(b)) != o.id:
		return tgerr.New(400, "FILE_REFERENCE_INVALID")
	case binary.BigEndian.Uint32(b[8:]) != s.depot.generation(),
		!s.now().Before(time.Unix(int64(binary.BigEndian.Uint64(b[12:])), 0)):
		return tgerr.New(400, "FILE_REFERENCE_EXPIRED")
	default:
		return nil
	}
}

// storageType tells the type of a file by its first bytes, as Telegram does.
func storageType(f *file, b []byte, offset int64) tg.StorageFileTypeClass {
	switch {
	case offset > 0 && f.Photo:
		return &tg.StorageFileJpeg{}
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return &tg.StorageFileJpeg{}
	case bytes.HasPrefix(b, []byte("\x89PNG")):
		return &tg.StorageFilePng{}
	case bytes.HasPrefix(b, []byte("GIF8")):
		return &tg.StorageFileGif{}
	case bytes.HasPrefix(b, []byte("%PDF")):
		return &tg.StorageFilePdf{}
	case f.MIME == "video/mp4":
		return &tg.StorageFileMp4{}
	case f.MIME == "audio/mpeg":
		return &tg.StorageFileMp3{}
	case f.MIME == "image/webp":
		return &tg.StorageFileWebp{}
	default:
		return &tg.StorageFilePartial{}
	}
}
