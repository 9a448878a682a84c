package simulation

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/history"
	"sluice/internal/notify"
	"sluice/internal/queue"
	"sluice/internal/session"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A world is one seed's gateway with all that is around it.
type world struct {
	t     *testing.T
	seed  uint64
	plan  plan
	net   *network
	log   *recorder
	begun time.Time
	disk  *vfs.MemFS

	mu      sync.Mutex                   // guards the rest
	process *process                     // nil: it is down
	wall    time.Duration                // how far the wall clock is away
	trusted time.Duration                // as far as the gateway follows it
	over    bool                         // the faults have stopped
	users   map[sluice.InstanceID]string // who is to be logged in at last
}

// A process is one life of the gateway.
type process struct {
	store    *store.Store
	sessions *session.Sessions
	inbox    *notify.Inbox
	ctx      context.Context
	cancel   context.CancelFunc
	parts    *errgroup.Group
	calls    sync.WaitGroup // of clients
	dead     bool           // what it answers is no evidence any more; guarded by world.mu
}

// run lives the world from its first day to its last.
func run(t *testing.T, seed uint64) (*world, []history.Violation) {
	w := &world{t: t, seed: seed, disk: vfs.NewCrashableMem(), users: map[sluice.InstanceID]string{}}
	time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	w.begun = time.Now()
	w.plan = draw(w.dice(0))
	w.log = &recorder{begun: w.begun}
	w.net = newNetwork(w)
	w.start(t.Context())
	for k := range w.plan.instances {
		w.make(instanceOf(k))
	}

	ctx, stop := context.WithCancel(t.Context())
	var people, readers sync.WaitGroup
	for k := range w.plan.instances {
		c := &client{world: w, id: instanceOf(k), name: nameOf(instanceOf(k))}
		people.Go(func() { c.write(ctx, w.dice(10+k)) })
		people.Go(func() { c.operate(ctx, w.dice(20+k)) })
		people.Go(func() { c.talk(ctx, w.dice(30+k)) })
		readers.Go(func() { c.read(t.Context(), w.dice(40+k)) })
	}
	people.Go(func() { w.fate(ctx, w.dice(1)) })
	time.Sleep(w.plan.horizon)
	stop()
	people.Wait()
	w.heal()
	w.mu.Lock()
	w.over = true
	w.mu.Unlock()
	readers.Wait()
	synctest.Wait()
	w.last()
	w.stop()
	return w, history.Check(w.log.run(w.plan))
}

// dice returns the seed's random numbers for one purpose.
func (w *world) dice(purpose int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed, uint64(purpose)))
}

func instanceOf(k int) sluice.InstanceID { return sluice.FirstInstance + sluice.InstanceID(k) }
func nameOf(id sluice.InstanceID) string {
	return strconv.FormatInt(int64(id-sluice.FirstInstance), 10)
}

func accountOf(id sluice.InstanceID, n int) string {
	return strconv.Itoa(70_000 + int(id-sluice.FirstInstance)*10 + n)
}

// now is the time since the world began, as histories count.
func (w *world) now() time.Duration { return time.Since(w.begun) }

// start starts the gateway on what its disk holds.
func (w *world) start(ctx context.Context) {
	w.mu.Lock()
	w.trusted = w.wall // a start believes the clock
	w.log.clock(w.now(), w.trusted, true)
	w.mu.Unlock()
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: w.disk, Memory: 8 << 20, Ballast: -1})
	w.must(err)
	st, err := store.New(ctx, &slowEngine{Engine: engine, dice: w.dice(2), most: w.plan.sync}, store.Options{Now: w.clock})
	w.must(err)
	p := &process{store: st, ctx: ctx, cancel: cancel, parts: &errgroup.Group{}}
	p.sessions = session.New(w.net.life(p), kept{st}, session.Options{})
	p.inbox = notify.New(st, notify.Options{})
	dice := w.dice(3)
	out := queue.New(st, p.sessions, queue.Options{Random: locked(dice)})
	p.parts.Go(func() error { return st.Run(ctx) })
	p.parts.Go(func() error { return p.sessions.Run(ctx) })
	p.parts.Go(func() error { return out.Run(ctx) })
	w.mu.Lock()
	w.process = p
	w.mu.Unlock()
}

func locked(r *rand.Rand) func() float64 {
	var mu sync.Mutex
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return r.Float64()
	}
}

// clock is the machine's wall clock.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.wall)
}

// stop ends the gateway as a signal would.
func (w *world) stop() {
	if p := w.take(false); p != nil {
		w.bury(p)
	}
}

// kill ends the gateway at once, and keeps percent of what the disk had not
// synced; 100: the machine stays up.
func (w *world) kill(percent int, dice *rand.Rand) {
	p := w.take(true)
	if p == nil {
		return
	}
	w.net.die(p)
	image := w.disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: dice})
	w.log.cut(w.now(), w.plan.slack())
	w.bury(p)
	w.disk = image
}

// take takes the process away from its clients.
func (w *world) take(dead bool) *process {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.process
	w.process = nil
	if p != nil {
		p.dead = dead
	}
	return p
}

// bury waits for the end of all that runs in p.
func (w *world) bury(p *process) {
	p.cancel()
	p.calls.Wait()
	w.must(p.parts.Wait())
	w.must(p.store.Close())
}

// call makes one call of a client. False: the gateway is down, and nothing was
// asked. The outcome is unknown when the gateway died before it was noted.
func (w *world) call(do func(ctx context.Context, p *process) error) (asked, known bool, err error) {
	w.mu.Lock()
	p := w.process
	if p == nil {
		w.mu.Unlock()
		return false, false, nil
	}
	p.calls.Add(1)
	w.mu.Unlock()
	defer p.calls.Done()
	err = do(p.ctx, p)
	w.mu.Lock()
	defer w.mu.Unlock()
	return true, !p.dead && p.ctx.Err() == nil, err
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("seed=%d: unexpected: %v", w.seed, err)
	}
}

// make makes an instance that tells of everything, and logs it in.
func (w *world) make(id sluice.InstanceID) {
	s := sluice.DefaultSettings()
	s.NotifyStatus, s.NotifyAPI, s.NotifyIncoming, s.NotifyPhone, s.NotifyState = true, true, true, true, true
	_, _, err := w.process.store.Create(w.t.Context(), sluice.Instance{ID: id, Settings: s}, "")
	w.must(err)
	c := &client{world: w, id: id, name: nameOf(id)}
	c.login(w.t.Context(), accountOf(id, 0))
}

// A slowEngine is an engine on a disk that takes its time to sync.
type slowEngine struct {
	*pebble.Engine
	most time.Duration
	mu   sync.Mutex // guards dice
	dice *rand.Rand
}

// Begin implements [store.Overlapper]: the sync of a slow disk takes a while.
func (e *slowEngine) Begin(ctx context.Context, changes ...store.Change) (func() error, error) {
	durable, err := e.Engine.Begin(ctx, changes...)
	if err != nil || e.most == 0 {
		return durable, err
	}
	e.mu.Lock()
	d := time.Duration(e.dice.Int64N(int64(e.most)))
	e.mu.Unlock()
	return func() error {
		time.Sleep(d)
		return durable()
	}, nil
}

// kept is the store as sessions see it.
type kept struct{ *store.Store }

// Values is where an instance's driver keeps its state.
func (k kept) Values(id sluice.InstanceID) driver.SessionStore { return k.Store.Values(id) }
