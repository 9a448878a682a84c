package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // formats that image.Decode knows
	"image/jpeg"
	_ "image/png" // likewise
	"io"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // likewise

	"sluice"
)

const (
	thumbnailSide = 100      // pixels of the longer side
	decodedLimit  = 64 << 20 // bytes of a picture when it is unpacked
)

// Thumbnail returns a small JPEG of a picture (JPEG, PNG, GIF or WebP). How much
// room the picture would take is found out before it is unpacked, and one is
// unpacked at a time. Invalid: it is no picture, or takes too much.
func (m *Media) Thumbnail(ctx context.Context, r io.ReadSeeker) ([]byte, error) {
	if err := m.pictures.enter(ctx); err != nil {
		return nil, err
	}
	defer m.pictures.leave()
	config, format, err := image.DecodeConfig(r)
	if err != nil {
		return nil, noPicture(err)
	}
	depth := depthOf(config.ColorModel)
	if format == "jpeg" {
		if depth, err = jpegDepth(r); err != nil {
			return nil, noPicture(err)
		}
	}
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width) > decodedLimit/depth/int64(config.Height) {
		return nil, noPicture(fmt.Errorf("%d x %d pixels are too many", config.Width, config.Height))
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	full, _, err := image.Decode(r)
	if err != nil {
		return nil, noPicture(err)
	}
	return shrink(full)
}

func noPicture(cause error) error {
	return &sluice.Error{Code: sluice.Invalid, Text: "Unsupported media type", Err: cause}
}

// shrink paints a picture small, on white where it is transparent.
func shrink(full image.Image) ([]byte, error) {
	b := full.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > thumbnailSide {
		w, h = max(w*thumbnailSide/longer, 1), max(h*thumbnailSide/longer, 1)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, small.Bounds(), full, b, draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: 60}); err != nil {
		return nil, fmt.Errorf("write a thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// depthOf returns how many bytes a pixel takes while a picture is unpacked.
func depthOf(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4 // of a palette, too: a frame may be painted over another
}

// jpegDepth is depthOf of a JPEG, the start of which is read again: one that is
// sent in several passes keeps all its coefficients until the last.
func jpegDepth(r io.ReadSeeker) (int64, error) {
	if _, err := r.Seek(2, io.SeekStart); err != nil {
		return 0, err
	}
	for {
		var segment struct{ Mark, Length uint16 }
		if err := binary.Read(r, binary.BigEndian, &segment); err != nil {
			return 0, err
		}
		switch segment.Mark {
		case 0xFFC0, 0xFFC1:
			return 4, nil
		case 0xFFC2:
			return 16, nil
		}
		if segment.Mark < 0xFF01 || segment.Length < 2 {
			return 16, nil // padded or odd: take the worst
		}
		if _, err := r.Seek(int64(segment.Length)-2, io.SeekCurrent); err != nil {
			return 0, err
		}
	}
}
