package telegram

import (
	"context"
	"encoding/json"

	"github.com/gotd/td/tg"

	"sluice"
	"sluice/internal/driver"
)

// admit stores a session that has just been let in. What belonged to another
// account is forgotten; updates and dialogs are read from the start.
func (c *Conn) admit(ctx context.Context, l *link, self *tg.User) ([]byte, error) {
	var before storedAccount
	known, err := c.values.getJSON(ctx, accountValue, &before)
	if err != nil {
		return nil, err
	}
	if known && before.ID != self.ID {
		if err := c.values.forget(ctx); err != nil {
			return nil, err
		}
		c.peers.clear()
	}
	session, err := l.vault.current(ctx, l.client.Config().ThisDC)
	if err != nil {
		return nil, err
	}
	account, err := json.Marshal(accountRecord(self))
	if err != nil {
		return nil, err
	}
	err = c.values.put(ctx, map[string][]byte{
		driver.SessionName: session,
		environmentValue:   []byte(c.driver.environment()),
		accountValue:       account,
		pendingValue:       nil, updatesValue: nil, channelsValue: nil, knownValue: nil, dialogsValue: nil,
	})
	if err != nil {
		return nil, err
	}
	l.vault.keep(session)
	return session, nil
}

func accountRecord(u *tg.User) storedAccount {
	r := userRecord(u)
	return storedAccount{ID: r.ID, Phone: r.Phone, Username: r.Username, Name: r.Name}
}

// account returns who is logged in, in our words.
func account(u *tg.User) sluice.Account {
	r := userRecord(u)
	return sluice.Account{ID: r.chat(), Phone: r.Phone, Username: r.Username, Name: r.Name}
}
