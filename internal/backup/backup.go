// Package backup copies directories so that the copy can be trusted later.
//
// A backup is a directory of plain files with a manifest that names each of them
// with its size and SHA-256. The manifest is written last, so a directory without
// one is no backup, however far the copying came. Before anything is restored
// every file is read and compared: a backup is whole or it is refused.
//
// The sums tell of damage, not of a forger: whoever can change a file can change
// the manifest as well.
package backup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// manifestFile is where a backup says what it holds.
const manifestFile = "manifest.json"

// version is the form of the manifest.
const version = 1

// A Manifest is what a backup holds.
type Manifest struct {
	Version int       `json:"version"`
	Made    time.Time `json:"made"`
	Program string    `json:"program"` // the version that made it
	Secret  bool      `json:"secret"`  // whether the key that opens what is sealed is in it
	Files   []File    `json:"files"`   // by name
	Sum     string    `json:"sha256"`  // over the files' names, sizes and sums
}

// A File is one file of a backup.
type File struct {
	Name string `json:"name"` // with slashes
	Size int64  `json:"size"`
	Sum  string `json:"sha256"`
}

// Size returns how many bytes the files have together.
func (m Manifest) Size() int64 {
	n := int64(0)
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// A Source is a file or a directory to copy, under a name of its own. One that
// does not exist has no files.
type Source struct{ Name, Path string }

// Progress hears how much has been read so far; nil: nobody does.
type Progress func(done int64)

func (p Progress) tell(done int64) {
	if p != nil {
		p(done)
	}
}

// Write copies the sources into dir, which must be empty or not there yet, and
// writes the manifest last. m says when and by whom.
func Write(ctx context.Context, dir string, m Manifest, from []Source, told Progress) (Manifest, error) {
	to, err := fresh(dir)
	if err != nil {
		return m, err
	}
	defer func() { _ = to.Close() }()
	m.Version = version
	c := copier{to: to, told: told}
	for _, s := range from {
		if err := c.source(ctx, s); err != nil {
			return m, err
		}
	}
	slices.SortFunc(c.files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	m.Files = c.files
	m.Sum = m.sum()
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return m, fmt.Errorf("encode the manifest: %w", err)
	}
	if err := put(to, manifestFile, text); err != nil {
		return m, err
	}
	return m, syncAll(to, dir)
}

// fresh opens a directory that has nothing in it, made if need be.
func fresh(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w", dir, err)
	}
	if len(list) > 0 {
		return nil, fmt.Errorf("%s is not empty; name a directory that is, or none yet", dir)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("close %s to others: %w", dir, err)
	}
	return os.OpenRoot(dir)
}

// put writes a small file under its name at once.
func put(to *os.Root, name string, data []byte) error {
	f, err := to.OpenFile(name+".new", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close(), to.Rename(name+".new", name))
}

// Is says whether a directory is a finished backup.
func Is(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, manifestFile))
	return err == nil
}

// Read returns the manifest of the backup in dir.
func Read(dir string) (m Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s is no finished backup: it has no %s", dir, manifestFile)
	}
	if err != nil {
		return m, fmt.Errorf("read the manifest: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s is damaged; take another backup: %w", manifestFile, err)
	}
	if m.Version != version {
		return m, fmt.Errorf("the backup has form %d, and this program reads form %d", m.Version, version)
	}
	if m.Sum != m.sum() {
		return m, fmt.Errorf("%s is damaged; take another backup", manifestFile)
	}
	return m, nil
}

// sum is the sum over the list of files.
func (m Manifest) sum() string {
	h := sha256.New()
	for _, f := range m.Files {
		_, _ = fmt.Fprintf(h, "%s %d %q\n", f.Sum, f.Size, f.Name) // never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Verify reads every file of the backup in dir and says which are missing or
// damaged.
func (m Manifest) Verify(ctx context.Context, dir string, told Progress) error {
	from, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer func() { _ = from.Close() }()
	var faults []error
	done := int64(0)
	for _, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.copy(from, io.Discard); err != nil {
			faults = append(faults, err)
		}
		done += f.Size
		told.tell(done)
	}
	if len(faults) > 0 {
		return fmt.Errorf("the backup is damaged; take another one: %w", errors.Join(faults...))
	}
	return nil
}

// Restore copies the backup in dir to a directory that is empty or not there yet.
// What it writes is compared once more on its way.
func (m Manifest) Restore(ctx context.Context, dir, target string, told Progress) error {
	from, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer func() { _ = from.Close() }()
	to, err := fresh(target)
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }()
	done := int64(0)
	for _, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.restore(from, to); err != nil {
			return err
		}
		done += f.Size
		told.tell(done)
	}
	return syncAll(to, target)
}

func (f File) restore(from, to *os.Root) error {
	out, err := create(to, f.Name)
	if err != nil {
		return fmt.Errorf("restore %s: %w", f.Name, err)
	}
	return errors.Join(f.copy(from, out), out.Sync(), out.Close())
}

// copy writes the file to w and says when it is another than the manifest says.
func (f File) copy(from *os.Root, w io.Writer) error {
	in, err := from.Open(filepath.FromSlash(f.Name))
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), in)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", f.Name, err)
	case n != f.Size || hex.EncodeToString(h.Sum(nil)) != f.Sum:
		return fmt.Errorf("%s is not what was backed up", f.Name)
	}
	return nil
}

// create makes a file that nobody else may read, with its directories.
func create(to *os.Root, name string) (*os.File, error) {
	if dir := path.Dir(name); dir != "." {
		if err := to.MkdirAll(filepath.FromSlash(dir), 0o700); err != nil {
			return nil, err
		}
	}
	return to.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}
