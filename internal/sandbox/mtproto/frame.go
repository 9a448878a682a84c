package mtproto

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy/obfuscated2"
	"github.com/gotd/td/proto/codec"
	"github.com/gotd/td/transport"
)

const (
	secretSize   = 16   // bytes of an MTProxy secret
	paddedSecret = 0xdd // in front of a secret: the client uses the padded form

	obfuscatedHead = 64      // bytes in front of an obfuscated stream
	maxFrame       = 1 << 24 // bytes; what gotd sends and takes at most
	minFull        = 12      // bytes of a full frame without content: length, number, checksum
)

// A framer cuts what a client sends into frames, and frames what is sent to it.
// The work is done by gotd's codecs; only the head of a frame is read here,
// because they believe what it promises: a full frame shorter than its own head
// makes them index out of range.
type framer struct {
	codec transport.Codec
	r     io.Reader
	w     io.Writer
	head  [4]byte // of the frame being read
	size  int     // bytes of it that are read
}

// accept finds out, by the first bytes that a client sends, how it frames and
// whether it obfuscates, with the secret or without.
func accept(rw io.ReadWriter, secret []byte) (*framer, error) {
	var start [obfuscatedHead]byte
	if _, err := io.ReadFull(rw, start[:1]); err != nil {
		return nil, err
	}
	if start[0] == codec.AbridgedClientStart[0] {
		return &framer{codec: codec.Abridged{}, r: rw, w: rw}, nil
	}
	if _, err := io.ReadFull(rw, start[1:4]); err != nil {
		return nil, err
	}
	if c := codecOf([4]byte(start[:4])); c != nil {
		return &framer{codec: c, r: rw, w: rw}, nil
	}
	if _, err := io.ReadFull(rw, start[4:8]); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint32(start[4:]) == 0 { // the number of the first full frame; never so when obfuscated
		return &framer{codec: &codec.Full{}, r: &prefixed{head: start[:8], r: rw}, w: rw}, nil
	}
	if _, err := io.ReadFull(rw, start[8:]); err != nil {
		return nil, err
	}
	return acceptObfuscated(rw, start[:], secret)
}

// acceptObfuscated tries the secret first, then none: both kinds of clients may
// come by one listener.
func acceptObfuscated(rw io.ReadWriter, start, secret []byte) (*framer, error) {
	secrets := [][]byte{secret, nil}
	if len(secret) == 0 {
		secrets = secrets[1:]
	}
	for _, secret := range secrets {
		inner, meta, err := obfuscated2.Accept(struct {
			io.Reader
			io.Writer
		}{&prefixed{head: start, r: rw}, rw}, secret)
		if err != nil {
			return nil, err
		}
		if c := codecOf(meta.Protocol); c != nil {
			return &framer{codec: c, r: inner, w: inner}, nil
		}
	}
	return nil, errors.New("the first bytes are of no known transport")
}

// codecOf returns nil for a tag that means nothing.
func codecOf(tag [4]byte) transport.Codec {
	for _, c := range []codec.TaggedCodec{codec.Abridged{}, codec.Intermediate{}, codec.PaddedIntermediate{}} {
		if tag == c.ObfuscatedTag() {
			return c
		}
	}
	return nil
}

// wait reads the head of the next frame. Until it comes, no buffer is held.
func (f *framer) wait() error {
	f.size = len(f.head)
	if _, abridged := f.codec.(codec.Abridged); abridged {
		f.size = 1
	}
	if _, err := io.ReadFull(f.r, f.head[:f.size]); err != nil {
		return err
	}
	var content, least int
	switch f.codec.(type) {
	case codec.Abridged:
		const long = 0x7f // three bytes of length follow; above: a quick acknowledgement is asked for
		if f.head[0] > long {
			return errors.New("quick acknowledgements are not supported")
		}
		content, least = 4*int(f.head[0]), 4
		if f.head[0] == long {
			if _, err := io.ReadFull(f.r, f.head[1:]); err != nil {
				return err
			}
			f.size = len(f.head)
			content = int(binary.LittleEndian.Uint32(f.head[:]) >> 8 << 2)
		}
	case *codec.Full:
		content, least = int(binary.LittleEndian.Uint32(f.head[:])), minFull
	default:
		content, least = int(binary.LittleEndian.Uint32(f.head[:])), 1
	}
	if content < least || content > maxFrame {
		return fmt.Errorf("a frame of %d bytes", content)
	}
	return nil
}

// read reads the frame whose head wait has read.
func (f *framer) read(b *bin.Buffer) error {
	return f.codec.Read(&prefixed{head: f.head[:f.size], r: f.r}, b)
}

// A prefixed reader gives its head first.
type prefixed struct {
	head []byte
	r    io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}
