package backup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/internal/backup"
)

// write makes files below dir, by name.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// read returns the files below dir.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		name, _ := filepath.Rel(dir, p)
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// made makes a backup of a few files.
func made(t *testing.T) (dir string) {
	t.Helper()
	from, dir := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	write(t, from, map[string]string{"store/1": "one", "store/deep/2": "two", "media/3": "three", "secret": "key"})
	m, err := backup.Write(t.Context(), dir, backup.Manifest{Made: time.Unix(5, 0).UTC(), Program: "x"}, []backup.Source{
		{Name: "store", Path: filepath.Join(from, "store")},
		{Name: "media", Path: filepath.Join(from, "media")},
		{Name: "none", Path: filepath.Join(from, "none")},
		{Name: "secret", Path: filepath.Join(from, "secret")},
	}, nil)
	if err != nil || len(m.Files) != 4 || m.Size() != 14 {
		t.Fatalf("Write = %+v, %v", m, err)
	}
	return dir
}

func TestWhatIsRestoredIsWhatWasBackedUp(t *testing.T) {
	dir, target := made(t), filepath.Join(t.TempDir(), "new")
	m, err := backup.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	if err := m.Verify(t.Context(), dir, func(n int64) { last = n }); err != nil || last != 14 {
		t.Fatalf("Verify: %v, having read %d", err, last)
	}
	if err := m.Restore(t.Context(), dir, target, nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"store/1": "one", "store/deep/2": "two", "media/3": "three", "secret": "key"}
	if diff := cmp.Diff(want, read(t, target)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(filepath.Join(target, "secret")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a restored file has mode %v, %v", info.Mode(), err)
	}
}

func TestADamagedBackupIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string) error
		want   string
	}{
		{"a bit", func(_ *testing.T, dir string) error {
			return os.WriteFile(filepath.Join(dir, "store/1"), []byte("onf"), 0o600)
		}, "store/1 is not what was backed up"},
		{"a byte less", func(_ *testing.T, dir string) error { return os.Truncate(filepath.Join(dir, "media/3"), 4) }, "media/3 is not"},
		{"a file", func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "store/deep/2")) }, "store/deep/2: "},
		{"the manifest", func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) }, "is no finished backup"},
		{"a name in the manifest", func(t *testing.T, dir string) error {
			p := filepath.Join(dir, "manifest.json")
			text := read(t, dir)["manifest.json"]
			return os.WriteFile(p, []byte(strings.Replace(text, "store/1", "../up", 1)), 0o600)
		}, "manifest.json is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := made(t)
			if err := tt.damage(t, dir); err != nil {
				t.Fatal(err)
			}
			m, err := backup.Read(dir)
			if err == nil {
				err = m.Verify(t.Context(), dir, nil)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := made(t)
	m, err := backup.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	taken := t.TempDir()
	write(t, taken, map[string]string{"mine": "x"})
	if err := m.Restore(t.Context(), dir, taken, nil); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("a restore over other files: %v", err)
	}
	if _, err := backup.Write(t.Context(), dir, backup.Manifest{}, nil, nil); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("a backup over a backup: %v", err)
	}
}
