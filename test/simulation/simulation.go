// Package simulation runs the gateway's core for thousands of virtual days
// against a network that fails, and lets package history judge what came of it.
//
// A seed is one small world in a bubble of virtual time: the real store over
// Pebble on a disk that can lose what was not synced, the real sessions, queue
// and inbox, and a driver that is the network's other side. Clients send, edit,
// clear, poll; an operator pauses, logs in and out; and a fate, drawn from the
// seed, floods, cuts, revokes, kills and steps the clock. Each world uses some of
// the faults only, so that the rare ones meet each other.
//
// In the end the faults stop: then everything must leave within half a day. What
// clients were answered and what the network saw is the evidence.
//
//	make simulate SEEDS=100000            # as many seeds, from FROM on
//	go test ./test/simulation -run Seeds -seed 4711 -v
//
// Seeds that once failed are in testdata/seeds and run first, each time. A seed
// fixes all that is drawn, not how goroutines take turns: a failure that does
// not return at once is replayed with -times 100.
package simulation
