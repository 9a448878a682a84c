package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"sluice"
)

// The cost of a hash: OWASP's second choice for argon2id, which takes 19 MiB for
// some ten milliseconds. It is stored with each hash.
const (
	hashTime    = 2
	hashMemory  = 19 << 10 // KiB
	hashThreads = 1
	hashSize    = 32
	saltSize    = 16
)

var plain = base64.RawStdEncoding

// newPassword checks a password that somebody chose and returns its hash.
func (k *Keeper) newPassword(ctx context.Context, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
		return "", &sluice.Error{Code: sluice.Invalid, Text: fmt.Sprintf("'password' must have %d to %d characters", minPassword, maxPassword)}
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	sum, err := k.hash(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads,
		plain.EncodeToString(salt), plain.EncodeToString(sum)), nil
}

// hash is made one at a time: many at once would take the memory of all others.
func (k *Keeper) hash(ctx context.Context, password string, salt []byte) ([]byte, error) {
	k.hashing.Lock()
	defer k.hashing.Unlock()
	if err := ctx.Err(); err != nil { // it has waited for too long
		return nil, &sluice.Error{Code: sluice.Unavailable, Text: "too many are signing in; try again", Err: err}
	}
	return argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashThreads, hashSize), nil
}

// nobody is hashed in place of a password that does not exist, so that the time
// does not tell whether there is such a name.
var nobody = []byte("0123456789abcdef")

// verify returns the role of whoever has this name and password.
func (k *Keeper) verify(ctx context.Context, name, password string) (sluice.Role, error) {
	k.mu.Lock()
	o, ok := k.state.operator(name)
	k.mu.Unlock()
	if utf8.RuneCountInString(password) > maxPassword {
		return "", errRefused
	}
	salt, want := nobody, []byte(nil)
	if parts := strings.Split(o.Password, "$"); ok && len(parts) == 6 {
		salt, _ = plain.DecodeString(parts[4])
		want, _ = plain.DecodeString(parts[5])
	}
	sum, err := k.hash(ctx, password, salt)
	if err != nil {
		return "", err
	}
	if !ok || !same(sum, want) {
		return "", errRefused
	}
	return o.Role, nil
}
