package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// A record is one line of the journal: exactly one of its fields is set. The
// world is what its records make, in their order.
type record struct {
	Start   *startRecord    `json:"start,omitempty"`
	Birth   *birth          `json:"birth,omitempty"`
	Grow    *growRecord     `json:"grow,omitempty"`
	Secret  *passwordRecord `json:"password,omitempty"`
	Ban     *banRecord      `json:"ban,omitempty"`
	Key     *keyRecord      `json:"key,omitempty"`
	Bind    *bindRecord     `json:"bind,omitempty"`
	Forget  string          `json:"forget,omitempty"` // the id of a key
	Contact *contactRecord  `json:"contact,omitempty"`
	File    *file           `json:"file,omitempty"`
	Poll    *poll           `json:"poll,omitempty"`
	Hall    *hallRecord     `json:"hall,omitempty"`
	Picture *pictureRecord  `json:"picture,omitempty"`
	Shelf   *shelfRecord    `json:"shelf,omitempty"`
	Privacy *privacyRecord  `json:"privacy,omitempty"`
	Entry   *entryRecord    `json:"entry,omitempty"`
	Seen    *seenRecord     `json:"seen,omitempty"`
	Message *Message        `json:"message,omitempty"`
	Repeat  *repeatRecord   `json:"repeat,omitempty"`
	Call    *Call           `json:"call,omitempty"`
	Answer  *answerRecord   `json:"answer,omitempty"`
}

type startRecord struct {
	Epoch  int    `json:"epoch"`
	Secret []byte `json:"secret"`
}

type growRecord struct {
	Account  int64 `json:"account"`
	Dialogs  int   `json:"dialogs"`
	Contacts int   `json:"contacts"`
	Date     int   `json:"date"`
}

type passwordRecord struct {
	Account  int64     `json:"account"`
	Password *verifier `json:"password"` // null: taken away
}

type banRecord struct {
	Account int64 `json:"account"`
	Banned  bool  `json:"banned"`
}

type keyRecord struct {
	Value []byte `json:"value"`
}

type bindRecord struct {
	Key     string `json:"key"`
	Account int64  `json:"account"`
	Pending int64  `json:"pending"`
	Device  string `json:"device"`
	Refusal string `json:"refusal"`
}

type contactRecord struct {
	Account int64  `json:"account"`
	User    int64  `json:"user"`
	Name    string `json:"name"`
	Gone    bool   `json:"gone,omitempty"` // taken out of the address book
}

type entryRecord struct {
	Box   peer  `json:"box"` // an account or a channel
	Entry entry `json:"entry"`
}

type shelfRecord struct {
	Account  int64 `json:"account"`
	Chat     peer  `json:"chat"`
	Archived bool  `json:"archived"`
}

type hallRecord struct {
	Of      peer     `json:"of"`
	Date    int      `json:"date"`
	Charter *charter `json:"charter"`
}

type pictureRecord struct {
	Of   peer  `json:"of"`
	File int64 `json:"file"` // 0: none
}

type privacyRecord struct {
	User int64 `json:"user"`
	Privacy
}

type seenRecord struct {
	Account int64 `json:"account"`
	Channel int64 `json:"channel"`
	Max     int   `json:"max"`
}

type repeatRecord struct {
	N int64 `json:"n"` // of the message
}

type answerRecord struct {
	N         int64  `json:"n"` // of the call
	Answer    string `json:"answer"`
	MessageID int    `json:"messageId,omitempty"`
	Took      int64  `json:"took"`
}

// A journal appends records to a file, one JSON object a line. A nil journal
// writes nothing. It is not synced: the fake outlives a kill of its process,
// not of the machine.
type journal struct {
	broken chan struct{} // closed at the first failure

	mu   sync.Mutex // guards what follows
	file *os.File
	out  *bufio.Writer
	err  error // the first failure
}

// openJournal hands every record of the file to replay and opens it for more.
// A half-written last line is cut off.
func openJournal(path string, replay func(record) error) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	good, err := readJournal(f, replay)
	if err == nil {
		err = f.Truncate(good)
	}
	if err == nil {
		_, err = f.Seek(good, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", path, err), f.Close())
	}
	return &journal{broken: make(chan struct{}), file: f, out: bufio.NewWriter(f)}, nil
}

// readJournal returns where the last whole line ends.
func readJournal(f io.Reader, replay func(record) error) (good int64, err error) {
	in := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return good, nil
		}
		if err != nil {
			return good, err
		}
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return good, fmt.Errorf("line %d: %w", n, err)
		}
		if err := replay(r); err != nil {
			return good, fmt.Errorf("line %d: %w", n, err)
		}
		good += int64(len(line))
	}
}

// write appends one record. It is called under the lock of what the record is
// about, so that the order of records is the order of changes.
func (j *journal) write(r record) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(r)
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	if err == nil {
		_, err = j.out.Write(append(line, '\n'))
	}
	if err == nil {
		err = j.out.Flush()
	}
	if err != nil {
		j.err = fmt.Errorf("write the journal: %w", err)
		close(j.broken)
	}
	return j.err
}

// failed is closed when a record could not be written; nil without a journal.
func (j *journal) failed() <-chan struct{} {
	if j == nil {
		return nil
	}
	return j.broken
}

// cause is the first failure.
func (j *journal) cause() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(j.out.Flush(), j.file.Close())
}
