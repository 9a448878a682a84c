//go:build unix

package app

import (
	"os"
	"syscall"
)

// tryLock takes the lock that ends with the process, however that ends.
func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
