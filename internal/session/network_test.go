package session_test

import (
	"context"
	"sync"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// A network is a fake of the driver: its lines report what a test has them
// report, and note what the sessions ask of them.
type network struct {
	refuse func(cfg driver.Config) error // of Open; nil: none
	begin  func(l *line)                 // what each new line is scripted to do; nil: nothing

	mu     sync.Mutex
	lines  map[sluice.InstanceID][]*line // all that were opened, in order
	opened []time.Time
	up     int // lines whose Run has not returned
	most   int // the most at one time for one instance
}

func newNetwork() *network { return &network{lines: map[sluice.InstanceID][]*line{}} }

func (n *network) Open(cfg driver.Config, values driver.SessionStore, sink driver.Sink) (driver.Conn, error) {
	if n.refuse != nil {
		if err := n.refuse(cfg); err != nil {
			return nil, err
		}
	}
	l := &line{net: n, cfg: cfg, values: values, sink: sink, end: make(chan error, 1)}
	n.mu.Lock()
	n.lines[cfg.Instance] = append(n.lines[cfg.Instance], l)
	n.opened = append(n.opened, time.Now())
	n.mu.Unlock()
	if n.begin != nil {
		n.begin(l)
	}
	return l, nil
}

// all returns every line that the instance has had.
func (n *network) all(id sluice.InstanceID) []*line {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]*line(nil), n.lines[id]...)
}

// peak is the most lines that one instance ever had up at one time.
func (n *network) peak() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.most
}

// line returns the instance's newest line, nil when it never had one.
func (n *network) line(id sluice.InstanceID) *line {
	all := n.all(id)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// A line is one scriptable connection.
type line struct {
	net    *network
	cfg    driver.Config
	values driver.SessionStore
	sink   driver.Sink
	end    chan error // what Run returns, before its context ends

	slow     time.Duration // how long Run takes to return
	onLogin  func(ctx context.Context, m sluice.LoginMethod) error
	onAnswer func(ctx context.Context, a sluice.Answer) error
	onLogout func(ctx context.Context) error
	onSend   func(ctx context.Context) (sluice.Sent, error)

	mu      sync.Mutex
	running bool
	logins  []sluice.LoginMethod
	answers []sluice.Answer
	logouts int
}

func (l *line) Run(ctx context.Context) error {
	l.count(1)
	defer l.count(-1)
	select {
	case err := <-l.end:
		return err
	case <-ctx.Done():
		time.Sleep(l.slow)
		return nil
	}
}

// count keeps how many lines run; two of one instance would be the same
// session twice.
func (l *line) count(by int) {
	l.mu.Lock()
	l.running = by > 0
	l.mu.Unlock()
	l.net.mu.Lock()
	l.net.up += by
	l.net.mu.Unlock()
	n := 0
	for _, other := range l.net.all(l.cfg.Instance) {
		if other.isUp() {
			n++
		}
	}
	l.net.mu.Lock()
	l.net.most = max(l.net.most, n)
	l.net.mu.Unlock()
}

func (l *line) isUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.running
}

func (l *line) Login(ctx context.Context, m sluice.LoginMethod) error {
	l.mu.Lock()
	l.logins = append(l.logins, m)
	l.mu.Unlock()
	if l.onLogin != nil {
		return l.onLogin(ctx, m)
	}
	return nil
}

func (l *line) Answer(ctx context.Context, a sluice.Answer) error {
	l.mu.Lock()
	l.answers = append(l.answers, a)
	l.mu.Unlock()
	if l.onAnswer != nil {
		return l.onAnswer(ctx, a)
	}
	return nil
}

func (l *line) Logout(ctx context.Context) error {
	l.mu.Lock()
	l.logouts++
	l.mu.Unlock()
	if l.onLogout != nil {
		return l.onLogout(ctx)
	}
	l.end <- nil
	return nil
}

func (l *line) Prepare(_ context.Context, m sluice.Message) (sluice.Prepared, error) {
	return prepared{sluice.Peer{Chat: m.Chat}}, nil
}

func (l *line) Send(ctx context.Context, _ sluice.Prepared) (sluice.Sent, error) {
	if l.onSend != nil {
		return l.onSend(ctx)
	}
	return sluice.Sent{ID: 7, Wire: time.Now()}, nil
}

// asked returns what the line was asked so far.
func (l *line) asked() (logins []sluice.LoginMethod, answers []sluice.Answer, logouts int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(logins, l.logins...), append(answers, l.answers...), l.logouts
}

func (l *line) report(s sluice.State)  { l.sink.State(sluice.Change{State: s}) }
func (l *line) prompt(p sluice.Prompt) { l.sink.State(promptChange(p)) }
func (l *line) authorized()            { l.sink.State(sluice.Change{State: sluice.Authorized, Account: someone}) }

func (l *line) fail(code sluice.Code)    { l.end <- &sluice.Error{Code: code, Text: "said the network"} }
func (l *line) problem(p sluice.Problem) { l.prompt(sluice.Prompt{Problem: p}) }

// promptChange is how a driver reports a prompt.
func promptChange(p sluice.Prompt) sluice.Change {
	st := sluice.NotAuthorized
	if p.Step == sluice.StepPassword {
		st = sluice.PendingPassword
	}
	return sluice.Change{State: st, Prompt: p}
}

var someone = sluice.Account{ID: "70000001", Phone: "79870000001", Name: "Someone"}

type prepared struct{ peer sluice.Peer }

func (p prepared) Peer() sluice.Peer { return p.peer }

// A fullLine has all the abilities that a line may have.
type fullLine struct {
	*line
	typed  time.Duration
	sought sluice.MessageID
}

func (l *fullLine) Type(_ context.Context, _ sluice.Prepared, t sluice.Typing) error {
	l.typed += t.For
	return nil
}

func (l *fullLine) FindSent(ctx context.Context, m sluice.Message, taken sluice.Taken) (sluice.Sent, sluice.Fate, error) {
	l.sought = m.ID
	if others, err := taken(ctx, "", 9); others || err != nil {
		return sluice.Sent{}, sluice.FateAbsent, err
	}
	return sluice.Sent{ID: 9}, sluice.FateSent, nil
}
