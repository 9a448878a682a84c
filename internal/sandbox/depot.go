package sandbox

import (
	"bytes"
	"crypto/md5" //nolint:gosec // Telegram's check of small uploads
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A depot keeps the files of the world: what is known of them in memory, their
// bytes on disk, each content once, named by its hash. Samples are made up when
// they are read.
type depot struct {
	mu      sync.Mutex // guards what follows
	dir     string     // "": made when it is needed
	temp    bool       // dir goes when the fake ends
	files   map[int64]*file
	last    int64 // the highest number of a file
	uploads map[uploadID]*upload
	spilled int    // uploads begun so far; names their files
	expired uint32 // counts how often all references were made to expire
}

// A file is what messages, portraits and pictures of groups show. It never
// changes.
type file struct {
	ID         int64      `json:"id"`
	Photo      bool       `json:"photo,omitempty"` // else a document
	Date       int        `json:"date"`            // Unix seconds
	Content    content    `json:"content"`
	MIME       string     `json:"mime"`
	Name       string     `json:"name,omitempty"` // as it was uploaded
	Width      int        `json:"width,omitempty"`
	Height     int        `json:"height,omitempty"`
	Attributes attributes `json:"attributes,omitempty"` // of a document
	Stripped   []byte     `json:"stripped,omitempty"`   // a tiny JPEG without its head
	Thumb      *thumb     `json:"thumb,omitempty"`
	Place      int        `json:"place,omitempty"` // the data centre at which it lies; 0: the main one
}

// A thumb is a smaller picture of a file.
type thumb struct {
	Content content `json:"content"`
	Width   int     `json:"width"`
	Height  int     `json:"height"`
}

// A content is a run of bytes.
type content struct {
	Hash   string `json:"hash"` // SHA-256, hexadecimal
	Size   int64  `json:"size"`
	Sample string `json:"sample,omitempty"` // which made-up content it is; "": it lies on disk
}

func newDepot(dir string) *depot {
	d := &depot{files: map[int64]*file{}, uploads: map[uploadID]*upload{}}
	if dir != "" {
		d.dir = filepath.Join(dir, "files")
	}
	return d
}

// place returns the directory, which exists from then on.
func (d *depot) place() (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dir == "" {
		dir, err := os.MkdirTemp("", "sluice-sandbox-")
		if err != nil {
			return "", fmt.Errorf("make a place for files: %w", err)
		}
		d.dir, d.temp = dir, true
		return dir, nil
	}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return "", fmt.Errorf("make a place for files: %w", err)
	}
	return d.dir, nil
}

// close drops what is not to be kept.
func (d *depot) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.temp {
		return os.RemoveAll(d.dir)
	}
	for _, u := range d.uploads {
		_ = os.Remove(u.path) // it is worth nothing to the next run
	}
	return nil
}

// find returns a file by its number.
func (d *depot) find(id int64) (*file, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.files[id]
	return f, ok
}

// add numbers a file.
func (d *depot) add(f file) *file {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	f.ID = d.last
	d.files[f.ID] = &f
	return &f
}

// builtinID is the number of the picture that Example shows.
const builtinID = 1 << 40

// builtin makes the one file that is always there.
func (d *depot) builtin(date int) int64 {
	d.files[builtinID] = &file{
		ID: builtinID, Photo: true, Date: date, Content: sampleContent(KindPhoto, 0), MIME: "image/jpeg",
		Width: sampleSize, Height: sampleSize,
	}
	return builtinID
}

// replay takes a file that was there before the restart.
func (d *depot) replay(f *file) {
	d.files[f.ID], d.last = f, max(d.last, f.ID)
}

// A reading is a content that is being read.
type reading interface {
	io.ReaderAt
	io.Closer
}

// open returns the bytes of a content.
func (d *depot) open(c content) (reading, error) {
	if c.Sample != "" {
		return newSample(c.Sample, c.Size), nil
	}
	dir, err := d.place()
	if err != nil {
		return nil, err
	}
	return os.Open(filepath.Join(dir, c.Hash))
}

// store keeps bytes.
func (d *depot) store(b []byte) (content, error) {
	c, _, err := d.keep(bytes.NewReader(b))
	return c, err
}

// keep writes a content to disk, whatever its size, and returns it with its MD5.
func (d *depot) keep(r io.Reader) (content, string, error) {
	dir, err := d.place()
	if err != nil {
		return content{}, "", err
	}
	f, err := os.CreateTemp(dir, "new-")
	if err != nil {
		return content{}, "", fmt.Errorf("keep a file: %w", err)
	}
	sha, check := sha256.New(), md5.New() //nolint:gosec // as above
	n, err := io.Copy(io.MultiWriter(f, sha, check), r)
	err = errors.Join(err, f.Close())
	c := content{Hash: hex.EncodeToString(sha.Sum(nil)), Size: n}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, c.Hash))
	}
	if err != nil {
		return content{}, "", errors.Join(fmt.Errorf("keep a file: %w", err), os.Remove(f.Name()))
	}
	return c, hex.EncodeToString(check.Sum(nil)), nil
}

// expire makes all references to files that were ever given stale.
func (d *depot) expire() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.expired++
}

func (d *depot) generation() uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.expired
}

// referenceLife is how long a reference to a file is good.
const referenceLife = time.Hour
