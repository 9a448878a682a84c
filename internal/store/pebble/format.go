package pebble

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"
)

// format is the version of the library's files. It only moves forward, one
// release after a binary that can read the new one.
const format = pebble.FormatValueSeparation

// DataFormat is the version of keys and values that this program reads and
// writes. It is kept among the deployment's values, under dataFormatName.
const (
	DataFormat     = 1
	dataFormatName = "format"
)

// checkFormat compares the stored version with ours, and gives a store that is
// new its own.
func (e *Engine) checkFormat() error {
	data, ok, err := e.get(valueKey(0, dataFormatName))
	switch {
	case err != nil:
		return err
	case !ok && e.opts.ReadOnly:
		return errors.New("the store has no format, so it was never used")
	case !ok:
		return e.db.Set(valueKey(0, dataFormatName), strconv.AppendInt(nil, DataFormat, 10), pebble.Sync)
	}
	switch n, err := strconv.Atoi(string(data)); {
	case err != nil || n < 1:
		return fmt.Errorf("its format is %q, which no release has written; a backup brings back what is damaged: sluice restore", data)
	case n > DataFormat:
		return newer(fmt.Sprintf("format %d, and this program reads format %d", n, DataFormat))
	}
	return nil
}

// newer refuses what a later release has written: it would be misread.
func newer(what string) error {
	return fmt.Errorf("a newer release of Sluice has written it (%s). "+
		"Run that release again, or go back to a backup that was made before the upgrade: sluice restore BACKUP --data NEW", what)
}

// explained says what to do about the library's refusal of files that a later
// version of it has written. The library has no value for that, only a text.
func explained(err error) error {
	if text := err.Error(); strings.Contains(text, "unknown format major version") {
		return newer(text)
	}
	return err
}
