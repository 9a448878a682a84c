package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// Telegram's limits of uploads.
const (
	maxPart     = 512 << 10 // bytes
	maxParts    = 4000
	smallUpload = 10 << 20 // bytes; larger files come as big ones
	uploadLife  = time.Hour
)

// An uploadID names a file that an account is uploading.
type uploadID struct{ account, file int64 }

// An upload is the parts of a file that have come. They lie in one file on disk
// in the order in which they came.
type upload struct {
	path string

	mu    sync.Mutex // guards what follows
	end   int64      // of what was promised a place in the file
	parts map[int]span
	total int // how many parts a big file has; 0: a small file
	fresh time.Time
	whole *content // once it has been put together
	md5   string   // of whole
}

type span struct{ at, size int64 }

// files are the methods that move files.
type files struct{ *scene }

func (s *files) saveFilePart(_ context.Context, c *call, r *tg.UploadSaveFilePartRequest) (bin.Encoder, error) {
	return s.savePart(uploadID{c.account.ID, r.FileID}, part{number: r.FilePart, bytes: r.Bytes})
}

func (s *files) saveBigFilePart(_ context.Context, c *call, r *tg.UploadSaveBigFilePartRequest) (bin.Encoder, error) {
	if r.FileTotalParts < 1 || r.FileTotalParts > maxParts {
		return nil, tgerr.New(400, "FILE_PARTS_INVALID")
	}
	return s.savePart(uploadID{c.account.ID, r.FileID}, part{number: r.FilePart, total: r.FileTotalParts, bytes: r.Bytes})
}

// A part is one piece of an upload as it comes.
type part struct {
	number int
	total  int // 0: of a small file
	bytes  []byte
}

func (s *files) savePart(id uploadID, p part) (bin.Encoder, error) {
	switch {
	case p.number < 0 || p.number >= maxParts || p.total > 0 && p.number >= p.total:
		return nil, tgerr.New(400, "FILE_PART_INVALID")
	case len(p.bytes) == 0:
		return nil, tgerr.New(400, "FILE_PART_EMPTY")
	case len(p.bytes) > maxPart:
		return nil, tgerr.New(400, "FILE_PART_TOO_BIG")
	}
	u, err := s.depot.begin(id, p.total, s.now())
	if err != nil {
		return nil, err
	}
	if err := u.put(p, s.now()); err != nil {
		return nil, err
	}
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// begin returns an upload, a new one if there is none. What nobody went on with
// for an hour goes.
func (d *depot) begin(id uploadID, total int, now time.Time) (*upload, error) {
	dir, err := d.place()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if u, ok := d.uploads[id]; ok {
		return u, nil
	}
	for old, u := range d.uploads {
		if u.stale(now) {
			_ = os.Remove(u.path) // it may be whole, and gone
			delete(d.uploads, old)
		}
	}
	d.spilled++
	u := &upload{path: filepath.Join(dir, fmt.Sprintf("upload-%d", d.spilled)), total: total, fresh: now, parts: map[int]span{}}
	f, err := os.Create(u.path)
	if err != nil {
		return nil, fmt.Errorf("begin an upload: %w", err)
	}
	d.uploads[id] = u
	return u, f.Close()
}

func (u *upload) stale(now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return now.Sub(u.fresh) > uploadLife
}

// put writes one part.
func (u *upload) put(p part, now time.Time) error {
	place, err := u.reserve(p, now)
	if err != nil || place.size == 0 {
		return err
	}
	f, err := os.OpenFile(u.path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt(p.bytes, place.at)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("keep a part: %w", err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.parts[p.number] = place
	return nil
}

// reserve promises a part its place; none when the upload is whole already.
func (u *upload) reserve(p part, now time.Time) (span, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.fresh = now
	if u.total != p.total {
		return span{}, tgerr.New(400, "FILE_PARTS_INVALID")
	}
	if u.whole != nil {
		return span{}, nil
	}
	place := span{at: u.end, size: int64(len(p.bytes))}
	u.end += place.size
	return place, nil
}

// collect puts an uploaded file together. It may be asked for again, as a client
// does that repeats its request.
func (s *scene) collect(account int64, in tg.InputFileClass) (content, error) {
	id, parts, want, big := int64(0), 0, "", false
	switch in := in.(type) {
	case *tg.InputFile:
		id, parts, want = in.ID, in.Parts, in.MD5Checksum
	case *tg.InputFileBig:
		id, parts, big = in.ID, in.Parts, true
	default:
		return content{}, tgerr.New(400, "MEDIA_INVALID")
	}
	s.depot.mu.Lock()
	u, ok := s.depot.uploads[uploadID{account, id}]
	s.depot.mu.Unlock()
	switch {
	case parts < 1 || parts > maxParts:
		return content{}, tgerr.New(400, "FILE_PARTS_INVALID")
	case !ok:
		return content{}, tgerr.New(400, "FILE_PART_0_MISSING")
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if big != (u.total > 0) || big && u.total != parts {
		return content{}, tgerr.New(400, "FILE_PARTS_INVALID")
	}
	if err := u.join(s.depot, parts); err != nil {
		return content{}, err
	}
	switch {
	case !big && u.whole.Size > smallUpload:
		return content{}, tgerr.New(400, "FILE_PARTS_INVALID")
	case want != "" && want != u.md5:
		return content{}, tgerr.New(400, "MD5_CHECKSUM_INVALID")
	}
	return *u.whole, nil
}

// join makes the upload whole. Its lock is held.
func (u *upload) join(d *depot, parts int) error {
	if u.whole != nil {
		return nil
	}
	if err := u.complete(parts); err != nil {
		return err
	}
	f, err := os.Open(u.path)
	if err != nil {
		return fmt.Errorf("put an upload together: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	readers := make([]io.Reader, parts)
	for n := range parts {
		readers[n] = io.NewSectionReader(f, u.parts[n].at, u.parts[n].size)
	}
	whole, sum, err := d.keep(io.MultiReader(readers...))
	if err != nil {
		return err
	}
	u.whole, u.md5, u.parts = &whole, sum, nil
	if err := os.Remove(u.path); err != nil {
		return fmt.Errorf("end an upload: %w", err)
	}
	return nil
}

// complete says what is missing, or wrong with the sizes: all parts but the last
// are equal, and whole kilobytes.
func (u *upload) complete(parts int) error {
	for n := range parts {
		p, ok := u.parts[n]
		switch {
		case !ok:
			return tgerr.New(400, fmt.Sprintf("FILE_PART_%d_MISSING", n))
		case n < parts-1 && p.size%1024 != 0:
			return tgerr.New(400, "FILE_PART_SIZE_INVALID")
		case n < parts-1 && p.size != u.parts[0].size || p.size > u.parts[0].size:
			return tgerr.New(400, "FILE_PART_SIZE_CHANGED")
		}
	}
	return nil
}
