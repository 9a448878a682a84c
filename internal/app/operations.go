package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/console"
	"sluice/internal/driver"
	"sluice/internal/greenapi"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// births are told of each notification that is born; nil: nobody is.
type births func(sluice.InstanceID, int64, sluice.Notification)

// openStore locks the data directory and opens the store in it.
func openStore(ctx context.Context, cfg config.Config, log *slog.Logger, metrics prometheus.Registerer, born births) (*store.Store, *dataDir, error) {
	data, err := openData(cfg.Data)
	if err != nil {
		return nil, nil, err
	}
	st, err := openStoreIn(ctx, data, cfg, store.Options{Log: log, Metrics: metrics, Born: born})
	if err != nil {
		return nil, nil, errors.Join(err, data.Close())
	}
	if err := dropCheckpoints(data); err != nil {
		log.WarnContext(ctx, "app: an old checkpoint stays", "err", err)
	}
	return st, data, nil
}

func openStoreIn(ctx context.Context, data *dataDir, cfg config.Config, o store.Options) (*store.Store, error) {
	secret, before, err := data.secrets(cfg.Secret)
	if err != nil {
		return nil, err
	}
	engine, err := pebble.Open(pebble.Options{Dir: data.file(storeDir), Log: o.Log, Memory: cfg.Store.Memory})
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	data.key = secret
	o.Secret, o.Before, o.QueueLimit = secret, before, cfg.Limits.Queue
	o.Retention, o.NumberRetention = cfg.Retention.Texts, cfg.Retention.Mapping
	o.ExpiredSilently, o.HoldOnOther = cfg.Queue.ExpiredSilently, cfg.Queue.HoldOnOther
	st, err := store.New(ctx, engine, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), engine.Close())
	}
	if o.Metrics != nil {
		o.Metrics.MustRegister(ballastFigure(engine))
	}
	if before == nil {
		return st, nil
	}
	if err := data.adopt(); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// ballastFigure is 1 while the store has something to give up when the disk is full.
func ballastFigure(e *pebble.Engine) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "sluice_store_ballast", Help: "1 while there is a file to give up when the disk is full; after that it is laid again when there is room.",
	}, func() float64 {
		if e.Ballast() {
			return 1
		}
		return 0
	})
}

// Open returns an operator for the data directory of cfg: of the gateway that
// runs there, or of the store itself. There must be one: whoever only looks
// leaves no new store in a place that he has mistyped.
func Open(ctx context.Context, cfg config.Config) (Operator, error) {
	if r, ok := dial(ctx, cfg.Data); ok {
		return r, nil
	}
	if err := findStore(cfg.Data); err != nil {
		return nil, err
	}
	return openOperations(ctx, cfg)
}

// Prepare is [Open] for what may come before the first start of a gateway: it
// makes the store.
func Prepare(ctx context.Context, cfg config.Config) (Operator, error) {
	if r, ok := dial(ctx, cfg.Data); ok {
		return r, nil
	}
	return openOperations(ctx, cfg)
}

func openOperations(ctx context.Context, cfg config.Config) (Operator, error) {
	st, data, err := openStore(ctx, cfg, slog.New(slog.DiscardHandler), prometheus.NewRegistry(), nil)
	if errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("%w, which does not answer yet; try again", err)
	}
	if err != nil {
		return nil, err
	}
	return &operations{
		store: st, data: data,
		remove: st.Remove, // the next start removes its files
		close:  func() error { return errors.Join(st.Close(), data.Close()) },
	}, nil
}

// operations is the [Operator] of a store that this process has open.
type operations struct {
	store  *store.Store
	data   *dataDir
	remove func(ctx context.Context, id sluice.InstanceID) error // with all that belongs to it
	reboot func(ctx context.Context, id sluice.InstanceID) error // nil: no sessions run
	desk   *desk                                                 // nil: no console runs
	close  func() error                                          // nil: somebody else does

	deliveries func(id sluice.InstanceID) []sluice.Delivery // nil: nobody makes any

	copying sync.Mutex // held while what is stored is copied, or its secret changed
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
	i.Settings.Interval = sluice.ProposedInterval
	var interval json.RawMessage
	if n.Interval != 0 {
		interval = fmt.Appendf(nil, `{"delaySendMessagesMilliseconds":%d}`, n.Interval)
	}
	for _, settings := range []json.RawMessage{interval, n.Settings} {
		if len(settings) == 0 {
			continue
		}
		change, err := greenapi.ParseSettings(settings)
		if err != nil {
			return none, "", err
		}
		change(&i.Settings)
	}
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
	line, err := o.store.Line(ctx, i.ID)
	if err != nil {
		return InstanceInfo{}, err
	}
	notifications, err := o.store.CountNotifications(ctx, i.ID)
	if err != nil {
		return InstanceInfo{}, err
	}
	return InstanceInfo{
		ID: int64(i.ID), Name: i.Name, State: string(i.State), WID: i.Account.WID(),
		Messages: line.Count, Notifications: notifications, Silent: i.Settings.Silent(), Interval: i.Settings.Interval.Milliseconds(),
		Proxied: i.Link.Proxy != "", Proxy: i.Link.ProxyPlace(), AppID: i.Link.AppID, Device: i.Link.Device,
		Held: i.Held, Paused: i.Paused, PausedBy: i.PausedBy, Created: i.Created, Outlook: console.OutlookOf(i, line),
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

// Link changes how an instance reaches Telegram.
func (o *operations) Link(ctx context.Context, id int64, c LinkChange) (InstanceInfo, error) {
	i, err := o.instance(id)
	if err != nil {
		return InstanceInfo{}, err
	}
	if err := o.store.UpdateLink(ctx, i.ID, c.apply); err != nil {
		return InstanceInfo{}, err
	}
	return o.Show(ctx, id)
}

// apply makes the change. An api_id comes with its hash, or with none.
func (c LinkChange) apply(l *sluice.Link) {
	if c.AppID != nil {
		l.AppID, l.AppHash = *c.AppID, ""
	}
	for _, change := range []struct{ to, from *string }{{&l.Proxy, c.Proxy}, {&l.AppHash, c.AppHash}, {&l.Device, c.Device}} {
		if change.from != nil {
			*change.to = *change.from
		}
	}
}

// Remove deletes an instance with all that belongs to it.
func (o *operations) Remove(ctx context.Context, id int64) error {
	i, err := o.instance(id)
	if err != nil {
		return err
	}
	return o.remove(ctx, i.ID)
}

// ConsoleLink returns an address that signs an operator in to the console, once.
func (o *operations) ConsoleLink(ctx context.Context) (string, error) {
	if o.desk == nil {
		return "", &sluice.Error{Code: sluice.Unavailable, Text: fmt.Sprintf("no gateway runs on %s; start one with: sluice serve --data %[1]s", o.data.path)}
	}
	return o.desk.link(ctx)
}

// Close closes the store, if it was opened for this operator.
func (o *operations) Close() error {
	if o.close == nil {
		return nil
	}
	return o.close()
}
