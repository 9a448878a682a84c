// Package reference serves the description of the API: the OpenAPI file, a page
// that shows it, and the Postman collection made of it.
//
// openapi.yaml is the one source, written by hand. It names the server
// https://sluice.example; what is served names this one. The page is Swagger UI
// from the files in swagger, under a policy that forbids inline code and all
// requests but those to this server. Tests hold the file against the table of
// routes and against every recorded answer of the API.
package reference

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

//go:embed openapi.yaml
var openapi string

//go:embed page swagger
var files embed.FS

// placeholder is this server's address in openapi.yaml.
const placeholder = "https://sluice.example"

// OpenAPI returns the description of the API as the server at publicURL offers
// it, with files at mediaURL; "": publicURL.
func OpenAPI(publicURL, mediaURL string) []byte {
	public, media := address(publicURL), address(mediaURL)
	if public == "" {
		public = placeholder
	}
	if media == "" {
		media = public
	}
	return []byte(strings.NewReplacer(placeholder+"/download", media+"/download", placeholder, public).Replace(openapi))
}

// address is a base URL without a slash at its end, in letters that mean nothing
// in YAML and in headers; "" if it is none.
func address(s string) string {
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// Handler serves /openapi.yaml, /docs/api, /postman.json and
// /postman-environment.json as they read for the server at publicURL. It has a
// match for nothing else.
func Handler(publicURL, mediaURL string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("GET /openapi.yaml", document("application/yaml; charset=utf-8", func() ([]byte, error) {
		return OpenAPI(publicURL, mediaURL), nil
	}))
	mux.Handle("GET /postman.json", document("application/json; charset=utf-8", func() ([]byte, error) {
		return Collection(publicURL, mediaURL)
	}))
	mux.Handle("GET /postman-environment.json", document("application/json; charset=utf-8", func() ([]byte, error) {
		return Environment(publicURL, mediaURL)
	}))
	mux.Handle("GET /docs/api", guarded(publicURL, asset("page/index.html")))
	mux.Handle("GET /docs/api/{$}", http.RedirectHandler("../api", http.StatusSeeOther))
	for _, name := range []string{"page/start.js", "swagger/swagger-ui-bundle.js.gz", "swagger/swagger-ui.css.gz", "swagger/favicon-32x32.png"} {
		mux.Handle("GET /docs/api/"+strings.TrimSuffix(path.Base(name), ".gz"), guarded(publicURL, asset(name)))
	}
	return mux
}

// document serves what render returns, to pages of other origins too: the
// description of an API is no secret.
func document(kind string, render func() ([]byte, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := render()
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		serve(w, r, kind, data)
	})
}

// guarded forbids the page everything but its own files and calls of the API.
func guarded(publicURL string, next http.Handler) http.Handler {
	calls := "'self'"
	if u, err := url.Parse(address(publicURL)); err == nil && u.Host != "" {
		calls += " " + u.Scheme + "://" + u.Host
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src " + calls +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// asset serves an embedded file. One that is packed goes out packed, unless the
// client does not take it so.
func asset(name string) http.Handler {
	kinds := map[string]string{".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := files.ReadFile(name)
		plain, packed := strings.CutSuffix(name, ".gz")
		if packed {
			w.Header().Set("Vary", "Accept-Encoding")
		}
		switch {
		case packed && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
			w.Header().Set("Content-Encoding", "gzip")
		case packed:
			data, err = unpack(data)
		}
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		serve(w, r, kinds[path.Ext(plain)]+"; charset=utf-8", data)
	})
}

func unpack(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// serve answers with data, or with 304 to a client that has it.
func serve(w http.ResponseWriter, r *http.Request, kind string, data []byte) {
	sum := sha256.Sum256(data)
	w.Header().Set("Content-Type", strings.TrimSuffix(kind, map[bool]string{true: "; charset=utf-8"}[strings.HasPrefix(kind, "image/")]))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
