package greenapi

import (
	"net/url"
	"strings"

	"sluice"
)

// A path is an address of the API in its canonical form: the segments without
// the many slashes and the prefix that clients put between and before them. It
// never needs a redirect, which would turn a POST into a GET.
type path struct {
	segments [4]string // percent-decoded
	count    int       // more than four: there were too many
}

// canonical reads a path: /waInstance{id}/{method}/{token}[/{arg}], with /v3
// before it, doubled slashes anywhere and one behind it if need be. Segments "."
// and ".." mean what they do in a file's path.
func canonical(u *url.URL) path {
	raw, decode := u.Path, false
	if u.RawPath != "" { // %2F and the like: decoding first would cut a segment in two
		raw, decode = u.RawPath, true
	}
	var p path
	prefixed := false
	for segment := range strings.SplitSeq(raw, "/") {
		if decode {
			segment = unescape(segment)
		}
		switch {
		case segment == "", segment == ".":
		case segment == "..":
			p.pop()
		case !prefixed && p.count == 0 && strings.EqualFold(segment, "v3"):
			prefixed = true
		default:
			p.push(segment)
		}
	}
	return p
}

func (p *path) push(segment string) {
	if p.count < len(p.segments) {
		p.segments[p.count] = segment
	}
	p.count++
}

func (p *path) pop() {
	if p.count == 0 {
		return
	}
	if p.count--; p.count < len(p.segments) {
		p.segments[p.count] = ""
	}
}

func unescape(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}

// ours says whether the path is one that the API answers, if only with 404.
func (p path) ours() bool {
	_, instance := cutInstance(p.segments[0])
	return instance || p.partner()
}

// partner says whether it is an address of the partner API.
func (p path) partner() bool { return strings.EqualFold(p.segments[0], "partner") }

// method is the name as it was written.
func (p path) method() string { return p.segments[1] }

// named says whether the method was asked for by this name.
func (p path) named(name string) bool { return strings.EqualFold(p.method(), name) }

// token is the secret of the request.
func (p path) token() string { return p.segments[2] }

// arg is what stands behind the token, "" when nothing does.
func (p path) arg() string { return p.segments[3] }

// fits says whether the path has as many segments as r wants.
func (p path) fits(r *route) bool { return p.count == 3 || r.arg && p.count == 4 }

// instance returns the number of the instance, and false when it is none.
func (p path) instance() (sluice.InstanceID, bool) {
	digits, _ := cutInstance(p.segments[0])
	return parseInstance(digits)
}

// shown is the path as an error body may show it: the token is masked, and with
// an unknown method all that follows it, and itself when it looks like a token.
func (p path) shown(found bool) string {
	var b strings.Builder
	for i, segment := range p.segments[:min(p.count, 2)] {
		if i == 1 && !found && strings.ContainsAny(segment, "0123456789") { // no method has a digit, and every token that we make
			segment = "***"
		}
		b.WriteString("/" + segment)
	}
	if p.count > 2 {
		b.WriteString("/***")
	}
	if found && p.count > 3 {
		b.WriteString("/" + p.arg())
	}
	return b.String()
}

// cutInstance returns what follows waInstance, or waaInstance as one published
// sample has it.
func cutInstance(segment string) (string, bool) {
	for _, prefix := range [...]string{"waInstance", "waaInstance"} {
		if len(segment) >= len(prefix) && strings.EqualFold(segment[:len(prefix)], prefix) {
			return segment[len(prefix):], true
		}
	}
	return "", false
}

// parseInstance reads digits without a sign or leading zeros.
func parseInstance(s string) (sluice.InstanceID, bool) {
	if s == "" || len(s) > 18 || s[0] == '0' {
		return 0, false
	}
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return sluice.InstanceID(n), true
}
