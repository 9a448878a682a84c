package console

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// A picture is a QR code that any page can draw: one path in a square of so many
// modules.
type picture struct {
	URL  string `json:"url"`
	Size int    `json:"size"`
	Path string `json:"path"`
}

func draw(text string) (*picture, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return &picture{text, code.Size, path.String()}, nil
}
