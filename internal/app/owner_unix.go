//go:build unix

package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// An owner is to have what this process leaves in a directory.
type owner struct{ uid, gid int }

// ownerOf returns who is to have the files that this process makes in a directory; nil:
// they are for who makes them. Root alone can open what belongs to somebody else, and
// what it leaves there that user could not read.
func ownerOf(path string) (*owner, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // nobody has it yet
	}
	if err != nil {
		return nil, fmt.Errorf("see whose %s is: %w", path, err)
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 || s.Uid == 0 {
		return nil, nil //nolint:nilnil // it is ours
	}
	return &owner{int(s.Uid), int(s.Gid)}, nil
}

// take gives o all that is root's in a directory. It follows no link out of it: the
// owner may have put one there.
func (o *owner) take(path string) (err error) {
	if o == nil {
		return nil
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return fmt.Errorf("give the files back to their owner: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	return fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		s, ok := info.Sys().(*syscall.Stat_t)
		if !ok || s.Uid != 0 || !e.IsDir() && s.Nlink > 1 { // a second name may stand anywhere
			return nil
		}
		return root.Lchown(name, o.uid, o.gid)
	})
}
