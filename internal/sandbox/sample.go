package sandbox

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"io"
)

// sampleSize is how wide and high a sample photo is.
const sampleSize = 320

// sampleHead returns the bytes that a sample of a kind begins with, and which a
// look at the first bytes takes for what the kind says.
func sampleHead(kind string) []byte {
	switch kind {
	case KindPhoto:
		return sampleJPEG()
	case KindVideo, KindVideoNote, KindAnimation:
		return []byte("\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41\x00\x00\x00\x08free")
	case KindAudio:
		return []byte("ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00")
	case KindVoice:
		return []byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead")
	case KindSticker:
		return []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	case sampleAnimated:
		return sampleTGS()
	default:
		return []byte("%PDF-1.4\n%sandbox\n")
	}
}

// sampleAnimated is the sample of an animated sticker.
const sampleAnimated = "animated"

func sampleJPEG() []byte {
	m := image.NewRGBA(image.Rect(0, 0, sampleSize, sampleSize))
	for y := range sampleSize {
		for x := range sampleSize {
			m.SetRGBA(x, y, color.RGBA{R: uint8(x * 255 / sampleSize), G: uint8(y * 255 / sampleSize), B: 160, A: 255})
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, m, nil) // into memory
	return out.Bytes()
}

func sampleTGS() []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, `{"tgs":1,"v":"5.5.2","fr":60,"ip":0,"op":60,"w":512,"h":512,"nm":"sample","ddd":0,"assets":[],"layers":[]}`) // into memory
	_ = w.Close()
	return out.Bytes()
}

// A sample is a content that is made up: the head of its kind, and noise up to
// its size.
type sample struct {
	head []byte
	size int64
}

func newSample(kind string, size int64) *sample { return &sample{head: sampleHead(kind), size: size} }

// ReadAt reads the made-up bytes.
func (s *sample) ReadAt(b []byte, at int64) (int, error) {
	n := 0
	for ; n < len(b) && at < s.size; n++ {
		if at < int64(len(s.head)) {
			b[n] = s.head[at]
		} else {
			b[n] = noise(at)
		}
		at++
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Close does nothing.
func (s *sample) Close() error { return nil }

// noise is a byte that depends on its place alone and does not compress well.
func noise(at int64) byte {
	x := uint64(at) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return byte(x >> 56)
}

// sampleContent returns a sample of a kind; size 0: as it is.
func sampleContent(kind string, size int64) content {
	s := newSample(kind, size)
	if size < int64(len(s.head)) {
		s.size = int64(len(s.head))
	}
	sum := sha256.New()
	_, _ = io.Copy(sum, io.NewSectionReader(s, 0, s.size)) // from memory
	return content{Hash: hex.EncodeToString(sum.Sum(nil)), Size: s.size, Sample: kind}
}

// strip is how a picture goes into a stripped thumbnail: the height, the width
// and what follows the head of a JPEG, which is the same for all.
func strip(m image.Image) []byte {
	small := shrink(m, 40)
	var out bytes.Buffer
	if jpeg.Encode(&out, small, &jpeg.Options{Quality: 20}) != nil { // the head that clients add is made for 20
		return nil
	}
	b := out.Bytes()
	scan := bytes.Index(b, []byte("\xff\xda\x00\x0c"))
	if scan < 0 {
		return nil
	}
	size := small.Bounds().Size()
	return append([]byte{1, byte(size.Y), byte(size.X)}, b[scan+14:len(b)-2]...)
}

// shrink makes a picture fit into a square, by taking single points.
func shrink(m image.Image, side int) image.Image {
	size := m.Bounds().Size()
	longest := max(size.X, size.Y)
	if longest <= side {
		return m
	}
	w, h := max(1, size.X*side/longest), max(1, size.Y*side/longest)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Set(x, y, m.At(m.Bounds().Min.X+x*size.X/w, m.Bounds().Min.Y+y*size.Y/h))
		}
	}
	return out
}

// webpSize reads the size of a WebP picture; 0 when it is not one.
func webpSize(b []byte) (w, h int) {
	if len(b) < 30 || !bytes.HasPrefix(b, []byte("RIFF")) || string(b[8:12]) != "WEBP" {
		return 0, 0
	}
	switch string(b[12:16]) {
	case "VP8X":
		return 1 + int(b[24]) + int(b[25])<<8 + int(b[26])<<16, 1 + int(b[27]) + int(b[28])<<8 + int(b[29])<<16
	case "VP8L":
		n := binary.LittleEndian.Uint32(b[21:])
		return 1 + int(n&0x3fff), 1 + int(n>>14&0x3fff)
	default:
		return int(binary.LittleEndian.Uint16(b[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[28:]) & 0x3fff)
	}
}
