package media

import (
	"io"
	"time"
)

// Files is where files are kept: a disk, or a store of objects. Names are three
// parts with slashes between, the first of which is a day. A file is there when
// its Commit has returned nil, and durable then; before, and after a crash
// before, there is none of that name.
type Files interface {
	Create(name string) (NewFile, error)
	// Open returns a file, or an error that is fs.ErrNotExist.
	Open(name string) (StoredFile, error)
	// Remove removes a file, or all below a day or an instance. It is no error
	// when there is none.
	Remove(name string) error
	// List returns all files.
	List() ([]Stored, error)
	Close() error
}

// A NewFile is a file in the making. It ends with Commit or Discard.
type NewFile interface {
	io.Writer
	// Commit makes the file durable and gives it its name.
	Commit() error
	// Discard removes what was written. After Commit it does nothing.
	Discard()
}

// A StoredFile is a file that is there. It can be read while it is removed.
type StoredFile interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Stored is a file in a list.
type Stored struct {
	Name string
	Size int64
	At   time.Time // when it was written
}
