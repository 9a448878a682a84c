package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gotd/td/crypto"
)

// restore fills an empty scene, from the journal if there is one.
func restore(s *scene) error {
	if s.o.Dir == "" {
		return nil
	}
	epoch, old := 1, &restorer{s}
	j, err := openJournal(filepath.Join(s.o.Dir, "journal.jsonl"), func(r record) error {
		if r.Start == nil {
			return old.replay(r)
		}
		epoch, s.world.secret = r.Start.Epoch+1, [32]byte(r.Start.Secret)
		return nil
	})
	if err != nil {
		return err
	}
	s.journal, s.keys.journal, s.evidence.journal, s.evidence.epoch = j, j, j, epoch
	return j.write(record{Start: &startRecord{Epoch: epoch, Secret: s.world.secret[:]}})
}

// A restorer makes old changes again. Nothing else runs yet.
type restorer struct{ *scene }

func newSecret() (secret [32]byte) {
	_, _ = rand.Read(secret[:]) // never fails
	return secret
}

// replay makes one change again.
func (s *restorer) replay(r record) error {
	switch {
	case r.Birth != nil:
		_, err := s.world.bear(*r.Birth, func(birth) error { return nil })
		return err
	case r.Key != nil:
		s.keys.add(crypto.Key(r.Key.Value).WithID())
		return nil
	case r.Bind != nil:
		return s.replayBind(*r.Bind)
	case r.Forget != "":
		id, err := keyID(r.Forget)
		delete(s.keys.keys, id)
		return err
	case r.Entry != nil:
		return s.replayEntry(*r.Entry)
	case r.Message != nil:
		return s.replayMessage(r.Message)
	case r.File != nil:
		s.depot.replay(r.File)
		return nil
	case r.Poll != nil:
		s.world.polls[r.Poll.ID] = *r.Poll
		return nil
	case r.Hall != nil:
		s.replayHall(*r.Hall)
		return nil
	case r.Picture != nil:
		s.world.pictures[r.Picture.Of] = r.Picture.File
		return nil
	case r.Privacy != nil:
		s.world.shy[r.Privacy.User] = r.Privacy.Privacy
		return nil
	case r.Repeat != nil:
		if r.Repeat.N <= int64(len(s.evidence.messages)) {
			s.evidence.messages[r.Repeat.N-1].Repeats++
		}
		return nil
	case r.Call != nil:
		s.evidence.keepCall(r.Call)
		return nil
	case r.Answer != nil:
		if c, ok := s.evidence.byN[r.Answer.N]; ok {
			s.evidence.settle(c, *r.Answer)
		}
		return nil
	default:
		return s.replayAccount(r)
	}
}

// replayAccount makes a change of one account's properties again.
func (s *restorer) replayAccount(r record) error {
	var id int64
	var change func(a *account)
	switch {
	case r.Grow != nil:
		id, change = r.Grow.Account, func(a *account) { a.grow(r.Grow.Dialogs, r.Grow.Contacts, r.Grow.Date) }
	case r.Secret != nil:
		id, change = r.Secret.Account, func(a *account) { a.password = r.Secret.Password }
	case r.Ban != nil:
		id, change = r.Ban.Account, func(a *account) { a.banned = r.Ban.Banned }
	case r.Contact != nil:
		id, change = r.Contact.Account, func(a *account) { a.note(*r.Contact) }
	case r.Shelf != nil:
		id, change = r.Shelf.Account, func(a *account) {
			if a.archived[r.Shelf.Chat] = r.Shelf.Archived; !r.Shelf.Archived {
				delete(a.archived, r.Shelf.Chat)
			}
		}
	case r.Seen != nil:
		id, change = r.Seen.Account, func(a *account) { a.seen[r.Seen.Channel] = r.Seen.Max }
	default:
		return nil // written by a later version
	}
	a, ok := s.world.account(id)
	if !ok {
		return fmt.Errorf("there is no account %d", id)
	}
	change(a)
	return nil
}

func (s *restorer) replayBind(r bindRecord) error {
	id, err := keyID(r.Key)
	if err != nil {
		return err
	}
	k, ok := s.keys.keys[id]
	if !ok {
		return fmt.Errorf("there is no key %s", r.Key)
	}
	was := k.account
	k.account, k.pending, k.device, k.refusal = r.Account, r.Pending, r.Device, r.Refusal
	s.keys.index(k, was)
	return nil
}

func (s *restorer) replayHall(r hallRecord) {
	h, ok := s.world.hall(r.Of)
	if !ok {
		h = s.world.build(r.Of, r.Date)
	}
	s.world.enroll(r.Of, h.state.Swap(r.Charter), r.Charter)
}

func (s *restorer) replayEntry(r entryRecord) error {
	if r.Entry.Message != nil {
		s.world.uid.Store(max(s.world.uid.Load(), r.Entry.Message.UID))
	}
	for _, id := range r.Entry.IDs {
		s.evidence.mark(r.Box, id, func(m *Message) {
			m.Edited = m.Edited || r.Entry.Kind == entryEdit
			m.Deleted = m.Deleted || r.Entry.Kind == entryDelete
		})
	}
	if c, ok := s.world.channel(r.Box.id); ok && r.Box.kind == channelKind {
		c.box.replay(r.Entry)
		return nil
	}
	a, ok := s.world.account(r.Box.id)
	if !ok {
		return fmt.Errorf("there is no box %s", r.Box)
	}
	a.box.replay(r.Entry)
	return nil
}

// replayMessage restores a row of the evidence, and with it the memory of its
// random_id.
func (s *restorer) replayMessage(m *Message) error {
	account, err := strconv.ParseInt(m.Account, 10, 64)
	if err != nil {
		return err
	}
	randomID, err := strconv.ParseInt(m.RandomID, 10, 64)
	if err != nil {
		return err
	}
	chat, err := parsePeer(m.Chat)
	if err != nil {
		return err
	}
	a, ok := s.world.account(account)
	if !ok {
		return fmt.Errorf("there is no account %d", account)
	}
	s.evidence.keepMessage(m, boxName(a, chat))
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	at := time.Time{}
	if there, ok := b.messages[m.MessageID]; ok {
		at = time.Unix(int64(there.Date), 0)
	}
	a.sent[randomID] = sent{chat: chat, id: m.MessageID, at: at}
	return nil
}

func keyID(s string) (id [8]byte, err error) {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(id) {
		return id, fmt.Errorf("%q is not the id of a key", s)
	}
	return [8]byte(raw), nil
}

// serverKey returns the key that clients know the server by: the one given, the
// one kept, or a new one.
func serverKey(o Options) (*rsa.PrivateKey, error) {
	if o.Key != nil {
		return o.Key, nil
	}
	path := filepath.Join(o.Dir, "server.pem")
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the sandbox's directory: %w", err)
		}
		kept, err := os.ReadFile(path)
		if err == nil {
			return parseServerKey(path, kept)
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("read the server's key: %w", err)
		}
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make the server's key: %w", err)
	}
	if o.Dir == "" {
		return key, nil
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return nil, fmt.Errorf("keep the server's key: %w", err)
	}
	return key, nil
}

func parseServerKey(path string, text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key: delete it to get a new one", path)
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return key, nil
}
