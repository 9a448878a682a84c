//go:build !unix

package app

// NoCoreDumps does nothing: there are none.
func NoCoreDumps() error { return nil }

// descriptors is how many files and connections this process may have open: this
// system does not say.
func descriptors() int { return 1<<31 - 1 }
