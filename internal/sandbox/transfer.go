package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// tickets let an account in at another data centre, once each.
type tickets struct {
	mu   sync.Mutex // guards open
	open map[string]int64
}

func newTickets() *tickets { return &tickets{open: map[string]int64{}} }

// exportAuthorization gives the caller a ticket for the other data centre.
func (s *logins) exportAuthorization(_ context.Context, c *call, r *tg.AuthExportAuthorizationRequest) (bin.Encoder, error) {
	if r.DCID == c.dc || r.DCID != s.core.number && r.DCID != s.core.other() {
		return nil, tgerr.New(400, "DC_ID_INVALID")
	}
	ticket := rand.Text()
	s.tickets.mu.Lock()
	defer s.tickets.mu.Unlock()
	s.tickets.open[ticket] = c.account.ID
	return &tg.AuthExportedAuthorization{ID: c.account.ID, Bytes: []byte(ticket)}, nil
}

// importAuthorization logs the key in to which the ticket was given.
func (s *logins) importAuthorization(_ context.Context, c *call, r *tg.AuthImportAuthorizationRequest) (bin.Encoder, error) {
	s.tickets.mu.Lock()
	id, ok := s.tickets.open[string(r.Bytes)]
	delete(s.tickets.open, string(r.Bytes))
	s.tickets.mu.Unlock()
	a, known := s.world.account(id)
	if !ok || !known || id != r.ID {
		return nil, tgerr.New(400, "AUTH_BYTES_INVALID")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	auth, err := s.enter(c, a)
	if err != nil {
		return nil, err
	}
	return auth, nil
}

// migrate is what a client is told whose account, or whose file, lies at the
// other data centre; nil: it is here. Place 0 is the main one.
func (s *scene) migrate(c *call, place int, kind string) error {
	if place == 0 {
		place = s.core.number
	}
	if place == c.dc {
		return nil
	}
	return tgerr.New(303, fmt.Sprintf("%s_MIGRATE_%d", kind, place))
}
