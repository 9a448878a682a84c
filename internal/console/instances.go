package console

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sluice"
)

// day is how long a message waits at most.
const day = 24 * time.Hour

// shownInstance is an instance with how it stands.
type shownInstance struct {
	ID             sluice.InstanceID `json:"idInstance"`
	Token          sluice.Token      `json:"apiTokenInstance,omitempty"` // of a new one
	Name           string            `json:"name"`
	State          sluice.State      `json:"state"`
	SuspendedUntil moment            `json:"suspendedUntil,omitzero"`
	Cause          sluice.Cause      `json:"cause,omitempty"`
	CauseAt        moment            `json:"causeAt,omitzero"`
	Account        *shownAccount     `json:"account,omitempty"`
	Before         *shownAccount     `json:"accountBefore,omitempty"`
	Created        moment            `json:"createdAt"`
	Proxied        bool              `json:"proxied"`
	Queue          shownLine         `json:"queue"`
	Notifications  shownInbox        `json:"notifications"`
}

type shownAccount struct {
	ID       sluice.ChatID `json:"id"`
	Phone    sluice.Phone  `json:"phone"`
	Username string        `json:"username"`
	Name     string        `json:"name"`
}

// shownLine is where a queue stands.
type shownLine struct {
	Count    int              `json:"count"`
	Aside    int              `json:"aside"`
	Overdue  int              `json:"overdue"`
	Sending  sluice.MessageID `json:"sending,omitempty"`
	Oldest   moment           `json:"oldestAt,omitzero"`
	Interval int64            `json:"intervalMs"`
	PerDay   int64            `json:"perDay"`
	Waits    string           `json:"waitsFor,omitempty"`
	Until    moment           `json:"until,omitzero"`
	Next     moment           `json:"nextAt,omitzero"`
	Last     moment           `json:"lastAt,omitzero"`
	Takes    int64            `json:"takesMs"`
	Paused   *shownPause      `json:"paused,omitempty"`
	Held     bool             `json:"held"`
	HeldFor  sluice.Hold      `json:"heldFor,omitempty"`
	HeldOnes int              `json:"heldMessages,omitempty"` // one by one, as they are in doubt
}

type shownPause struct {
	By string `json:"by,omitempty"`
	At moment `json:"at,omitzero"`
}

// shownInbox is what waits for the client.
type shownInbox struct {
	Count   int           `json:"count"`
	Webhook string        `json:"webhook,omitempty"`
	Failing *shownFailing `json:"failing,omitempty"`
	Silent  bool          `json:"silent,omitempty"`
}

type shownFailing struct {
	Attempt int    `json:"attempt"`
	Error   string `json:"error"`
	At      moment `json:"at"`
}

// show returns an instance as it stands now.
func (s *Server) show(ctx context.Context, id sluice.InstanceID) (shownInstance, error) {
	i, err := s.instance(id)
	if err != nil {
		return shownInstance{}, err
	}
	l, err := s.Queue.Line(ctx, id)
	if err != nil {
		return shownInstance{}, err
	}
	n, err := s.Notifications.CountNotifications(ctx, id)
	if err != nil {
		return shownInstance{}, err
	}
	shown := shownInstance{
		ID: id, Name: i.Name, State: i.State, SuspendedUntil: moment(i.SuspendedUntil), Created: moment(i.Created),
		Proxied: i.Link.Proxy != "", Queue: showLine(i, l), Notifications: s.showInbox(i, n),
	}
	shown.Cause, shown.CauseAt = i.Cause, moment(i.CauseAt)
	shown.Account, shown.Before = showAccount(i.Account), showAccount(i.Before)
	return shown, nil
}

func showAccount(a sluice.Account) *shownAccount {
	if a.ID == "" {
		return nil
	}
	return &shownAccount{a.ID, a.Phone, a.Username, a.Name}
}

func showLine(i sluice.Instance, l sluice.Line) shownLine {
	shown := shownLine{
		Count: l.Count, Aside: l.Aside, Overdue: l.Overdue, Sending: l.Sending, Oldest: moment(l.Oldest),
		Interval: i.Settings.Interval.Milliseconds(), PerDay: perDay(i.Settings.Interval),
		Takes: (time.Duration(l.Count) * i.Settings.Interval).Milliseconds(), Held: i.Held, HeldFor: i.HeldFor, HeldOnes: l.Held,
	}
	if i.Paused {
		shown.Paused = &shownPause{i.PausedBy, moment(i.PausedAt)}
	}
	if l.Count == 0 {
		return shown
	}
	p := newPlan(i, l)
	w, at := p.next()
	shown.Waits, shown.Until, shown.HeldFor, shown.Next, shown.Last = w.What, w.Until, w.For, moment(at), moment(p.last())
	if i.Held {
		shown.HeldFor = i.HeldFor
	}
	return shown
}

// perDay is how many messages go in 24 hours, an interval apart.
func perDay(interval time.Duration) int64 { return int64(day / max(interval, time.Millisecond)) }

func (s *Server) showInbox(i sluice.Instance, count int) shownInbox {
	shown := shownInbox{Count: count, Webhook: hostOf(i.Settings.WebhookURL), Silent: i.Settings.Silent()}
	if shown.Webhook == "" {
		return shown
	}
	if ds := s.Gateway.Deliveries(i.ID); len(ds) > 0 && ds[0].Error != "" {
		shown.Failing = &shownFailing{ds[0].Attempt, ds[0].Error, moment(ds[0].At)}
	}
	return shown
}

// hostOf is what may be shown of a webhook's address: its path may hold a secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// listed is a page of instances, with what is true of all of them.
type listed struct {
	Instances []shownInstance      `json:"instances"`
	Next      string               `json:"next,omitempty"`
	Total     int                  `json:"total"`
	States    map[sluice.State]int `json:"states"`
	Waiting   int                  `json:"waiting"`
	Oldest    moment               `json:"oldestAt,omitzero"`
}

func (s *Server) listInstances(c *call) (any, error) {
	limit, err := c.limit(200)
	if err != nil {
		return nil, err
	}
	text, state := strings.ToLower(c.query("text")), sluice.State(c.query("state"))
	after, err := strconv.ParseInt("0"+c.query("after"), 10, 64)
	if err != nil {
		return nil, wrong("after", "must be the 'next' of the page before")
	}
	out := listed{Instances: []shownInstance{}, States: map[sluice.State]int{}, Waiting: s.News.Waiting()}
	for _, i := range s.Instances.Instances() {
		if !i.Deleted.IsZero() || !c.caller.Sees(i.ID) {
			continue
		}
		out.Total++
		out.States[i.State]++
		if int64(i.ID) <= after || state != "" && i.State != state || !isNamed(i, text) {
			continue
		}
		if len(out.Instances) == limit {
			out.Next = strconv.FormatInt(int64(out.Instances[limit-1].ID), 10)
			continue
		}
		shown, err := s.show(c.ctx(), i.ID)
		if code := sluice.CodeOf(err); code == sluice.NotFound || code == sluice.Deleted {
			continue // it has gone meanwhile
		}
		if err != nil {
			return nil, err
		}
		out.Instances = append(out.Instances, shown)
		if at := time.Time(shown.Queue.Oldest); !at.IsZero() && (out.Oldest.IsZero() || at.Before(time.Time(out.Oldest))) {
			out.Oldest = shown.Queue.Oldest
		}
	}
	return out, nil
}

// isNamed says whether text is part of something that people call an instance by.
func isNamed(i sluice.Instance, text string) bool {
	if text == "" {
		return true
	}
	words := []string{strconv.FormatInt(int64(i.ID), 10), i.Name, i.Account.Name, i.Account.Username, string(i.Account.Phone)}
	return strings.Contains(strings.ToLower(strings.Join(words, "\n")), text)
}

func (s *Server) showInstance(c *call) (any, error) { return s.show(c.ctx(), c.id) }

func (s *Server) addInstance(c *call) (any, error) {
	var in struct {
		Name     string         `json:"name"`
		ID       int64          `json:"idInstance"`
		Token    string         `json:"apiTokenInstance"`
		Settings settingsChange `json:"settings"`
		Proxy    string         `json:"proxy"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	id, ok := sluice.ParseInstanceID(in.ID)
	if in.ID != 0 && !ok {
		return nil, wrong("idInstance", "must have 1 to 10 digits")
	}
	token, ok := sluice.ParseToken(in.Token)
	if in.Token != "" && !ok {
		return nil, wrong("apiTokenInstance", "must have 16 to 128 letters and digits")
	}
	i := sluice.Instance{ID: id, Name: in.Name, Settings: sluice.DefaultSettings(), Link: sluice.Link{Proxy: in.Proxy}}
	i.Settings.Interval = sluice.ProposedInterval
	if len(in.Settings) > 0 {
		change, err := s.Gateway.Settings(in.Settings)
		if err != nil {
			return nil, err
		}
		change(&i.Settings)
	}
	i, token, err := s.Instances.Create(c.ctx(), i, token)
	if err != nil {
		return nil, err
	}
	c.id = i.ID
	if err := c.note("instance.add", in.Name, ""); err != nil {
		return nil, err
	}
	shown, err := s.show(c.ctx(), i.ID)
	shown.Token = token
	return made{shown}, err
}

// changeInstance gives an instance another name, or another proxy. The proxy is the
// operator's affair: the gateway dials whatever it names.
func (s *Server) changeInstance(c *call) (any, error) {
	var in struct {
		Name  *string `json:"name"`
		Proxy *string `json:"proxy"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Name == nil && in.Proxy == nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "nothing is to change: give a 'name' or a 'proxy'"}
	}
	if in.Proxy != nil && c.caller.Role != sluice.RoleOperator {
		return nil, forbidden("the proxy of an instance is changed by operators alone")
	}
	wanted := sluice.Instance{}
	if in.Name != nil {
		wanted.Name = *in.Name
	}
	if in.Proxy != nil {
		wanted.Link.Proxy = *in.Proxy
	}
	if err := wanted.Check(); err != nil { // of both, before either is changed
		return nil, err
	}
	if in.Name != nil {
		if err := s.rename(c, wanted.Name); err != nil {
			return nil, err
		}
	}
	if in.Proxy != nil {
		if err := s.relink(c, wanted.Link); err != nil {
			return nil, err
		}
	}
	return s.show(c.ctx(), c.id)
}

func (s *Server) rename(c *call, name string) error {
	if err := s.Switches.Rename(c.ctx(), c.id, name); err != nil {
		return err
	}
	return c.note("instance.rename", name, "")
}

func (s *Server) relink(c *call, to sluice.Link) error {
	if err := s.Switches.UpdateLink(c.ctx(), c.id, func(l *sluice.Link) { l.Proxy = to.Proxy }); err != nil {
		return err
	}
	return c.note("instance.proxy", to.ProxyPlace(), "")
}

func (s *Server) removeInstance(c *call) (any, error) {
	number := strconv.FormatInt(int64(c.id), 10)
	if c.query("confirm") != number {
		return nil, conflict("to remove the instance with all it has, repeat its number as ?confirm="+number, map[string]string{"confirm": number})
	}
	if err := s.Instances.Remove(c.ctx(), c.id); err != nil {
		return nil, err
	}
	s.News.Forget(c.id)
	return done{}, c.note("instance.remove", "", "")
}

func (s *Server) reboot(c *call) (any, error) {
	return s.switched(c, "instance.reboot", s.Sessions.Reboot)
}

func (s *Server) logout(c *call) (any, error) {
	return s.switched(c, "instance.logout", s.Sessions.Logout)
}

func (s *Server) pause(c *call) (any, error) {
	return s.switched(c, "queue.pause", func(ctx context.Context, id sluice.InstanceID) error {
		return s.Switches.Pause(ctx, id, c.caller.Name)
	})
}

func (s *Server) resume(c *call) (any, error) {
	return s.switched(c, "queue.resume", s.Switches.Resume)
}

func (s *Server) release(c *call) (any, error) {
	return s.switched(c, "queue.release", func(ctx context.Context, id sluice.InstanceID) error {
		return s.Switches.Release(ctx, id, sluice.WaitsHeld)
	})
}

// switched does something to an instance and answers how it stands then.
func (s *Server) switched(c *call, action string, do func(context.Context, sluice.InstanceID) error) (any, error) {
	if err := do(c.ctx(), c.id); err != nil {
		return nil, err
	}
	if err := c.note(action, "", ""); err != nil {
		return nil, err
	}
	return s.show(c.ctx(), c.id)
}

type shownToken struct {
	Token sluice.Token `json:"apiTokenInstance"`
}

func (s *Server) showToken(c *call) (any, error) {
	if err := c.proved(); err != nil {
		return nil, err
	}
	token, err := s.Instances.Token(c.ctx(), c.id)
	if err != nil {
		return nil, err
	}
	return shownToken{token}, c.note("token.show", "", "")
}

func (s *Server) renewToken(c *call) (any, error) {
	if err := c.proved(); err != nil {
		return nil, err
	}
	token, err := s.Instances.RenewToken(c.ctx(), c.id)
	if err != nil {
		return nil, err
	}
	return shownToken{token}, c.note("token.renew", "", "")
}
