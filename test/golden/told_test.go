package golden

import (
	"encoding/json"
	"testing"
	"time"

	"sluice"
	"sluice/internal/greenapi"
	"sluice/internal/store"
)

// told is what is known of a data directory.
type told struct {
	Written   int64                       // Unix milliseconds of the kill
	Media     string                      // what links to its files begin with
	Doubts    map[sluice.MessageID]string // random_id of what was sent without a result
	Operators string                      // digest of who may use the console
	Instances []instance
}

// instance is what is known of one instance. Times are Unix milliseconds.
type instance struct {
	ID            sluice.InstanceID
	Name          string          `json:",omitempty"`
	Token         string          // it is a test's
	Account       string          `json:",omitempty"`
	State         sluice.State    // the one last told to the client
	Settings      sluice.Settings // as they are stored
	Paused        bool            `json:",omitempty"`
	PausedBy      string          `json:",omitempty"`
	Held          bool            `json:",omitempty"`
	Proxy         string          `json:",omitempty"`
	Session       string          `json:",omitempty"` // digest
	Updates       string          `json:",omitempty"` // digest of how far they were read
	Flood         int64           `json:",omitempty"` // the account is to wait until then
	Count         int
	Queue         []waiting
	Journal       []entry
	Notifications []pending
}

// stopped says whether the instance sends nothing until somebody allows it.
func (i instance) stopped() bool { return i.Paused || i.Held }

// waiting is a message of a queue.
type waiting struct {
	ID       sluice.MessageID
	Kind     sluice.Kind
	Chat     sluice.ChatID
	Body     any // as JSON
	Accepted int64
	Attempts int           `json:",omitempty"`
	Doubt    bool          `json:",omitempty"`
	Edited   bool          `json:",omitempty"`
	Place    sluice.Place  `json:",omitempty"`
	Reason   sluice.Reason `json:",omitempty"`
	Until    int64         `json:",omitempty"`
}

// entry is a message of the journal.
type entry struct {
	ID       sluice.MessageID
	Incoming bool `json:",omitempty"`
	At       int64
	Status   sluice.Status `json:",omitempty"`
	Chat     sluice.ChatID
	Text     sluice.Text
	Number   int64 `json:",omitempty"` // at the network
	Quoted   bool  `json:",omitempty"`
	Edited   bool  `json:",omitempty"`
	Deleted  bool  `json:",omitempty"`
}

// pending is a notification that waits for the client.
type pending struct {
	Receipt int64
	Body    any // as it is polled, JSON
}

// onceKey is the Idempotency-Key of one request of the last instance.
const onceKey = "golden"

// tell reads all that a store knows.
func tell(t *testing.T, s *store.Store) told {
	t.Helper()
	var all told
	operators, _, err := s.Deployment().Get(t.Context(), "access")
	must(t, err)
	all.Operators = digest(operators)
	for _, i := range s.Instances() {
		all.Instances = append(all.Instances, tellInstance(t, s, i))
	}
	return all
}

func tellInstance(t *testing.T, s *store.Store, i sluice.Instance) instance {
	t.Helper()
	ctx := t.Context()
	token, err := s.Token(ctx, i.ID)
	must(t, err)
	out := instance{
		ID: i.ID, Name: i.Name, Token: string(token), Account: string(i.Account.ID), State: i.State, Settings: i.Settings,
		Paused: i.Paused, PausedBy: i.PausedBy, Held: i.Held, Proxy: i.Link.Proxy,
		Session: value(t, s, i.ID, "session"), Updates: value(t, s, i.ID, "updates"),
	}
	line, err := s.Line(ctx, i.ID)
	must(t, err)
	out.Flood = millis(line.Flood)
	out.Count, err = s.Count(ctx, i.ID)
	must(t, err)
	list, err := s.Waiting(ctx, i.ID, "", 1000)
	must(t, err)
	for _, m := range list {
		out.Queue = append(out.Queue, tellWaiting(t, m))
	}
	records, _, err := s.Browse(ctx, i.ID, sluice.Browsing{Limit: 1000, Scan: 1000})
	must(t, err)
	for _, r := range records {
		out.Journal = append(out.Journal, entry{
			r.ID, r.Incoming, r.At.UnixMilli(), r.Status, r.Chat.Chat, r.Content.Text, r.Ref.Number, r.Content.Quoted != nil, r.Edited, r.Deleted,
		})
	}
	notes, err := s.Pending(ctx, i.ID, 0, 1000)
	must(t, err)
	for _, n := range notes {
		body := greenapi.Body(i.ID, n.Notification, func(sluice.InstanceID, sluice.MessageID, sluice.File, time.Time) string { return "" })
		out.Notifications = append(out.Notifications, pending{n.Receipt, decoded(t, body)})
	}
	return out
}

func tellWaiting(t *testing.T, m sluice.Waiting) waiting {
	t.Helper()
	var where struct {
		Chat sluice.ChatID `json:"chatId"`
	}
	must(t, json.Unmarshal(m.Body, &where))
	return waiting{m.ID, m.Kind, where.Chat, decoded(t, m.Body), m.Accepted.UnixMilli(), m.Attempts, m.Doubt, m.Edited, m.Place, m.Reason, millis(m.Until)}
}

func decoded(t *testing.T, data []byte) (v any) {
	t.Helper()
	must(t, json.Unmarshal(data, &v))
	return v
}

// value returns the digest of a sealed value, "" when there is none.
func value(t *testing.T, s *store.Store, id sluice.InstanceID, name string) string {
	t.Helper()
	data, ok, err := s.Values(id).Get(t.Context(), name)
	must(t, err)
	if !ok {
		return ""
	}
	return digest(data)
}

func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
