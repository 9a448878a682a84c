//go:build !no_console

package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// policy forbids the pages everything but their own files and calls.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"

// A page is a file of the build, as it is and packed.
type page struct {
	kind   string
	plain  []byte
	packed []byte // nil: packing gains nothing
	tag    string
	fixed  bool // its name changes with its content
}

// pages are the files of the build by path, below /console/.
type pages map[string]page

// newPages returns what serves the build. It packs the files once.
func newPages(log *slog.Logger) http.Handler {
	all := pages{}
	err := fs.WalkDir(dist, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		all[strings.TrimPrefix(name, "dist/")] = newPage(name, data)
		return nil
	})
	if err != nil { // of files that are part of the program: it cannot happen
		log.Error("console: the pages cannot be read", "err", err)
	}
	return all
}

func newPage(name string, data []byte) page {
	sum := sha256.Sum256(data)
	p := page{
		kind: kindOf(name), plain: data, tag: hex.EncodeToString(sum[:12]),
		fixed: strings.HasPrefix(name, "dist/assets/"),
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level exists
	_, _ = z.Write(data)                                  // into memory
	_ = z.Close()
	if b.Len() < len(data)*9/10 {
		p.packed = b.Bytes()
	}
	return p
}

// kindOf does not ask the machine, which may have other ideas.
func kindOf(name string) string {
	kinds := map[string]string{
		".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
	}
	if kind, ok := kinds[path.Ext(name)]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// ServeHTTP answers below /console/: a file, or for a path that is none the page
// that draws all of them.
func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" || r.URL.Path == "/console" {
		http.Redirect(w, r, "/console/", http.StatusSeeOther)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/console/")
	file, ok := p[name]
	switch {
	case ok:
	case r.Method != http.MethodGet && r.Method != http.MethodHead, strings.HasPrefix(name, "assets/"):
		http.NotFound(w, r)
		return
	default:
		file = p["index.html"]
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "no-cache")
	if file.fixed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	data, tag := file.plain, file.tag
	if file.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			data, tag = file.packed, "packed-"+tag
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
