package media

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"path"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// An origin is where the file of a link comes from. It is part of links that are
// out, so numbers are never reassigned.
type origin byte

const (
	fromUpload  origin = 1 // a client: it is on disk or nowhere
	fromMessage origin = 2 // a message at the network
	fromRemote  origin = 3 // the network, without a message
)

// A link is what the name in a URL says.
type link struct {
	origin   origin
	instance sluice.InstanceID
	made     time.Time // whole seconds
	size     int64     // as the network told it; 0: unknown
	upload   key
	message  sluice.MessageID
	remote   sluice.Remote
	ext      string // without a dot
}

// key is what its file is kept under.
func (l link) key() key {
	switch l.origin {
	case fromMessage:
		return messageKey(l.message)
	case fromRemote:
		return keyOf("remote", string(l.remote))
	}
	return l.upload
}

func messageKey(m sluice.MessageID) key { return keyOf("message", string(m)) }

// over says whether the link had ended by the time t.
func (l link) over(t time.Time) bool { return t.Sub(l.made) >= linkLife }

// URL returns a link that serves a file of the network for 24 hours from at: the
// file of message or, when that is "", the one that f.Remote names. Nothing is
// stored, and the same arguments give the same link.
func (m *Media) URL(id sluice.InstanceID, message sluice.MessageID, f sluice.File, at time.Time) string {
	l := link{origin: fromMessage, instance: id, made: at, size: f.Size, message: message, ext: extOf(fileName(f.Name, f.MIME))}
	if message == "" {
		l.origin, l.remote = fromRemote, f.Remote
	}
	return m.url(l)
}

func (m *Media) url(l link) string {
	return m.opts.MediaURL + "/download/" + head(l.instance) + "/" + m.links.seal(l) + "." + l.ext
}

// own returns the link that a URL is, if it is one of ours.
func (m *Media) own(url string) (link, bool) {
	rest, ok := strings.CutPrefix(url, m.opts.MediaURL+"/download/")
	if !ok {
		return link{}, false
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	return m.links.parse(rest)
}

// head is how a link begins: the first four digits of the instance.
func head(id sluice.InstanceID) string {
	s := strconv.FormatInt(int64(id), 10)
	return s[:min(4, len(s))]
}

// A sealer makes names that nobody else can make or read, and that need no
// memory. It is the construction called SIV: the first 16 bytes are a keyed hash
// of the rest, and the counter under which the rest is encrypted. The same link
// gives the same name, so that a notification reads the same each time.
type sealer struct {
	check []byte
	block cipher.Block
}

func newSealer(secret [32]byte) *sealer {
	derive := func(purpose string) []byte {
		h := hmac.New(sha256.New, secret[:])
		h.Write([]byte(purpose))
		return h.Sum(nil)
	}
	block, err := aes.NewCipher(derive("media: what links say"))
	if err != nil {
		block = nil // not of a key of 32 bytes
	}
	return &sealer{check: derive("media: that links are ours"), block: block}
}

// letters are those of names: one case, so that no letter case can be lost.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (s *sealer) seal(l link) string {
	b := []byte{byte(l.origin)}
	b = binary.AppendUvarint(b, uint64(l.instance))
	b = binary.AppendUvarint(b, uint64(l.made.Unix()))
	b = binary.AppendUvarint(b, uint64(max(l.size, 0)))
	switch l.origin {
	case fromUpload:
		b = append(b, l.upload[:]...)
	case fromMessage:
		b = append(b, l.message...)
	case fromRemote:
		b = append(b, l.remote...)
	}
	iv := s.hash(b, l.ext)
	cipher.NewCTR(s.block, iv).XORKeyStream(b, b)
	return letters.EncodeToString(append(iv, b...))
}

// hash binds what a link says to the extension, which stands in clear.
func (s *sealer) hash(b []byte, ext string) []byte {
	h := hmac.New(sha256.New, s.check)
	h.Write([]byte(ext + "\x00"))
	h.Write(b)
	return h.Sum(nil)[:aes.BlockSize]
}

// parse reads what follows /download/. False: it never was a link.
func (s *sealer) parse(rest string) (link, bool) {
	first, file, ok := strings.Cut(rest, "/")
	ext := path.Ext(file)
	name := strings.TrimSuffix(file, ext)
	data, err := letters.DecodeString(name)
	if !ok || ext == "" || err != nil || len(data) <= aes.BlockSize || letters.EncodeToString(data) != name {
		return link{}, false
	}
	iv, b := data[:aes.BlockSize], data[aes.BlockSize:]
	cipher.NewCTR(s.block, iv).XORKeyStream(b, b)
	l := link{ext: ext[1:]}
	if !hmac.Equal(iv, s.hash(b, l.ext)) || !l.read(b) || head(l.instance) != first {
		return link{}, false
	}
	return l, true
}

// read reads what seal wrote.
func (l *link) read(b []byte) bool {
	l.origin, b = origin(b[0]), b[1:]
	var numbers [3]uint64
	for i := range numbers {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return false
		}
		numbers[i], b = v, b[n:]
	}
	l.instance, l.made, l.size = sluice.InstanceID(numbers[0]), time.Unix(int64(numbers[1]), 0), int64(numbers[2])
	switch l.origin {
	case fromUpload:
		return copy(l.upload[:], b) == len(l.upload)
	case fromMessage:
		l.message = sluice.MessageID(b)
	case fromRemote:
		l.remote = sluice.Remote(b)
	default:
		return false
	}
	return true
}

// newKey returns a key that nobody can guess.
func newKey() (k key) {
	_, _ = rand.Read(k[:]) // it never fails: the process ends before
	return k
}
