package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/driver"
	"sluice/internal/greenapi"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// openStore locks the data directory and opens the store in it.
func openStore(ctx context.Context, cfg config.Config, log *slog.Logger, metrics prometheus.Registerer) (*store.Store, *dataDir, error) {
	data, err := openData(cfg.Data)
	if err != nil {
		return nil, nil, err
	}
	st, err := openStoreIn(ctx, data, cfg, log, metrics)
	if err != nil {
		return nil, nil, errors.Join(err, data.Close())
	}
	return st, data, nil
}

func openStoreIn(ctx context.Context, data *dataDir, cfg config.Config, log *slog.Logger, metrics prometheus.Registerer) (*store.Store, error) {
	secret, err := data.secret(cfg.Secret)
	if err != nil {
		return nil, err
	}
	engine, err := pebble.Open(pebble.Options{Dir: data.file(storeDir), Log: log})
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	o := store.Options{
		Log: log, Metrics: metrics, Secret: secret, QueueLimit: cfg.Limits.Queue,
		Retention: cfg.Retention.Texts, NumberRetention: cfg.Retention.Mapping,
	}
	if cfg.Queue.ExpiredSilently {
		o.ExpiredNotification = store.ExpiredNone
	}
	if cfg.Queue.HoldOnOther {
		o.OnOtherAccount = store.OtherAccountHold
	}
	st, err := store.New(ctx, engine, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), engine.Close())
	}
	return st, nil
}

// Open returns an operator for the data directory of cfg: of the gateway that
// runs there, or of the store itself.
func Open(ctx context.Context, cfg config.Config) (Operator, error) {
	if r, ok := dial(ctx, cfg.Data); ok {
		return r, nil
	}
	st, data, err := openStore(ctx, cfg, slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	if errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("%w, which does not answer yet; try again", err)
	}
	if err != nil {
		return nil, err
	}
	return &operations{store: st, close: func() error { return errors.Join(st.Close(), data.Close()) }}, nil
}

// operations is the [Operator] of a store that this process has open.
type operations struct {
	store  *store.Store
	reboot func(ctx context.Context, id sluice.InstanceID) error // nil: no sessions run
	close  func() error                                          // nil: somebody else does
}

// Add adds an instance.
func (o *operations) Add(ctx context.Context, n NewInstance) (InstanceInfo, error) {
	i, token, err := n.parse()
	if err != nil {
		return InstanceInfo{}, err
	}
	session, err := decodeSession(n.Session)
	if err != nil {
		return InstanceInfo{}, err
	}
	i, token, err = o.store.Create(ctx, i, token)
	if err != nil {
		return InstanceInfo{}, err
	}
	if len(session) > 0 {
		if err := o.plant(ctx, i.ID, session); err != nil {
			return InstanceInfo{}, err
		}
	}
	info, err := o.Show(ctx, int64(i.ID))
	info.Token = string(token)
	return info, err
}

// parse checks what an operator gave.
func (n NewInstance) parse() (sluice.Instance, sluice.Token, error) {
	var none sluice.Instance
	id, ok := sluice.ParseInstanceID(n.ID)
	if n.ID != 0 && !ok {
		return none, "", &sluice.Error{Code: sluice.Invalid, Text: "an idInstance has 1 to 10 digits"}
	}
	token, ok := sluice.ParseToken(n.Token)
	if n.Token != "" && !ok {
		return none, "", &sluice.Error{Code: sluice.Invalid, Text: "an apiTokenInstance has 16 to 128 letters and digits"}
	}
	i := sluice.Instance{ID: id, Name: n.Name, Settings: sluice.DefaultSettings(), Link: n.Link}
	if _, err := i.Link.ProxyURL(); err != nil {
		return none, "", err
	}
	if (n.Link.AppID == 0) != (n.Link.AppHash == "") {
		return none, "", &sluice.Error{Code: sluice.Invalid, Text: "api_id and api_hash belong together; https://my.telegram.org gives both"}
	}
	if len(n.Settings) == 0 {
		return i, token, nil
	}
	change, err := greenapi.ParseSettings(n.Settings)
	if err != nil {
		return none, "", err
	}
	change(&i.Settings)
	return i, token, nil
}

// plant gives an instance a session that was made elsewhere.
func (o *operations) plant(ctx context.Context, id sluice.InstanceID, session []byte) error {
	if err := o.store.Values(id).Put(ctx, map[string][]byte{driver.SessionName: session}); err != nil {
		return fmt.Errorf("store the session: %w", err)
	}
	if err := o.store.SetState(ctx, id, sluice.Change{State: sluice.Starting, Why: "a session was given"}); err != nil {
		return fmt.Errorf("store the state: %w", err)
	}
	if o.reboot == nil {
		return nil
	}
	return o.reboot(ctx, id)
}

// decodeSession takes a session as the sandbox answers it, in base64, or as it
// is stored.
func decodeSession(data []byte) ([]byte, error) {
	data = bytes.TrimSpace(data)
	if json.Valid(data) && bytes.HasPrefix(data, []byte("{")) {
		return data, nil
	}
	out, err := base64.StdEncoding.DecodeString(string(data))
	if err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "the session is neither base64 nor a JSON object", Err: err}
	}
	return out, nil
}

// List returns the instances that exist.
func (o *operations) List(ctx context.Context) ([]InstanceInfo, error) {
	all := []InstanceInfo{}
	for _, i := range o.store.Instances() {
		if !i.Deleted.IsZero() {
			continue
		}
		info, err := o.info(ctx, i)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}

// Show returns one instance with its token.
func (o *operations) Show(ctx context.Context, id int64) (InstanceInfo, error) {
	i, err := o.instance(id)
	if err != nil {
		return InstanceInfo{}, err
	}
	info, err := o.info(ctx, i)
	if err != nil {
		return InstanceInfo{}, err
	}
	token, err := o.store.Token(ctx, i.ID)
	info.Token = string(token)
	return info, err
}

func (o *operations) info(ctx context.Context, i sluice.Instance) (InstanceInfo, error) {
	messages, err := o.store.Count(ctx, i.ID)
	if err != nil {
		return InstanceInfo{}, err
	}
	notifications, err := o.store.CountNotifications(ctx, i.ID)
	if err != nil {
		return InstanceInfo{}, err
	}
	return InstanceInfo{
		ID: int64(i.ID), Name: i.Name, State: string(i.State), WID: i.Account.WID(),
		Messages: messages, Notifications: notifications, Interval: i.Settings.Interval.Milliseconds(),
		Proxied: i.Link.Proxy != "", Created: i.Created,
	}, nil
}

// instance returns an instance that exists, with words for a person otherwise.
func (o *operations) instance(id int64) (sluice.Instance, error) {
	i, err := o.store.Instance(sluice.InstanceID(id))
	switch {
	case sluice.CodeOf(err) == sluice.NotFound, err == nil && !i.Deleted.IsZero():
		return i, &sluice.Error{Code: sluice.NotFound, Text: fmt.Sprintf("there is no instance %d", id)}
	}
	return i, err
}

// Remove deletes an instance with all that belongs to it.
func (o *operations) Remove(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.store.Remove(ctx, i.ID)
}

// Queue returns the first messages that wait.
func (o *operations) Queue(ctx context.Context, id int64, limit int) ([]QueuedMessage, error) {
	i, err := o.instance(id)
	if err != nil {
		return nil, err
	}
	items, err := o.store.Show(ctx, i.ID, limit)
	if err != nil {
		return nil, err
	}
	all := []QueuedMessage{}
	for _, m := range items {
		all = append(all, QueuedMessage{ID: string(m.ID), Type: m.Kind.String(), Body: json.RawMessage(m.Body)})
	}
	return all, nil
}

// ClearQueue takes out everything that waits.
func (o *operations) ClearQueue(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.store.Clear(ctx, i.ID)
}

// Close closes the store, if it was opened for this operator.
func (o *operations) Close() error {
	if o.close == nil {
		return nil
	}
	return o.close()
}

// Accepted is when the message was accepted, which its id tells.
func (m QueuedMessage) Accepted() string {
	n, err := strconv.ParseInt(m.ID, 10, 64)
	if err != nil {
		return ""
	}
	return time.UnixMilli(n).UTC().Format("2006-01-02T15:04:05.000Z")
}
