package media

import (
	"mime"
	"path"
	"strings"
)

// types are those of the extensions that the network's files have.
var types = map[string]string{
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
	"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "flac": "audio/flac", "wav": "audio/wav", "aac": "audio/aac",
	"ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
	"pdf": "application/pdf", "tgs": "application/x-tgsticker",
}

// typeOf returns the type that an extension promises.
func typeOf(ext string) string {
	if kind, ok := types[ext]; ok {
		return kind
	}
	return "application/octet-stream"
}

// scripts are the extensions of files that some program would run.
var scripts = map[string]struct{}{
	"html": {}, "htm": {}, "xhtml": {}, "shtml": {}, "mht": {}, "mhtml": {}, "svg": {}, "svgz": {},
	"xml": {}, "xsl": {}, "xslt": {}, "rss": {}, "atom": {}, "js": {}, "mjs": {}, "cjs": {}, "ts": {}, "css": {},
	"swf": {}, "hta": {}, "vbs": {}, "bat": {}, "cmd": {}, "ps1": {}, "sh": {}, "py": {}, "pl": {}, "rb": {},
	"php": {}, "jar": {}, "wasm": {}, "exe": {}, "com": {}, "scr": {}, "msi": {}, "lnk": {}, "url": {}, "desktop": {},
}

// active says whether a browser might run a file, going by its bytes or by its
// name: then it is only to be saved.
func active(kind, name string) bool {
	if _, ok := scripts[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]; ok {
		return true
	}
	t, _, err := mime.ParseMediaType(kind)
	if err != nil {
		return true
	}
	for _, piece := range []string{"html", "xml", "svg", "script", "css", "shockwave", "wasm", "x-sh", "x-python", "x-perl", "x-php", "x-lua", "x-tcl"} {
		if strings.Contains(t, piece) && !strings.Contains(t, "officedocument") {
			return true
		}
	}
	return false
}
