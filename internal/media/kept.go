package media

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// errDamaged is a stored file whose bytes are not those that were written.
var errDamaged = errors.New("a stored file is damaged")

// A kept file is open for reading. Each block is checked before a byte of it is
// handed out, so what was read is what was written, or an error.
type kept struct {
	label
	file  StoredFile
	place place
	sums  []byte

	at    int64 // of the next Read
	block []byte
	first int64 // offset of block; meaningful once block is not nil
}

// openKept opens the file in place: fs.ErrNotExist when there is none.
func openKept(files Files, p place) (*kept, error) {
	f, err := files.Open(p.name())
	if err != nil {
		return nil, err
	}
	k := &kept{file: f, place: p}
	if err := k.readTrailer(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return k, nil
}

func (k *kept) readTrailer() error {
	total := k.file.Size()
	foot := make([]byte, footSize)
	if total < footSize {
		return fmt.Errorf("%w: it has no end", errDamaged)
	}
	if _, err := k.file.ReadAt(foot, total-footSize); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read a stored file: %w", err)
	}
	about := int64(binary.BigEndian.Uint32(foot))
	blocks := int64(binary.BigEndian.Uint32(foot[4:]))
	k.size = int64(binary.BigEndian.Uint64(foot[8:]))
	if string(foot[20:]) != mark || k.size < 0 || total != k.size+4*blocks+about+footSize || blocks != (k.size+blockSize-1)/blockSize {
		return fmt.Errorf("%w: its end is not one", errDamaged)
	}
	t := make([]byte, 4*blocks+about+16)
	if _, err := k.file.ReadAt(t, k.size); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read a stored file: %w", err)
	}
	if crc32.Checksum(t, castagnoli) != binary.BigEndian.Uint32(foot[16:]) {
		return fmt.Errorf("%w: its label", errDamaged)
	}
	k.sums = t[:4*blocks]
	size := k.size
	if err := json.Unmarshal(t[4*blocks:4*blocks+about], &k.label); err != nil {
		return fmt.Errorf("%w: its label: %w", errDamaged, err)
	}
	k.size = size
	return nil
}

// Read returns checked bytes.
func (k *kept) Read(p []byte) (int, error) {
	if k.at >= k.size {
		return 0, io.EOF
	}
	first := k.at - k.at%blockSize
	if k.block == nil || k.first != first {
		if err := k.load(first); err != nil {
			return 0, err
		}
	}
	n := copy(p, k.block[k.at-first:])
	k.at += int64(n)
	return n, nil
}

func (k *kept) load(first int64) error {
	if k.block == nil {
		k.block = make([]byte, min(blockSize, k.size))
	}
	b := k.block[:min(int64(cap(k.block)), k.size-first)]
	k.block = nil // until it is checked
	if _, err := k.file.ReadAt(b, first); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read a stored file: %w", err)
	}
	if crc32.Checksum(b, castagnoli) != binary.BigEndian.Uint32(k.sums[4*(first/blockSize):]) {
		return fmt.Errorf("%w: the block at %d", errDamaged, first)
	}
	k.block, k.first = b, first
	return nil
}

// Seek sets where the next Read begins.
func (k *kept) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += k.at
	case io.SeekEnd:
		offset += k.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	k.at = offset
	return offset, nil
}

// Close closes the file.
func (k *kept) Close() error { return k.file.Close() }

// check reads all of it.
func (k *kept) check() error {
	for first := int64(0); first < k.size; first += blockSize {
		if err := k.load(first); err != nil {
			return err
		}
	}
	return nil
}
