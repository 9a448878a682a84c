package sandbox

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// logins are the methods by which clients come in and go.
type logins struct {
	*scene
	codes   *codes
	asks    *challenges
	tickets *tickets
}

// getConfig is what every connection asks first.
func (s *logins) getConfig(_ context.Context, c *call, _ *tg.HelpGetConfigRequest) (bin.Encoder, error) {
	now := s.now()
	return &tg.Config{
		Date: int(now.Unix()), Expires: int(now.Add(time.Hour).Unix()), ThisDC: c.dc,
		DCOptions:   []tg.DCOption{at(s.core.number, s.door.place()), at(s.core.other(), s.door.side())},
		MeURLPrefix: "https://t.me/", MessageLengthMax: maxText, CaptionLengthMax: 1024, EditTimeLimit: 172800,
		ChatSizeMax: 200, MegagroupSizeMax: 200000, ForwardedCountMax: 100, WebfileDCID: s.o.DC,
	}, nil
}

// at tells where a data centre is.
func at(dc int, address string) tg.DCOption {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = "127.0.0.1", "0"
	}
	n, _ := strconv.Atoi(port)
	return tg.DCOption{ID: dc, IPAddress: host, Port: n, Static: true}
}

func (s *logins) getNearestDC(_ context.Context, c *call, _ *tg.HelpGetNearestDCRequest) (bin.Encoder, error) {
	return &tg.NearestDC{Country: "RU", ThisDC: c.dc, NearestDC: s.o.DC}, nil
}

// login lets an account in on a key, if it needs no password, and returns the
// authorization.
func (s *logins) login(c *call, a *account) (tg.AuthAuthorizationClass, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.banned {
		return nil, tgerr.New(401, "USER_DEACTIVATED_BAN")
	}
	if a.password != nil {
		if err := s.keys.ask(c.id.Key, a.ID); err != nil {
			return nil, err
		}
		return nil, errPasswordNeeded()
	}
	return s.enter(c, a)
}

// enter binds the key to an account that has shown all it must. The account is
// locked.
func (s *logins) enter(c *call, a *account) (tg.AuthAuthorizationClass, error) {
	if err := s.keys.login(c.id.Key, a.ID); err != nil {
		return nil, err
	}
	return &tg.AuthAuthorization{User: s.view(a).user(a.person)}, nil
}

// logOut frees the key.
func (s *logins) logOut(_ context.Context, c *call, _ *tg.AuthLogOutRequest) (bin.Encoder, error) {
	if err := s.keys.logout(c.id.Key, ""); err != nil {
		return nil, err
	}
	return &tg.AuthLoggedOut{}, nil
}

func (s *logins) updateStatus(context.Context, *call, *tg.AccountUpdateStatusRequest) (bin.Encoder, error) {
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}
