package store

// aheadRows is how many messages are read ahead.
const aheadRows = 16

// A cache holds the first messages of a queue's range, so that sending reads the
// engine once in a while: the one that came into an empty queue, which is the
// usual case, or what was read ahead. Rows in it may not be durable yet.
type cache struct {
	rows []Row // from the head on, without holes
	all  bool  // nothing of the range comes behind them
}

func (c *cache) first() (Row, bool) {
	if len(c.rows) == 0 {
		return Row{}, false
	}
	return c.rows[0], true
}

// keepAhead puts a row that was just enqueued into the cache if it belongs there.
func (s *Store) keepAhead(i *instance, r Row) {
	if !i.ahead.all {
		return
	}
	if len(i.ahead.rows) > 0 || s.cached.Load() > s.opts.CacheBytes {
		i.ahead.all = false
		return
	}
	i.ahead.rows = []Row{r}
	s.cached.Add(int64(len(r.Body)))
}

// passAhead takes the rows before the head out of the cache.
func (s *Store) passAhead(i *instance) {
	k := 0
	for k < len(i.ahead.rows) && i.ahead.rows[k].ID < i.out.HeadID {
		s.cached.Add(-int64(len(i.ahead.rows[k].Body)))
		k++
	}
	i.ahead.rows = i.ahead.rows[k:]
	if len(i.ahead.rows) == 0 {
		i.ahead = cache{all: i.out.rows() == 0}
	}
}

// dropAhead empties the cache.
func (s *Store) dropAhead(i *instance) {
	for _, r := range i.ahead.rows {
		s.cached.Add(-int64(len(r.Body)))
	}
	i.ahead = cache{all: i.out.rows() == 0}
}

// cachedRow returns the row with this id, if it is at hand.
func (i *instance) cachedRow(id int64) (Row, bool) {
	for _, r := range i.ahead.rows {
		if r.ID == id {
			return r, true
		}
	}
	return Row{}, false
}
