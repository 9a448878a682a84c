// Package mtproto is the wire core of the sandbox: an MTProto server over TCP
// that a real Telegram client dials, with one function in place of the methods.
//
// A connection is one goroutine that reads frames. It finds out by the first
// bytes how frames are cut (abridged, intermediate, padded, full) and whether
// they are obfuscated, makes a new auth key when the client asks for one, and
// opens the messages of a known key; an unknown key is answered with -404.
// Service messages (ping, acks, salts, states, destroying a session, dropping
// an answer) are answered at once by that goroutine. Every request runs in a
// goroutine of its own, is acknowledged after one second if it still runs, and
// its answer is kept until the client acknowledges it: a client that repeats a
// message gets the same answer again, and the request does not run twice.
// Whoever has something to send encrypts it under the lock of its session and
// appends it to the connection's queue; the first to do so writes for all.
//
// The two sessions of a key that lost their connection last are remembered, so
// that a client that comes back with one of them still gets each answer once.
// An idle connection costs one goroutine and about ten kilobytes.
//
// What is not checked or not there: without [Options.Strict] neither salt, nor
// sequence number, nor the time in message ids; ever, that padding is random,
// that a layer is known (its number is ignored), and that a key is bound: the
// temporary keys of perfect forward secrecy are ordinary keys here, and
// auth.bindTempAuthKey reaches Handle like any request. There is no HTTP or
// WebSocket transport, no fake TLS, no quick acknowledgement, no CDN, and
// answers are never packed. Wrappers other than invokeWithLayer,
// initConnection, invokeWithoutUpdates, invokeAfterMsg and invokeAfterMsgs reach
// Handle as they are. A push that finds no live session is gone: what was
// missed is for updates.getDifference to tell.
package mtproto

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
)

// A KeyStore keeps the auth keys that clients and the server agreed on. It is
// called from many goroutines.
type KeyStore interface {
	Load(id [8]byte) (crypto.AuthKey, bool) // at the first message of a key on a connection
	Save(key crypto.AuthKey) error          // after an exchange, before the first message under the key is read
}

// Options says what a [Server] is: Key, Keys and Handle are needed, the zero
// value of all others works.
type Options struct {
	Key         *rsa.PrivateKey // 2048 bits; clients hold its public half
	DC          int             // the number that clients must know this server by; 0: 2
	Keys        KeyStore
	Handle      func(ctx context.Context, r *Request) (bin.Encoder, error)
	Gone        func(s SessionID) // the last connection of a session has closed; may be nil
	Secret      []byte            // of MTProxy, 16 bytes with or without the leading dd; nil: clients use none
	ReadTimeout time.Duration     // how long a connection may be silent; 0: 3 minutes
	// WriteTimeout is how long a client may take nothing of what is written to it;
	// 0: 15 seconds.
	WriteTimeout time.Duration
	Strict       bool             // refuse wrong salts, sequence numbers and times
	Now          func() time.Time // the clock that clients see; nil: time.Now
	Log          *slog.Logger     // nil: none
}

func (o Options) withDefaults() (Options, error) {
	if o.Key == nil || o.Keys == nil || o.Handle == nil {
		return o, errors.New("mtproto: Key, Keys and Handle are needed")
	}
	if n := o.Key.N.BitLen(); n != keyBits {
		return o, fmt.Errorf("mtproto: a key of %d bits, want %d", n, keyBits)
	}
	if len(o.Secret) == secretSize+1 && o.Secret[0] == paddedSecret {
		o.Secret = o.Secret[1:]
	}
	if n := len(o.Secret); n != 0 && n != secretSize {
		return o, fmt.Errorf("mtproto: a secret of %d bytes, want %d", n, secretSize)
	}
	if o.DC == 0 {
		o.DC = 2
	}
	if o.Gone == nil {
		o.Gone = func(SessionID) {}
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = 3 * time.Minute
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 15 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// A SessionID names one run of a client: gotd draws a new Session for every
// connection. The zero value stands for a connection that has not said yet.
type SessionID struct {
	Key     [8]byte // the id of the auth key
	Session int64   // the client's choice
}

// A Request is one call of a method, freed from its wrappers. Handle may keep
// it, and Body with it.
type Request struct {
	SessionID
	MsgID     int64       // the client's; the same again means the same request
	Came      time.Time   // when its frame began to arrive, with a monotonic reading
	Init      *Init       // what initConnection said last on this key; nil: nothing yet
	NoUpdates bool        // it came inside invokeWithoutUpdates
	TypeID    uint32      // of the innermost request
	Body      *bin.Buffer // positioned at TypeID
}

// An Init is what a client says about itself in initConnection.
type Init struct {
	AppID          int
	DeviceModel    string
	SystemVersion  string
	AppVersion     string
	SystemLangCode string
	LangPack       string
	LangCode       string
}

// What Handle returns as an error when the client is not to get an answer. An
// answer returned beside ErrDropAfter, ErrDropAfterAck or ErrSilent is kept for
// the case that the client repeats the message in the same session.
var (
	ErrDropBefore   = errors.New("mtproto: close; the request was not taken") // a repeat runs again; after a second it is acknowledged already
	ErrDropAfter    = errors.New("mtproto: close without an answer")          // the work is done
	ErrDropAfterAck = errors.New("mtproto: acknowledge, then close")          // the work is done
	ErrSilent       = errors.New("mtproto: acknowledge, then never answer")   // the connection lives
)
