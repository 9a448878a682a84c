package app

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// placeOf returns where a file is.
func placeOf(name string) (place, error) {
	var s unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, name, 0, unix.STATX_INO|unix.STATX_BTIME, &s); err != nil {
		return place{}, fmt.Errorf("look at %s: %w", name, err)
	}
	p := place{Inode: s.Ino, Machine: machine()}
	if s.Mask&unix.STATX_BTIME != 0 {
		p.Born = s.Btime.Sec*1e9 + int64(s.Btime.Nsec)
	}
	return p, nil
}
