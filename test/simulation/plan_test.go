package simulation

import (
	"math/rand/v2"
	"slices"
	"time"
)

const (
	ms   = time.Millisecond
	sec  = time.Second
	hour = time.Hour

	// healing is how long a world may take to send all that waits once the faults
	// are over: the longest wait that the network asks for, and some.
	healing = 13 * hour
)

// A fault is something that can go wrong, or that somebody can do at a bad
// moment.
type fault string

// What the network answers.
const (
	slowly     fault = "slow answer"
	late       fault = "answer after 75 s"
	never      fault = "no answer"
	lostAfter  fault = "answer lost, message taken"
	lostBefore fault = "request lost"
	broken     fault = "server fault, message taken"
	down       fault = "server fault"
	flood      fault = "FLOOD_WAIT on a send"
	slowMode   fault = "SLOWMODE_WAIT"
	peerFlood  fault = "PEER_FLOOD"
	refusal    fault = "refused"
	unwritten  fault = "nothing written"
	puzzle     fault = "unknown error"
	throttle   fault = "FLOOD_WAIT on a look-up"
	unresolved fault = "dialogs not read"
	stranger   fault = "no such account"
)

// What fate and the operator do.
const (
	disconnect fault = "disconnect"
	hangUp     fault = "connection ends"
	revoke     fault = "session revoked"
	powerLoss  fault = "power loss"
	killed     fault = "kill -9"
	restart    fault = "clean restart"
	clockStep  fault = "clock step"
	pause      fault = "pause"
	clearQueue fault = "clear"
	logout     fault = "logout"
	other      fault = "another account"
	reboot     fault = "reboot"
	interval   fault = "interval changed"
	edit       fault = "edit"
	takeOut    fault = "take out"
)

var (
	answers = []fault{
		slowly, late, never, lostAfter, lostBefore, broken, down, flood, slowMode, peerFlood, refusal,
		unwritten, puzzle, throttle, unresolved, stranger,
	}
	strokes = []fault{disconnect, hangUp, revoke, powerLoss, killed, restart, clockStep}
	deeds   = []fault{pause, clearQueue, logout, other, reboot, interval, edit, takeOut}
)

// A plan is what a seed's world is like.
type plan struct {
	instances int
	horizon   time.Duration
	busy      time.Duration  // between two requests of a client, about
	calm      time.Duration  // between two strokes of fate, about
	trouble   float64        // how many answers go wrong
	allowed   map[fault]bool // the faults of this world
	blank     bool           // the network tells a duplicate without its number
	memory    time.Duration  // how long the network remembers a random id
	sync      time.Duration  // how long a sync of the disk takes at most
	echoes    bool           // own messages come back as updates
	dim       bool           // now and then nobody can tell from a chat whether it shows a message
}

func draw(r *rand.Rand) plan {
	p := plan{
		instances: 1 + r.IntN(2),
		horizon:   pick(r, 20*time.Minute, 3*hour, 12*hour, 40*hour),

		trouble: pick(r, 0.05, 0.3, 0.7),
		allowed: map[fault]bool{},
		blank:   r.IntN(2) == 0,
		memory:  pick(r, 11*time.Minute, hour, 100*hour),
		echoes:  r.IntN(2) == 0,
	}
	if r.IntN(4) == 0 {
		p.sync = pick(r, 5*ms, 300*ms, 4*sec)
	}
	p.calm = p.horizon / time.Duration(pick(r, 5, 20, 60))
	p.busy = max(sec, p.horizon/time.Duration(pick(r, 8, 15, 40)))
	for _, f := range slices.Concat(answers, strokes, deeds) {
		p.allowed[f] = r.IntN(2) == 0
	}
	if p.allowed[clockStep] {
		p.memory = 100 * hour // how long a doubt has lasted, nobody knows after a step
	}
	p.dim = r.IntN(4) == 0 // drawn last: the worlds of old seeds stay as they were
	return p
}

// slack is how long the gateway may take to make a change take effect: the sync
// that is under way, its own, and the one of what follows from it.
func (p plan) slack() time.Duration { return 4 * p.sync }

// healing is how long the world may take to send all that waits: what was to wait
// until a wall time may wait as much longer as the clock was set back.
func (p plan) healing() time.Duration {
	if p.allowed[clockStep] {
		return healing + 50*hour
	}
	return healing
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// about returns a time around d, mostly shorter, now and then a whole number of
// intervals, where races are.
func about(r *rand.Rand, d time.Duration) time.Duration {
	switch r.IntN(4) {
	case 0:
		return time.Duration(r.IntN(8)) * 500 * ms
	case 1:
		return time.Duration(r.Int64N(int64(10 * sec)))
	}
	return time.Duration(r.ExpFloat64() * float64(d))
}
