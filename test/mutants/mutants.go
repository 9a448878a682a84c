// Package mutants plants bugs and wants the tests to find them.
//
// A mutant is one change of one file, such as a tired engineer might make. It
// lives in the list here and never in the product: the change is compiled in
// through the go command's overlay, so the tree stays clean and the build cache
// is kept. A mutant is caught when the tests that CI runs turn red with it; which
// of them are asked is part of the list, so that a run takes minutes.
//
//	make mutants                                          # the table
//	go test ./test/mutants -run Caught/ack -mutants -v    # one of them
package mutants

// A Mutant is a planted bug.
type Mutant struct {
	Name     string // what it does wrong
	File     string // from the root of the module
	Old, New string // Old occurs once in File
	Gate     string // arguments of go test that must fail with it
}

const (
	store   = "./internal/store"
	engine  = "./internal/store/pebble"
	lanes   = "./internal/queue"
	session = "./internal/session"
	worlds  = "./test/simulation -run Seeds -seeds 2000"
)

// All are the mutants.
var All = []Mutant{
	{
		"acknowledge before the flush", "internal/store/committer.go",
		"	err = errStopped\n	defer func() { f.end(err) }()\n	if err = f.durable(); err != nil {",
		"	f.end(nil)\n	if err = f.durable(); err != nil {",
		store + " -run Power|Fault|Acknowledged",
	},
	{
		"a Fatalf that returns", "internal/store/pebble/logger.go",
		"	l.fatal(text)\n	select {} // should fatal return after all\n", "	_ = l.fatal\n	l.err = nil\n",
		store + " -run Fault|Acknowledged",
	},
	{
		"a commit that is not synced", "internal/store/pebble/commit.go",
		"e.db.ApplyNoSyncWait(b, pebble.Sync); err != nil {\n		return nil, fmt.Errorf(\"commit: %w\", err)\n	}\n	return func() error { return e.synced(b) }, nil",
		"e.db.Apply(b, pebble.NoSync); err != nil {\n		return nil, fmt.Errorf(\"commit: %w\", err)\n	}\n	return func() error { return errors.Join(e.log.failure(), b.Close()) }, nil",
		store + " -run Power",
	},
	{
		"an attempt of what was edited", "internal/store/attempt.go",
		" || t.row.Revision != revision ||", " ||", store + " -run Attempt|Edit",
	},
	{
		"an attempt before its time", "internal/store/attempt.go",
		" || t.notBefore.After(time.Now()) {", " {", store + " -run Attempt|Interval|Pace",
	},
	{
		"an attempt of what is a day old", "internal/store/attempt.go",
		"if t.row.At+lifetime.Milliseconds() <= now {", "if now < 0 {", store + " -run Attempt|Day|Expire",
	},
	{
		"sending while paused", "internal/store/next.go",
		" && !i.rec.Paused && !i.rec.Held", " && !i.rec.Held", worlds,
	},
	{
		"sending while held", "internal/store/next.go",
		" && !i.rec.Paused && !i.rec.Held", " && !i.rec.Paused", store,
	},
	{
		"the skipped authorization check after a reconnect", "internal/store/next.go",
		"i.spoken && i.rec.State == sluice.Authorized", "i.rec.State == sluice.Authorized", store,
	},
	{
		"> for >= at the head", "internal/store/attempt.go",
		"	if id < i.out.HeadID {\n		return turn{}, false, nil", "	if id <= i.out.HeadID {\n		return turn{}, false, nil", store + " -run Queue",
	},
	{
		"a flood wait lost at restart", "internal/store/instance.go",
		"	i.waitUntil, i.headUntil = s.clock.at(i.out.WaitUntil), s.clock.at(i.out.HeadUntil)",
		"	i.headUntil = s.clock.at(i.out.HeadUntil)", lanes + " -run Restart",
	},
	{
		"the interval lost at restart", "internal/store/instance.go",
		"		i.wire, i.wireOf = wire, 0\n", "		i.wireOf = 0\n", lanes + " -run Restart",
	},
	{
		"a repeat at once after a power loss", "internal/store/instance.go",
		"	if i.out.InFlight != 0 && i.out.InFlight != i.tried && s.started.After(later) {", "	if false {", lanes + " -run Power|Restart",
	},
	{
		"the moment of the last write is not stored", "internal/store/attempt.go",
		"	i.out.LastWire = s.clock.millisOf(sent.Wire)\n", "", lanes + " -run Restart",
	},
	{
		"an answer is forgotten: no doubt after a lost one", "internal/store/attempt.go",
		"unanswered = w.Reason != sluice.WaitsFlood && w.Reason != sluice.WaitsSuspended", "unanswered = false", worlds,
	},
	{
		"another account repeats what is in doubt", "internal/store/instances.go",
		"		if err := s.hold(ctx, i); err != nil {\n			return err\n		}\n", "", lanes + " -run Account",
	},
	{
		"an id that was given before", "internal/store/instance.go",
		"	id := max(now, i.out.LastID+1)", "	id := now", store,
	},
	{
		"n is used again after a restart", "internal/store/instance.go",
		"	i.out.LastN = max(i.out.LastN, tail.N)\n", "", store,
	},
	{
		"the day from the clock instead of the id", "internal/store/queue.go",
		"	r.Day = DayOf(r.ID)\n", "	r.Day = DayOf(r.At)\n", store,
	},
	{
		"the clock is followed over a jump", "internal/store/clock.go",
		"const maxStep = 5 * time.Minute", "const maxStep = 500 * time.Hour", store + " -run Clock",
	},
	{
		"expired an hour early", "internal/store/queue.go",
		"const lifetime = 24 * time.Hour", "const lifetime = 23 * time.Hour", lanes + " -run Machine",
	},
	{
		"accepted on a full disk", "internal/store/queue.go",
		" || !s.committer.room() {", " {", store + " -run Full",
	},
	{
		"a cleared message in flight is dropped", "internal/store/queue.go",
		"	kept, err := s.inFlight(ctx, i)", "	kept, err := (*waiting)(nil), ctx.Err()", store + " -run Clear",
	},
	{
		"a chat overtakes itself", "internal/store/aside.go",
		"	return w != nil && w.ID < id", "	return w != nil && w.ID > id", worlds,
	},
	{
		"an edit that a lane does not see", "internal/store/edit.go",
		"		s.dropAhead(d.i)\n", "", worlds,
	},
	{
		"an event is told each time it is offered", "internal/store/received.go",
		"	return id, ok, broken(err)\n}\n\n// tellAbsorbed", "	return id, ok && id == 0, broken(err)\n}\n\n// tellAbsorbed", store + " -run Receive|Repeat|Event|Journal",
	},
	{
		"a damaged row is sent", "internal/store/pebble/codec.go",
		"	if crc32.Update(want, castagnoli, rest.b) != binary.BigEndian.Uint32(sum) {\n		return errSum\n	}\n", "	_, _ = want, sum\n", store + " -run Damage",
	},
	{
		"a new random id on each try", "internal/store/next.go",
		"	m.Attempts, m.NotBefore = ", "	m.Key[0] += byte(attempts)\n	m.Attempts, m.NotBefore = ", lanes + " -run Doubt|Machine",
	},
	{
		"sent although the attempt was refused", "internal/queue/lane.go",
		"	if !ok {\n		return l.refused(ctx, t, ready, wake)\n	}\n	t = ", "	_ = ok\n	t = ", lanes,
	},
	{
		"a lane that ends misses a wake", "internal/lanes/lanes.go",
		"	case <-wake:\n		return false\n	default:", "	case <-wake:\n	default:", lanes,
	},
	{
		"a flood wait is a failure", "internal/queue/retry.go",
		"	{sluice.Limited, sluice.ScopeAccount}:      {sluice.WaitsFlood, time.Minute},\n", "", lanes,
	},
	{
		"a repeat without a look after hours of doubt", "internal/queue/lane.go",
		"age <= l.opts.Doubt {", "age < 1e6*l.opts.Doubt {", lanes + " -run Doubt",
	},
	{
		"the number of another message is taken", "internal/queue/lane.go",
		"return l.store.Taken(ctx, m, scope, number)", "return false, nil", lanes + " -run Doubt",
	},
	{
		"what nobody can tell is sent again", "internal/queue/lane.go",
		"		return true, false, l.postpone(ctx, t, hold(nil))", "		return false, true, nil", lanes + " -run NobodyCanTell",
	},
	{
		"an error ends what may have arrived", "internal/queue/lane.go",
		"	if !stays && t.err != nil && !t.message.Doubt.IsZero() {", "	if false && !stays {", lanes + " -run MayHaveArrived",
	},
	{
		"a doubt is as old as the wall clock says", "internal/store/next.go",
		"m.Doubt = s.clock.at(doubt)", "m.Doubt = time.UnixMilli(doubt)", store + " -run AsOld",
	},
	{
		"sent by a connection of another account", "internal/session/send.go",
		"	if !ok || b.by != l {", "	if !ok {", session,
	},
	{
		"a redirect counts as delivered", "internal/webhook/post.go",
		"	case status >= 200 && status < 300:", "	case status >= 200 && status < 400:", "./internal/webhook",
	},
	{
		"any token opens", "instance.go",
		"subtle.ConstantTimeCompare(want[:], got[:]) == 1", "subtle.ConstantTimeCompare(want[:], got[:]) >= 0", store,
	},
	{
		"the update state is saved before the event", "internal/driver/telegram/progress.go",
		" || p.pending > 0 {", " {",
		"./internal/driver/telegram -run Update",
	},
}
