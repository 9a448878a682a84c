package sluice

import "io"

// Remote names a file at the network, in the driver's own form: whoever holds it
// can have the file fetched again. It is plain text without secrets of ours.
type Remote string

// A File is a file in a message.
type File struct {
	Remote    Remote `json:"remote,omitempty"`
	Name      string `json:"name,omitempty"` // the sender's name of it; "": none was given
	MIME      string `json:"mime,omitempty"`
	Size      int64  `json:"size,omitempty"`
	Animated  bool   `json:"animated,omitempty"`
	Thumbnail []byte `json:"thumbnail,omitempty"` // a small JPEG
}

// A Location is a point on the map, perhaps with a name.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

// A Card is a contact that was sent.
type Card struct {
	Name  string `json:"name"`
	VCard string `json:"vcard"`
}

// A Poll is a question with answers to choose.
type Poll struct {
	Question string   `json:"question"`
	Options  []string `json:"options"`
	Multiple bool     `json:"multiple,omitempty"`
}

// An Upload is a file at hand that is to be sent. Whoever opened it closes it.
type Upload struct {
	io.ReadSeekCloser
	Name string
	MIME string // as its bytes say
	Size int64
}

// Saved is a file that a client handed over and that can be sent now.
type Saved struct {
	URL  string // under which the gateway serves it, and by which a message names it
	Name string // with an extension
	MIME string // as its bytes say
	Size int64
}
