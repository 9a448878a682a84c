package queue_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/queue"
)

// A model is what a client and the network together know of one instance: a
// slice of what was accepted, and what became of each.
type model struct {
	*gateway
	sent    []*entry  // all that was accepted, in order
	opened  time.Time // when the process started
	paused  bool
	in      bool // authorized
	account sluice.ChatID

	mu       sync.Mutex // guards the rest, which the network looks at
	allowed  bool       // to send
	interval time.Duration
	last     call     // that was written
	broken   []string // what the network saw go wrong
}

type entry struct {
	id      sluice.MessageID
	at      time.Time // when it was accepted
	written sluice.ChatID
	chat    sluice.ChatID // numeric
	text    string
	end     string // "": it waits
	calls   int    // how many the network had logged at the end, or at the edit
	lost    bool   // a send was under way at a power loss
	kept    bool   // it was in doubt when something happened that passes it over
}

func TestMachine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			n := &network{strangers: []sluice.ChatID{"20", "21"}, blank: rapid.Bool().Draw(t, "blank")}
			m := &model{interval: sluice.DefaultInterval, account: "70"}
			n.sending = m.watch
			defer func() { t.Log("what the network saw:", n.log()) }()
			m.gateway = startOn(t, n, vfs.NewCrashableMem(), queue.Options{})
			m.opened, m.in = time.Now(), true
			m.gate(true)
			t.Repeat(map[string]func(*rapid.T){
				"enqueue": m.enqueueSome,
				"pass":    m.passTime,
				"fault":   m.fault,
				"clear":   m.clearAll,
				"change":  m.changeOne,
				"stop":    m.stop,
				"state":   m.changeState,
				"setting": m.changeInterval,
				"":        m.check,
			})
			m.settle(t)
		})
	})
}

// watch is told as each send begins: I4, I5, I7.
func (m *model) watch(c call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.allowed {
		m.broken = append(m.broken, "I5: a send began while none may: "+c.text)
	}
	if gap := c.at.Sub(m.last.at); m.last.id != c.id && gap < m.interval {
		m.broken = append(m.broken, "I4: "+c.text+" came "+gap.String()+" after "+m.last.text+", not "+m.interval.String())
	}
	if age := c.at.Sub(time.UnixMilli(c.id.Number())); age >= 24*hour { // an id is not before its acceptance
		m.broken = append(m.broken, "I7: "+c.text+" was sent at the age of "+age.String())
	}
	if !c.local {
		m.last = c
	}
}

func (m *model) enqueueSome(t *rapid.T) {
	for range rapid.IntRange(1, 4).Draw(t, "many") {
		chat := rapid.SampledFrom([]sluice.ChatID{"10", "11", "12", "20", "21", "10000000", "79876543210@c.us", "@someone"}).Draw(t, "chat")
		text := rapid.StringMatching(`[a-z]{6}`).Draw(t, "text")
		e := &entry{at: time.Now(), written: chat, chat: m.net.resolve(chat).Chat, text: text}
		e.id = m.enqueue(1, chat, text)
		if len(m.sent) > 0 && e.id <= m.sent[len(m.sent)-1].id {
			t.Fatalf("I2: id %s follows %s", e.id, m.sent[len(m.sent)-1].id)
		}
		m.sent = append(m.sent, e)
	}
}

func (m *model) passTime(t *rapid.T) {
	d := rapid.SampledFrom([]time.Duration{
		137 * time.Microsecond, ms, 499 * ms, 500 * ms, 501 * ms, 2 * sec, 10 * sec, 61 * sec, 5 * time.Minute, 2 * hour, 25 * hour,
	}).Draw(t, "time")
	for ; d > hour; d -= hour { // a notification is kept for a day alone
		time.Sleep(hour)
		synctest.Wait()
		m.takeStatuses(t)
	}
	time.Sleep(d)
}

func (m *model) fault(t *rapid.T) {
	refused := &sluice.Error{Code: sluice.Refused, Text: "No (NO)"}
	resolving := &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving}
	throttled := &sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeMethod, Wait: 20 * sec}
	if rapid.IntRange(0, 3).Draw(t, "where") == 0 {
		err := rapid.SampledFrom([]*sluice.Error{refused, resolving, throttled}).Draw(t, "prepare")
		m.net.mu.Lock()
		defer m.net.mu.Unlock()
		m.net.refuse = append(m.net.refuse, err)
		return
	}
	a := rapid.SampledFrom([]answer{
		{err: refused},
		limited(sluice.ScopeAccount, 30*sec), limited(sluice.ScopeChat, 40*sec),
		lost(sluice.ScopeAccount), lost(sluice.ScopeChat),
		failing(sluice.Unknown, sluice.ScopeAccount), failing(sluice.Unknown, sluice.ScopeChat),
		nothingWritten(sluice.Unavailable), nothingWritten(sluice.Internal),
		failing(sluice.Internal, ""), failing(sluice.Suspended, sluice.ScopeChat),
	}).Draw(t, "send")
	m.net.mu.Lock()
	defer m.net.mu.Unlock()
	m.net.next = append(m.net.next, a)
	m.net.takes = rapid.SampledFrom([]time.Duration{0, 0, 3 * sec}).Draw(t, "takes")
}

// clearAll checks I9: all is out but what is under way.
func (m *model) clearAll(t *rapid.T) {
	m.clear(1)
	synctest.Wait()
	m.takeStatuses(t)
	left := m.queued(1)
	for _, e := range m.sent {
		switch {
		case e.end != "":
		case !slices.Contains(left, e.id):
			m.finish(e, "cleared")
		case !m.doubted(e):
			t.Fatalf("I9: %s is left after a clear, and was not under way", e.text)
		default:
			e.kept = true
		}
	}
}

// changeOne edits a message that waits, or takes it out.
func (m *model) changeOne(t *rapid.T) {
	waiting := m.waiting()
	if len(waiting) == 0 {
		t.Skip("nothing waits")
	}
	e := rapid.SampledFrom(waiting).Draw(t, "message")
	if rapid.Bool().Draw(t, "edit") {
		text := strings.ToUpper(rapid.StringMatching(`[a-z]{6}`).Draw(t, "text"))
		if m.edit(1, e.id, text) {
			e.text, e.calls = text, m.logged()
		} else if !m.doubted(e) && !e.kept { // what is held for its account stays in doubt, whatever its try was answered
			t.Fatalf("%s waits and could not be edited", e.text)
		}
		return
	}
	if m.takeOut(1, e.id) {
		m.finish(e, "cleared")
	} else if !m.doubted(e) {
		t.Fatalf("%s waits and could not be taken out", e.text)
	}
}

func (m *model) stop(t *rapid.T) {
	m.gate(false)
	image := m.disk
	if rapid.Bool().Draw(t, "power") {
		image = m.disk.(*vfs.MemFS).CrashClone(vfs.CrashCloneCfg{})
		for _, e := range m.waiting() {
			c, ok := m.lastCall(e)
			e.lost = e.lost || ok && !c.done
		}
	}
	m.close()
	m.disk, m.opened = image, time.Now()
	m.open()
	synctest.Wait()
	if m.in {
		m.change(func() { m.login(1, m.account) })
	}
}

func (m *model) changeState(t *rapid.T) {
	switch rapid.SampledFrom([]string{"pause", "log out", "log in", "another account"}).Draw(t, "to") {
	case "pause":
		m.paused = !m.paused
		m.change(func() { m.pause(1, m.paused) })
	case "log out":
		m.in = false
		m.change(func() { m.state(1, sluice.Change{State: sluice.NotAuthorized}) })
	case "another account":
		for _, e := range m.waiting() {
			e.kept = e.kept || m.doubted(e)
		}
		m.account = map[sluice.ChatID]sluice.ChatID{"70": "71", "71": "70"}[m.account]
		fallthrough
	case "log in":
		m.in = true
		m.change(func() { m.login(1, m.account) })
	}
}

func (m *model) changeInterval(t *rapid.T) {
	d := rapid.SampledFrom([]time.Duration{sluice.MinInterval, 3 * sec, 10 * time.Minute}).Draw(t, "interval")
	m.mu.Lock()
	m.interval = min(m.interval, d)
	m.mu.Unlock()
	m.gateway.interval(1, d)
	synctest.Wait()
	m.mu.Lock()
	m.interval = d
	m.mu.Unlock()
}

// change makes a change of what opens and shuts the gate.
func (m *model) change(do func()) {
	open := m.in && !m.paused
	if open {
		m.gate(true)
	}
	do()
	synctest.Wait()
	m.gate(open)
}

func (m *model) gate(open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.allowed = open
}
