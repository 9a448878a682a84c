package greenapi

import (
	"context"

	"sluice"
)

// account has the methods that look at an instance and change it.
type account struct {
	instances Accounts
	sessions  Sessions
	who       directory
}

// withDevice is the older name of getAccountSettings; its answer has one key more.
const withDevice = "getWaSettings"

func (a account) state(_ context.Context, c *call) (any, error) {
	i, err := a.instances.Instance(c.id)
	if err != nil {
		return nil, err
	}
	return struct {
		State sluice.State `json:"stateInstance"`
	}{i.State}, nil
}

func (a account) settings(_ context.Context, c *call) (any, error) {
	i, err := a.instances.Instance(c.id)
	if err != nil {
		return nil, err
	}
	return showSettings(i), nil
}

func (a account) setSettings(ctx context.Context, c *call) (any, error) {
	change, err := someSettings(c.fields)
	if err != nil {
		return nil, err
	}
	if err := a.instances.UpdateSettings(ctx, c.id, change); err != nil {
		return nil, err
	}
	return struct {
		Saved bool `json:"saveSettings"`
	}{true}, nil
}

// shownAccount is who is logged in; its strings are empty while nobody is.
type shownAccount struct {
	Avatar         string        `json:"avatar"`
	Phone          sluice.Phone  `json:"phone"`
	State          sluice.State  `json:"stateInstance"`
	Chat           sluice.ChatID `json:"chatId"`
	SuspendedUntil int64         `json:"suspendedUntil,omitempty"` // Unix seconds
	Device         *string       `json:"deviceId,omitempty"`
}

func (a account) show(ctx context.Context, c *call) (any, error) {
	i, err := a.instances.Instance(c.id)
	if err != nil {
		return nil, err
	}
	shown := shownAccount{Avatar: a.who.own(ctx, i), Phone: i.Account.Phone, State: i.State, Chat: i.Account.ID}
	if i.State == sluice.SuspendedState && !i.SuspendedUntil.IsZero() {
		shown.SuspendedUntil = i.SuspendedUntil.Unix()
	}
	if c.path.named(withDevice) {
		shown.Device = new(string)
	}
	return shown, nil
}

func (a account) reboot(ctx context.Context, c *call) (any, error) {
	err := a.sessions.Reboot(ctx, c.id)
	if sluice.CodeOf(err) == sluice.Internal {
		return nil, err
	}
	return struct {
		Done bool `json:"isReboot"`
	}{err == nil}, nil
}

func (a account) logout(ctx context.Context, c *call) (any, error) {
	if err := a.sessions.Logout(ctx, c.id); err != nil {
		return nil, err
	}
	return struct {
		Done bool `json:"isLogout"`
	}{true}, nil
}

func (a account) renewToken(ctx context.Context, c *call) (any, error) {
	token, err := a.instances.RenewToken(ctx, c.id)
	if err != nil {
		return nil, err
	}
	return struct {
		Token sluice.Token `json:"apiTokenInstance"`
	}{token}, nil
}
