package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"sluice/internal/store"
)

// A node is who may serve what is stored: this directory, on this machine. Its ID
// stands in the store, and in a file beside it that says where that file is. A copy
// of the file is another file: it has another inode, or was born at another moment.
// A directory that is renamed keeps both.
type node struct {
	ID string `json:"id"`
	place
}

// A place is what tells a file from its copies. What a system does not say is zero,
// and not compared.
type place struct {
	Inode   uint64 `json:"inode"`
	Born    int64  `json:"born"`    // in nanoseconds
	Machine string `json:"machine"` // a hash: the machine's own number is nobody's business
}

// nodeFile is where the node is written, machineFile where systems keep the number of
// the machine.
const (
	nodeFile    = "node"
	machineFile = "/etc/machine-id"
)

// errMoved is in the chain of the error for a directory that is not where it was.
var errMoved = errors.New("this data directory is a copy, or came from another disk or machine")

// settle makes sure that the data are served where they are at home. Two live copies
// would both send what waits, and Telegram would see one session from two places.
// What never was anywhere, or was restored from a backup, is at home here; what was
// moved is when the operator says so.
func (d *dataDir) settle(ctx context.Context, s store.Deployment, adopt bool) error {
	id, known, err := s.Get(ctx, store.NodeName)
	if err != nil {
		return fmt.Errorf("read whose data these are: %w", err)
	}
	if known && !adopt {
		n, err := d.node()
		if err == nil && n.ID != string(id) {
			err = errMoved
		}
		if errors.Is(err, errMoved) || errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w: two live copies would both send what waits; if no other copy will ever run again, "+
				"start this one once with: sluice serve --adopt; of a copy whose original went on, make a backup and restore it", d.path, errMoved)
		}
		return err
	}
	n, err := d.newNode()
	if err != nil {
		return fmt.Errorf("write whose data these are: %w", err)
	}
	return s.Put(ctx, map[string][]byte{store.NodeName: []byte(n.ID)})
}

// node reads who this directory belongs to. The error is errMoved if that is not
// this one.
func (d *dataDir) node() (node, error) { return readNode(d.file(nodeFile)) }

func readNode(name string) (n node, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(text, &n); err != nil {
		return n, fmt.Errorf("%s: %w", name, err)
	}
	here, err := placeOf(name)
	if err != nil {
		return n, err
	}
	if !n.same(here) {
		return n, errMoved
	}
	return n, nil
}

// newNode makes the directory a node. The file is a new one: the old one may have a
// second name elsewhere.
func (d *dataDir) newNode() (n node, err error) {
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails
	n.ID = hex.EncodeToString(id)
	name := d.file(nodeFile)
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return n, err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if n.place, err = placeOf(name); err != nil {
		return n, err
	}
	text, err := json.Marshal(n)
	if err != nil {
		return n, err
	}
	return n, errors.Join(writeAt(f, string(text)+"\n"), f.Sync(), syncDir(d.path))
}

// same says whether two places are one, as far as both are known.
func (p place) same(q place) bool {
	differ := p.Inode != q.Inode && p.Inode != 0 && q.Inode != 0 ||
		p.Born != q.Born && p.Born != 0 && q.Born != 0 ||
		p.Machine != q.Machine && p.Machine != "" && q.Machine != ""
	return !differ
}

// machine is a hash of the machine's number, "" where there is none.
func machine() string {
	text, err := os.ReadFile(machineFile)
	id := strings.TrimSpace(string(text))
	if err != nil || len(id) != 32 { // empty or "uninitialized", as in images
		return ""
	}
	sum := sha256.Sum256([]byte("sluice node " + id))
	return hex.EncodeToString(sum[:8])
}
