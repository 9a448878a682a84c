package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"sluice"
)

// sealVersion begins every sealed value.
const sealVersion = 1

var errSealed = errors.New("sealed with another secret, or damaged")

// keys are what seals and opens: the key of the secret, and while that is being
// changed the one before, which only opens.
type keys struct{ now, before cipher.AEAD }

func newSeal(secret [32]byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret[:], nil, "sluice: values at rest", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return cipher.NewGCM(block)
}

// sealed encrypts data for one place: it opens under the same instance and name
// alone.
func (s *Store) sealed(id sluice.InstanceID, name string, data []byte) []byte {
	seal := s.keys.Load().now
	nonce := make([]byte, seal.NonceSize(), 1+seal.NonceSize()+len(data)+seal.Overhead())
	_, _ = rand.Read(nonce) // never fails
	out := append([]byte{sealVersion}, nonce...)
	return seal.Seal(out, nonce, data, place(id, name))
}

// opened is the inverse of sealed. It also opens what the key before has sealed.
func (s *Store) opened(id sluice.InstanceID, name string, data []byte) ([]byte, error) {
	k := s.keys.Load()
	out, err := unsealed(k.now, id, name, data)
	if err != nil && k.before != nil {
		return unsealed(k.before, id, name, data)
	}
	return out, err
}

func unsealed(seal cipher.AEAD, id sluice.InstanceID, name string, data []byte) ([]byte, error) {
	size := 1 + seal.NonceSize()
	if len(data) < size || data[0] != sealVersion {
		return nil, errSealed
	}
	out, err := seal.Open(nil, data[1:size], data[size:], place(id, name))
	if err != nil {
		return nil, errSealed
	}
	return out, nil
}

// open decrypts JSON into v.
func (s *Store) open(id sluice.InstanceID, name string, data []byte, v any) error {
	plain, err := s.opened(id, name, data)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

func place(id sluice.InstanceID, name string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(id)), name...) //nolint:gosec // an id is positive
}
