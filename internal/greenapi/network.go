package greenapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"sluice"
)

// How long a method that asks the network may take. Clients give up at 30 s.
const (
	askWithin   = 25 * time.Second
	askPause    = 100 * time.Millisecond // between two looks for a connection, doubled
	maxAskPause = 2 * time.Second
	maxSitOut   = 10 * time.Second // a wait that the network asks for and the client does not notice
)

var (
	// errNotReady is the answer of what needs an account while there is none.
	errNotReady = &refusal{status: http.StatusBadRequest, text: "instance is starting or not authorized"}

	// errNoNetwork is the answer when the network was out of reach for too long.
	errNoNetwork = &refusal{status: http.StatusBadGateway, text: "Bad Gateway"}

	errNoChat    = &sluice.Error{Code: sluice.Invalid, Text: "Chat not found"}
	errNoMessage = &sluice.Error{Code: sluice.Invalid, Text: "Message not found"}
	errNoGroup   = &sluice.Error{Code: sluice.Invalid, Text: "Chat is not a group"}
)

// A line is how methods reach the network while their client waits.
type line struct {
	instances Accounts
	network   Network
}

// ready returns an instance that has an account.
func (l line) ready(id sluice.InstanceID) (sluice.Instance, error) {
	i, err := l.instances.Instance(id)
	if err == nil && !i.State.Ready() {
		err = errNotReady
	}
	return i, err
}

// ask lets do ask the network with what get returns. It is step nine and ten of
// the checks: the instance must have an account; then it waits for a connection,
// and out what the network asks it to wait, if that is short. Its errors are
// those of the wire.
func ask[A any](
	ctx context.Context, l line, id sluice.InstanceID,
	get func(Network, context.Context, sluice.InstanceID) (A, error), do func(context.Context, A) error,
) error {
	asked, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	for look := askPause; ; {
		err := once(asked, l, id, get, do)
		if asked.Err() != nil && ctx.Err() == nil {
			return errNoNetwork
		}
		wait, again := sitOut(asked, err)
		if sluice.CodeOf(err) == sluice.Unavailable {
			wait, again = look, true
			look = min(2*look, maxAskPause)
		}
		if !again {
			return asError(err)
		}
		if err := pause(asked, wait); err != nil {
			return cmp.Or(ctx.Err(), error(errNoNetwork))
		}
	}
}

// once asks the network, if there is a connection. Unavailable: nothing was asked.
func once[A any](
	ctx context.Context, l line, id sluice.InstanceID,
	get func(Network, context.Context, sluice.InstanceID) (A, error), do func(context.Context, A) error,
) error {
	if _, err := l.ready(id); err != nil {
		return err
	}
	able, err := get(l.network, ctx, id)
	if err != nil {
		return err
	}
	return do(ctx, able)
}

// sitOut says how long the network wants us to wait, and whether that is short
// enough to do so.
func sitOut(ctx context.Context, err error) (wait time.Duration, short bool) {
	e, ok := errors.AsType[*sluice.Error](err)
	if !ok || e.Code != sluice.Limited {
		return 0, false
	}
	end, _ := ctx.Deadline()
	return e.Wait, e.Wait <= maxSitOut && e.Wait < time.Until(end)
}

// pause waits unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// asError gives an error of the network its meaning on the wire, where NotFound
// would be an unknown instance.
func asError(err error) error {
	switch sluice.CodeOf(err) {
	case sluice.NotFound:
		return errNoChat
	case sluice.Unavailable, sluice.Unknown:
		return errNoNetwork
	case sluice.Unauthorized, sluice.Blocked:
		return errNotReady
	case sluice.Suspended:
		return &sluice.Error{Code: sluice.Refused, Text: "peer_flood", Err: err}
	}
	return err
}

// noMessage turns NotFound of a call that names a message into its text.
func noMessage(err error) error {
	if sluice.CodeOf(err) == sluice.NotFound {
		return errNoMessage
	}
	return err
}

// A flag is the answer of a method that says only whether it was done.
type flag struct {
	name   string
	done   bool
	reason string // why not, in the network's own word
}

// MarshalJSON writes the flag under its name, and the reason if there is one.
func (f flag) MarshalJSON() ([]byte, error) {
	if f.done {
		return encode(map[string]bool{f.name: true})
	}
	reason, err := encode(f.reason)
	return append(append([]byte(`{"`+f.name+`":false,"reason":`), reason...), '}'), err
}

// flagged answers with a flag: a refusal for good is one too.
func flagged(name string, err error) (any, error) {
	switch {
	case err == nil:
		return flag{name: name, done: true}, nil
	case sluice.CodeOf(err) == sluice.Refused:
		return flag{name: name, reason: sluice.TextOf(err)}, nil
	}
	return nil, err
}
