package golden

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
)

// A directory is what one release has left: the files of gateway and sandbox, and
// what was told of them.
type directory struct {
	told  told
	files map[string][]byte // by path
}

// left out is what a process makes anew, and what takes room for its own sake.
var leftOut = []string{"ballast", "lock", "control.sock", "holder"}

// read reads what a release has left.
func read(t *testing.T, name string) directory {
	t.Helper()
	g := directory{files: map[string][]byte{}}
	about, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	must(t, err)
	must(t, json.Unmarshal(about, &g.told))
	for _, i := range g.told.Instances {
		for k := range i.Queue {
			if i.Queue[k].Place == sluice.PlaceSending { // by the process that wrote it
				i.Queue[k].Place = sluice.PlaceLine
			}
		}
	}
	packed, err := os.Open(filepath.Join("testdata", name+".tar.gz"))
	must(t, err)
	defer func() { _ = packed.Close() }()
	plain, err := gzip.NewReader(packed)
	must(t, err)
	for r := tar.NewReader(plain); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return g
		}
		must(t, err)
		g.files[h.Name], err = io.ReadAll(r)
		must(t, err)
	}
}

// save leaves a directory behind for later releases.
func (g directory) save(t *testing.T, name string) {
	t.Helper()
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	must(t, err)
	w := tar.NewWriter(zip)
	for _, name := range g.names() {
		must(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(g.files[name])), Typeflag: tar.TypeReg}))
		_, err := w.Write(g.files[name])
		must(t, err)
	}
	must(t, errors.Join(w.Close(), zip.Close()))
	about, err := json.MarshalIndent(g.told, "", " ")
	must(t, err)
	must(t, os.WriteFile(filepath.Join("testdata", name+".tar.gz"), packed.Bytes(), 0o600))
	must(t, os.WriteFile(filepath.Join("testdata", name+".json"), append(about, '\n'), 0o600))
}

func (g directory) names() []string {
	names := make([]string, 0, len(g.files))
	for name := range g.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// collect reads the files below a directory.
func collect(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || slices.Contains(leftOut, path.Base(name)) {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		return err
	}))
	return files
}

// extract writes the files below a directory of the disk.
func (g directory) extract(t *testing.T, dir string) {
	t.Helper()
	for name, data := range g.files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(to), 0o700))
		must(t, os.WriteFile(to, data, 0o600))
	}
}

// disk returns the store's files on a disk in memory.
func (g directory) disk(t *testing.T) *vfs.MemFS {
	t.Helper()
	disk := vfs.NewMem()
	g.fill(t, disk)
	return disk
}

// fill writes the store's files, durably.
func (g directory) fill(t *testing.T, disk vfs.FS) {
	t.Helper()
	must(t, disk.MkdirAll("store", 0o700))
	for name, data := range g.files {
		rest, ok := strings.CutPrefix(name, "gateway/store/")
		if !ok {
			continue
		}
		f, err := disk.Create("store/"+rest, vfs.WriteCategoryUnspecified)
		must(t, err)
		_, err = f.Write(data)
		must(t, errors.Join(err, f.Sync(), f.Close()))
	}
	for _, dir := range []string{"store", ""} {
		f, err := disk.OpenDir(dir)
		must(t, err)
		must(t, errors.Join(f.Sync(), f.Close()))
	}
}

// secret is what the stored values are sealed with.
func (g directory) secret(t *testing.T) (key [32]byte) {
	t.Helper()
	n, err := hex.Decode(key[:], bytes.TrimSpace(g.files["gateway/secret"]))
	if err != nil || n != len(key) {
		t.Fatalf("no secret: %d bytes, %v", n, err)
	}
	return key
}

// derived is the key of another use of the secret.
func (g directory) derived(t *testing.T, use string) (key [32]byte) {
	t.Helper()
	secret := g.secret(t)
	b, err := hkdf.Key(sha256.New, secret[:], nil, "sluice "+use, len(key))
	must(t, err)
	copy(key[:], b)
	return key
}

// writeSecret makes the secret file of a data directory.
func writeSecret(data string) error {
	return os.WriteFile(filepath.Join(data, "secret"), []byte(strings.Repeat("5e", 32)+"\n"), 0o600)
}
