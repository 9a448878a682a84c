package media

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// A day is a day by UTC: days since 1970.
type day int64

func dayOf(t time.Time) day {
	return day(t.UTC().Truncate(24*time.Hour).Unix() / (24 * 60 * 60))
}

// String returns the day as the name of its directory.
func (d day) String() string { return time.Unix(int64(d)*24*60*60, 0).UTC().Format("20060102") }

// A class is who put a file in its place, and so whether it can be had again.
type class byte

const (
	sending  class = 's' // a client's, that is to be sent: uploads and what urlFile pointed to
	incoming class = 'i' // the network's, which still has it
)

// A key tells the files of one instance apart.
type key [16]byte

// keyOf returns the key of what has a name of its own, such as a message.
func keyOf(what, name string) key {
	sum := sha256.Sum256([]byte(what + "\x00" + name))
	return key(sum[:16])
}

// A place is where a file is kept. Nothing of it comes from a client's words.
type place struct {
	day      day
	instance sluice.InstanceID
	class    class
	key      key
}

func (p place) name() string {
	return fmt.Sprintf("%v/%d/%c%s", p.day, p.instance, p.class, hex.EncodeToString(p.key[:]))
}

// parsePlace reads what name wrote.
func parsePlace(name string) (place, bool) {
	parts := strings.Split(name, "/")
	if len(parts) != 3 || len(parts[2]) != 1+2*len(key{}) {
		return place{}, false
	}
	t, err1 := time.Parse("20060102", parts[0])
	id, err2 := strconv.ParseInt(parts[1], 10, 64)
	k, err3 := hex.DecodeString(parts[2][1:])
	if err1 != nil || err2 != nil || err3 != nil {
		return place{}, false
	}
	p := place{day: dayOf(t), instance: sluice.InstanceID(id), class: class(parts[2][0]), key: key(k)}
	return p, p.class == sending || p.class == incoming
}
