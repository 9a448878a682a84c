package simulation

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/history"
)

// A network is the other side: accounts with their sessions, chats that show
// what was sent, and the answers that a seed has for each request.
type network struct {
	world *world

	mu       sync.Mutex // guards the rest
	lines    map[sluice.InstanceID]*line
	accounts map[string]*account
	dice     map[sluice.InstanceID]*rand.Rand
	scans    map[sluice.InstanceID]string // who scans the next QR
	healed   bool
	logins   int // how many there have been
	coverage coverage
}

// An account is one person at the network.
type account struct {
	id      string
	session int // the one that is valid; 0: none
	number  int64
	shown   []shown
	updates []update // that wait to be told
}

// shown is a message that a chat shows.
type shown struct {
	key    [16]byte
	number int64
	chat   sluice.ChatID
	text   string
	at     time.Duration
}

// An update is what an account's connection is told.
type update struct {
	event sluice.Event
	own   bool // an echo of an API send: no event of its own
}

func newNetwork(w *world) *network {
	return &network{
		world: w, lines: map[sluice.InstanceID]*line{}, accounts: map[string]*account{},
		dice: map[sluice.InstanceID]*rand.Rand{}, scans: map[sluice.InstanceID]string{}, coverage: coverage{},
	}
}

// A life is the network as one process of the gateway reaches it.
type life struct {
	*network
	process *process
}

func (n *network) life(p *process) *life { return &life{n, p} }

// Open implements [driver.Driver].
func (l *life) Open(cfg driver.Config, values driver.SessionStore, sink driver.Sink) (driver.Conn, error) {
	n := &line{net: l.network, process: l.process, id: cfg.Instance, values: values, sink: sink, kicks: make(chan kick, 100)}
	n.dropped = make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	if before := l.lines[cfg.Instance]; before != nil && before.process == l.process {
		n.ready = before.ready
	}
	l.lines[cfg.Instance] = n
	return n, nil
}

// die cuts all lines of a process that is killed. What was prepared last may be
// recorded as an attempt.
func (n *network) die(p *process) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, l := range n.lines {
		if l.process == p {
			if l.ready != nil {
				a := l.arrival(*l.ready)
				a.Answer = history.Silence
				n.world.log.note(func(run *history.Run) { run.Cuts = append(run.Cuts, a) })
			}
			l.dead = true
			l.drop()
		}
	}
}

// account returns an account, a new one if need be. Callers hold mu.
func (n *network) account(id string) *account {
	a := n.accounts[id]
	if a == nil {
		a = &account{id: id}
		n.accounts[id] = a
	}
	return a
}

func (n *network) roll(id sluice.InstanceID) *rand.Rand {
	r := n.dice[id]
	if r == nil {
		r = n.world.dice(100 + int(id-sluice.FirstInstance))
		n.dice[id] = r
	}
	return r
}

// fault draws what goes wrong with a request, of the faults that fit. Callers
// hold mu.
func (n *network) fault(l *line, fit ...fault) fault {
	r := n.roll(l.id)
	if n.healed || r.Float64() >= n.world.plan.trouble {
		return ""
	}
	f := pick(r, fit...)
	if !n.world.plan.allowed[f] {
		return ""
	}
	n.coverage.hit(f, n.state(l.id))
	return f
}

// take shows the message in its chat, or says that it is shown already, as far as
// the network remembers. Callers hold mu.
func (n *network) take(a *account, r ready) (number int64, known bool) {
	now := n.world.now()
	for _, s := range slices.Backward(a.shown) {
		if s.key == r.m.Key && now-s.at < n.world.plan.memory {
			return s.number, true
		}
	}
	a.number++
	a.shown = append(a.shown, shown{r.m.Key, a.number, r.peer.Chat, text(r.m), now})
	n.world.log.note(func(run *history.Run) {
		run.Visible = append(run.Visible, history.Arrival{
			At: now, Account: nameOf(r.m.Instance), Text: text(r.m), RandomID: randomID(r.m), Chat: string(r.peer.Chat), As: a.id,
		})
	})
	return a.number, false
}

// echo has the account told of its own message.
func (n *network) echo(a *account, l *line, r ready, number int64) {
	if !n.world.plan.echoes {
		return
	}
	a.updates = append(a.updates, update{own: true, event: sluice.Event{
		Kind: sluice.EventMessage, At: time.Now(), Outgoing: true, Number: number, Chat: r.peer,
		Sender:  sluice.Peer{Chat: sluice.ChatID(a.id), Type: sluice.ChatUser},
		Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(text(r.m))},
	}})
	l.kick(kickNews)
}

// happen has an account hear of a message of somebody else, or of itself from
// another app.
func (n *network) happen(id sluice.InstanceID, words string, byPhone bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.lines[id]
	if l == nil || l.user == "" {
		return
	}
	a := n.account(l.user)
	a.number++
	e := sluice.Event{
		Kind: sluice.EventMessage, At: time.Now(), Outgoing: byPhone, Number: a.number,
		Chat:    sluice.Peer{Chat: "10", Type: sluice.ChatUser},
		Sender:  sluice.Peer{Chat: "10", Type: sluice.ChatUser},
		Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(words)},
	}
	if byPhone {
		e.Sender.Chat = sluice.ChatID(a.id)
	}
	a.updates = append(a.updates, update{event: e})
	l.kick(kickNews)
}

// revoke ends the session of an instance's account from another app.
func (n *network) revoke(id sluice.InstanceID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.lines[id]
	if l == nil || l.user == "" || n.account(l.user).session == 0 {
		return
	}
	n.account(l.user).session = 0
	n.signedOff(id)
	l.drop()
	l.kick(kickLook)
}

// signedOff logs that an instance's account is logged out from now on.
func (n *network) signedOff(id sluice.InstanceID) {
	now := n.world.now()
	n.world.log.note(func(run *history.Run) {
		run.Changes = append(run.Changes, history.Change{
			Account: nameOf(id), Kind: history.Session, Call: now, Return: now, OK: true,
		})
	})
}

// heal ends all faults that are still to come.
func (n *network) heal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.healed = true
	for _, l := range n.lines {
		l.kick(kickLook)
	}
}

// hold logs that the network makes a chat wait, and with it all that are as
// strange.
func (n *network) hold(l *line, chat sluice.ChatID, unresolved bool) {
	h := history.Hold{At: n.world.now(), Account: nameOf(l.id), Chat: string(chat), Unresolved: unresolved}
	n.world.log.note(func(run *history.Run) { run.Asides = append(run.Asides, h) })
}

// strangers never wrote to any account.
var strangers = []sluice.ChatID{"20", "21"}

// resolve knows one person by phone, name and number. All else is a number.
func resolve(c sluice.ChatID) sluice.Peer {
	if _, phone := c.Phone(); phone || c == "@someone" {
		c = "10000000"
	}
	return sluice.Peer{Chat: c, Type: sluice.ChatUser, First: slices.Contains(strangers, c)}
}

func text(m sluice.Message) string { return string(m.Body.(sluice.TextBody).Text) }

func randomID(m sluice.Message) string { return hex.EncodeToString(m.Key[:]) }

// sessionValue is what a driver stores of a session.
func sessionValue(user string, number int) []byte { return fmt.Appendf(nil, "%s %d", user, number) }

func parseSession(data []byte) (user string, number int) {
	var id int
	_, _ = fmt.Sscanf(string(data), "%d %d", &id, &number)
	return strconv.Itoa(id), number
}
