package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"sluice/internal/sandbox/mtproto"
)

// What a Fault can do. The first group waits as a rule for calls that fit, the
// second for updates, the third happens at once.
const (
	DoDropBefore   = "dropBefore"   // close the connection; the call is not performed
	DoDropAfter    = "dropAfter"    // perform, then close without an answer
	DoDropAfterAck = "dropAfterAck" // perform, acknowledge, close without an answer
	DoIgnore       = "ignore"       // neither perform nor answer
	DoSilent       = "silent"       // perform, never answer
	DoHold         = "hold"         // perform after Seconds
	DoDelay        = "delay"        // perform at once, answer after Seconds
	DoError        = "error"        // answer Error instead
	DoFlood        = "flood"        // more than Limit calls in Seconds: FLOOD_WAIT with the true remainder
	DoShort        = "short"        // answer a private text with updateShortSentMessage
	DoUpdateFirst  = "updateFirst"  // push the sender its own update before the answer
	DoDuplicates   = "duplicates"   // how a known random_id is answered: Form, remembered for Seconds
	DoTooLong      = "tooLong"      // the next difference is too long

	DoLoseUpdate    = "loseUpdate"    // do not push it
	DoRepeatUpdate  = "repeatUpdate"  // push it twice
	DoReorderUpdate = "reorderUpdate" // push it after the next one

	DoRevoke     = "revoke"     // end the logins of an account; its calls get Error, at first AUTH_KEY_UNREGISTERED
	DoForgetKey  = "forgetKey"  // answer -404 to its keys
	DoBan        = "ban"        // USER_DEACTIVATED_BAN
	DoUnban      = "unban"      // lift a ban
	DoDisconnect = "disconnect" // close the connections of an account, or all
	DoOutage     = "outage"     // close all connections and refuse new ones for Seconds
	DoBadSalt    = "badSalt"    // make the salts of an account's clients wrong; needs Options.Strict
	DoExpire     = "expire"     // make all references to files stale that were ever given
	DoHeal       = "heal"       // take away all rules, end an outage
)

// A Fault is something that goes wrong on purpose. The fields that say where it
// strikes must all fit; empty ones fit everything.
type Fault struct {
	ID int    `json:"id"` // given when it is set
	Do string `json:"do"`

	Method   string   `json:"method,omitempty"`     // "messages.sendMessage", "messages.*", or "send": whatever carries a random_id
	Instance Instance `json:"idInstance,omitempty"` // of the auth key
	Account  string   `json:"account,omitempty"`    // a user number
	Chat     string   `json:"chat,omitempty"`       // a chat id

	Times       int     `json:"times,omitempty"`       // how often it strikes; 0: once, or always when Every or Probability is set, or for flood and duplicates; -1: always
	Every       int     `json:"every,omitempty"`       // only every k-th call that fits
	Probability float64 `json:"probability,omitempty"` // 0: always
	Seed        uint64  `json:"seed,omitempty"`        // of Probability

	Error      string  `json:"error,omitempty"`      // "FLOOD_WAIT_30"
	Code       int     `json:"code,omitempty"`       // 0: the usual one of Error
	Seconds    float64 `json:"seconds,omitempty"`    // of hold, delay, flood, outage, duplicates
	Limit      int     `json:"limit,omitempty"`      // of flood
	Form       string  `json:"form,omitempty"`       // of duplicates: "error" or "original"
	Disconnect bool    `json:"disconnect,omitempty"` // of revoke and ban: also close the connections

	Hits int `json:"hits"` // how often it has struck
}

// An Instance is an idInstance: in JSON a number or a string of digits.
type Instance string

// UnmarshalJSON takes both forms.
func (i *Instance) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err == nil {
		*i = Instance(n)
		return nil
	}
	return fmt.Errorf("idInstance must be a number, got %s", b)
}

// rules are the kinds of faults that wait, and whether Seconds is needed.
func rules() map[string]bool {
	return map[string]bool{
		DoDropBefore: false, DoDropAfter: false, DoDropAfterAck: false, DoIgnore: false, DoSilent: false,
		DoHold: true, DoDelay: true, DoError: false, DoFlood: true, DoShort: false, DoUpdateFirst: false,
		DoDuplicates: false, DoTooLong: false, DoLoseUpdate: false, DoRepeatUpdate: false, DoReorderUpdate: false,
	}
}

// check says what is wrong with a rule, naming what to write instead.
func (f *Fault) check() error {
	seconds, ok := rules()[f.Do]
	switch {
	case !ok:
		return badf("'do' is %q: see docs/sandbox.md for the faults there are", f.Do)
	case f.Seconds < 0 || seconds && f.Seconds == 0:
		return badf("%s needs 'seconds', more than 0", f.Do)
	case f.Do == DoError && f.Error == "":
		return badf("error needs 'error', for example FLOOD_WAIT_30")
	case f.Do == DoFlood && f.Limit <= 0:
		return badf("flood needs 'limit': how many calls are allowed in 'seconds'")
	case f.Do == DoDuplicates && f.Form != "" && f.Form != "error" && f.Form != "original":
		return badf("'form' is %q: write error or original", f.Form)
	case f.Probability < 0 || f.Probability > 1 || f.Every < 0 || f.Times < -1:
		return badf("'probability' is 0 to 1, 'every' at least 1, 'times' at least 1, or -1 for always")
	}
	if f.Chat == "" {
		return nil
	}
	if _, err := parsePeer(f.Chat); err != nil {
		return badf("'chat': %v", err)
	}
	return nil
}

// faults are the rules in force.
type faults struct {
	mu    sync.Mutex // guards what follows
	last  int
	rules []*rule
}

// A rule is a fault with what it remembers.
type rule struct {
	Fault
	seen   int
	random *rand.Rand
	calls  map[int64][]time.Time // of flood: the calls let through, by account
}

// set puts a rule in force; for the same call, later ones act after earlier.
func (f *faults) set(fault Fault) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	fault.ID, fault.Hits = f.last, 0
	lasting := fault.Every > 0 || fault.Probability > 0 || fault.Do == DoFlood || fault.Do == DoDuplicates
	if fault.Times == 0 && !lasting {
		fault.Times = 1
	}
	f.rules = append(f.rules, &rule{
		Fault:  fault,
		random: rand.New(rand.NewPCG(fault.Seed, uint64(fault.ID))), //nolint:gosec // repeatable on purpose
		calls:  map[int64][]time.Time{},
	})
	return fault
}

// list returns the rules in force, those that are used up too.
func (f *faults) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Fault, len(f.rules))
	for i, r := range f.rules {
		out[i] = r.Fault
	}
	return out
}

func (f *faults) remove(id int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := len(f.rules)
	f.rules = slices.DeleteFunc(f.rules, func(r *rule) bool { return r.ID == id })
	return len(f.rules) < n
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// A target is what a rule may fit: a call, or an update on its way.
type target struct {
	method, instance, account, chat string
	sends                           bool
}

func (c *call) target() target {
	t := target{method: c.row.Method, instance: c.key.device, chat: c.row.Chat, sends: c.row.RandomID != "", account: c.row.Account}
	return t
}

// strike returns the rules of the given kinds that act now.
func (f *faults) strike(t target, kinds ...string) []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Fault
	for _, r := range f.rules {
		if slices.Contains(kinds, r.Do) && r.fits(t) && r.due() {
			out = append(out, r.Fault)
		}
	}
	return out
}

func (r *rule) fits(t target) bool {
	return methodFits(r.Method, t.method, t.sends) &&
		(r.Instance == "" || string(r.Instance) == t.instance) &&
		(r.Account == "" || r.Account == t.account) &&
		(r.Chat == "" || r.Chat == t.chat)
}

// due counts a call that fits and says whether it is this one's turn.
func (r *rule) due() bool {
	r.seen++
	switch {
	case r.Times > 0 && r.Hits >= r.Times:
		return false
	case r.Every > 0 && r.seen%r.Every != 0:
		return false
	case r.Probability > 0 && r.random.Float64() >= r.Probability:
		return false
	}
	r.Hits++
	return true
}

func methodFits(pattern, method string, sends bool) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(method, prefix)
	}
	return pattern == "" || pattern == method || pattern == "send" && sends
}

// before acts on a call that has just come in.
func (f *faults) before(ctx context.Context, c *call) error {
	if err := f.flood(c); err != nil {
		return err
	}
	for _, hit := range f.strike(c.target(), DoDropBefore, DoIgnore, DoHold, DoError) {
		switch hit.Do {
		case DoDropBefore:
			return mtproto.ErrDropBefore
		case DoIgnore:
			c.answer = AnswerIgnored
			return mtproto.ErrSilent
		case DoHold:
			if err := pause(ctx, hit.Seconds); err != nil {
				return err
			}
		case DoError:
			return rpcError(hit.Error, hit.Code)
		}
	}
	return nil
}

// flood counts calls and refuses those that are too many, with the time after
// which one is allowed again.
func (f *faults) flood(c *call) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	for _, r := range f.rules {
		if r.Do != DoFlood || !r.fits(c.target()) {
			continue
		}
		span := seconds(r.Seconds)
		recent := slices.DeleteFunc(r.calls[c.key.account], func(t time.Time) bool { return now.Sub(t) >= span })
		if len(recent) < r.Limit {
			r.calls[c.key.account] = append(recent, now)
			continue
		}
		r.calls[c.key.account] = recent
		r.Hits++
		wait := span - now.Sub(recent[len(recent)-r.Limit])
		return rpcError(fmt.Sprintf("FLOOD_WAIT_%d", max(1, int((wait+time.Second-1)/time.Second))), 0)
	}
	return nil
}

// duplicates says how a known random_id is answered, and for how long it stays
// known; 0: for ever.
func (f *faults) duplicates(c *call) (form string, window time.Duration) {
	form = "error"
	for _, hit := range f.strike(c.target(), DoDuplicates) {
		if hit.Form != "" {
			form = hit.Form
		}
		window = seconds(hit.Seconds)
	}
	return form, window
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, s float64) error {
	timer := time.NewTimer(seconds(s))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
