package media_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"sluice"
)

func TestAThumbnailIsASmallJPEG(t *testing.T) {
	w := open(t, nil)
	picture := image.NewRGBA(image.Rect(0, 0, 800, 400))
	for i := range picture.Pix {
		picture.Pix[i] = 200 | byte(i%4/3*255) // opaque
	}
	for name, encode := range map[string]func(*bytes.Buffer) error{
		"jpeg": func(b *bytes.Buffer) error { return jpeg.Encode(b, picture, nil) },
		"png":  func(b *bytes.Buffer) error { return png.Encode(b, picture) },
		"gif":  func(b *bytes.Buffer) error { return gif.Encode(b, picture, nil) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		small, err := w.Thumbnail(t.Context(), bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := jpeg.Decode(bytes.NewReader(small))
		if err != nil || got.Bounds().Dx() != 100 || got.Bounds().Dy() != 50 || len(small) > 10_000 {
			t.Errorf("%s: got %v, %d bytes, %v", name, got.Bounds(), len(small), err)
		}
		if r, _, _, _ := got.At(50, 25).RGBA(); r>>8 < 150 || r>>8 > 250 {
			t.Errorf("%s: the colour is %d", name, r>>8)
		}
	}
}

func TestAPictureThatUnpacksToTooMuchIsRefusedUnread(t *testing.T) {
	w := open(t, nil)
	progressive := append([]byte{0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8}, binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, 3000), 3000)...)
	progressive = append(progressive, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	pictures := map[string][]byte{
		"a PNG of 50000 x 50000":          bomb(50_000, 50_000),
		"a PNG of one endless line":       bomb(1<<31-1, 1),
		"a JPEG in passes of 3000 x 3000": progressive,
		"no picture":                      []byte("<svg><script>alert(1)</script></svg>"),
		"nothing":                         nil,
	}
	for name, data := range pictures {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := w.Thumbnail(t.Context(), bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		if sluice.CodeOf(err) != sluice.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
			t.Errorf("%s: took %d bytes", name, grown)
		}
	}
}

// bomb is the head of a PNG that says how large it is.
func bomb(width, height uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	head = append(head, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}
