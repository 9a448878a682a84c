package access

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sluice"
)

// The audit trail is kept in pages of so many deeds, the latest pages alone.
const (
	pageDeeds = 100
	keptPages = 100
)

// trail is where the audit trail stands. Its page is the last one.
type trail struct {
	next int64 // number of the next deed
	page []sluice.Deed
}

const trailName = "audit"

func pageName(n int64) string { return trailName + "/" + strconv.FormatInt(n/pageDeeds, 10) }

func (t *trail) open(ctx context.Context, s Store) error {
	t.next = 1
	data, ok, err := s.Get(ctx, trailName)
	if err != nil || !ok {
		return err
	}
	if t.next, err = strconv.ParseInt(string(data), 10, 64); err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	t.page, err = readPage(ctx, s, t.next)
	return err
}

func readPage(ctx context.Context, s Store, n int64) (page []sluice.Deed, err error) {
	data, ok, err := s.Get(ctx, pageName(n))
	if err != nil || !ok {
		return nil, err
	}
	if err := json.Unmarshal(data, &page); err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	return page, nil
}

// Note writes down what somebody did, or was refused. Number and moment are given
// here.
func (k *Keeper) Note(ctx context.Context, d sluice.Deed) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	d.Number, d.At = k.trail.next, k.now().UTC().Round(0)
	page := k.trail.page
	if d.Number%pageDeeds == 0 {
		page = nil
	}
	page = append(slices.Clip(page), d)
	data, err := json.Marshal(page)
	if err != nil {
		return fmt.Errorf("encode the audit trail: %w", err)
	}
	values := map[string][]byte{
		pageName(d.Number): data,
		trailName:          []byte(strconv.FormatInt(d.Number+1, 10)),
	}
	if old := d.Number - keptPages*pageDeeds; old > 0 {
		values[pageName(old)] = nil
	}
	if err := k.store.Put(ctx, values); err != nil {
		return err
	}
	k.trail = trail{d.Number + 1, page}
	return nil
}

// Deeds returns what was written down before a number, the latest first; 0: from
// the latest. text, if it is not "", must be in one of the words.
func (k *Keeper) Deeds(ctx context.Context, before int64, limit int, text string) ([]sluice.Deed, error) {
	k.mu.Lock()
	next := k.trail.next
	k.mu.Unlock()
	if before <= 0 || before > next {
		before = next
	}
	text = strings.ToLower(text)
	list := []sluice.Deed{}
	for n := before - 1; n > 0 && len(list) < limit; n = n/pageDeeds*pageDeeds - 1 {
		page, err := readPage(ctx, k.store, n)
		if err != nil {
			return nil, err
		}
		if page == nil {
			break
		}
		for i := len(page) - 1; i >= 0 && len(list) < limit; i-- {
			if page[i].Number < before && has(page[i], text) {
				list = append(list, page[i])
			}
		}
	}
	return list, nil
}

func has(d sluice.Deed, text string) bool {
	words := strings.Join([]string{d.Who, d.Address, d.Action, d.Target, d.Detail, strconv.FormatInt(int64(d.Instance), 10)}, " ")
	return strings.Contains(strings.ToLower(words), text)
}
