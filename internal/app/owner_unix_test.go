//go:build unix

package app_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"sluice/internal/app"
)

const other = 65534

// ownedByRoot lists what is root's in a directory.
func ownedByRoot(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Uid != other {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Files of root's, left by a look, would lock the gateway out of its own data.
func TestRootLeavesNothingInAnothersData(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can open what belongs to another user")
	}
	cfg := settings(t, filepath.Join(t.TempDir(), "data"))
	if err := os.Mkdir(cfg.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(cfg.Data, other, other); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "root's")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	planted := errors.Join(os.Symlink(outside, filepath.Join(cfg.Data, "soft")), os.Link(outside, filepath.Join(cfg.Data, "hard")))
	if planted != nil {
		t.Fatal(planted)
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"the first operator", func() error {
			op, err := app.Prepare(t.Context(), cfg)
			if err != nil {
				return err
			}
			return errors.Join(op.AddOperator(t.Context(), app.NewOperator{Name: "anna", Role: "operator", Password: "long enough, surely"}), op.Close())
		}},
		{"doctor", func() error { app.Doctor(t.Context(), cfg, nil); return nil }},
		{"backup", func() error {
			_, err := app.Backup(t.Context(), cfg, filepath.Join(t.TempDir(), "copy"), false, nil)
			return err
		}},
		{"verify", func() error { _, err := app.Verify(t.Context(), cfg, nil); return err }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		for _, name := range ownedByRoot(t, cfg.Data) {
			if !same(t, name, outside) {
				t.Errorf("%s leaves %s", step.name, name)
			}
		}
	}
	if info, err := os.Stat(outside); err != nil || info.Sys().(*syscall.Stat_t).Uid != 0 {
		t.Errorf("a file outside was given away: %v", err)
	}
}

// same says whether two names are of one file.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}
