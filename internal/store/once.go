package store

import (
	"context"
	"crypto/sha256"
	"fmt"

	"sluice"
)

// onceFor is how long an Idempotency-Key is remembered.
const onceFor = dayMillis

// An onceEntry is an answer that the engine may not show yet.
type onceEntry struct {
	row   OnceRow
	batch *batch
}

// AppendBinary appends the stored form: the id and the body's hash.
func (r OnceRow) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, byte(r.ID>>56), byte(r.ID>>48), byte(r.ID>>40), byte(r.ID>>32), byte(r.ID>>24), byte(r.ID>>16), byte(r.ID>>8), byte(r.ID))
	return append(b, r.Body[:]...), nil
}

// UnmarshalBinary reads what [OnceRow.AppendBinary] wrote.
func (r *OnceRow) UnmarshalBinary(b []byte) error {
	if len(b) != 8+len(r.Body) {
		return fmt.Errorf("idempotency row of %d bytes: damaged", len(b))
	}
	r.ID = 0
	for _, c := range b[:8] {
		r.ID = r.ID<<8 | int64(c)
	}
	copy(r.Body[:], b[8:])
	return nil
}

// onceKey returns the stored form of an Idempotency-Key.
func onceKey(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}

// earlier looks for the answer that once was given before, under i's mutex. With
// one, the batch is what the caller has to wait for.
func (s *Store) earlier(ctx context.Context, i *instance, once sluice.Once) (id int64, b *batch, err error) {
	key := onceKey(once.Key)
	now := s.clock.millis()
	row, ok := OnceRow{}, false
	if e, found := i.once[key]; found {
		row, b, ok = e.row, e.batch, true
	}
	today := DayOf(max(now, i.out.LastID))
	for d := today; !ok && d+2 > today; d-- {
		row, ok, err = s.onceRow(ctx, i.id, d, key)
		if err != nil {
			return 0, nil, err
		}
	}
	if !ok || now-row.ID >= onceFor {
		return 0, nil, nil
	}
	if row.Body != once.Body {
		return 0, nil, &sluice.Error{Code: sluice.Conflict, Text: "Idempotency-Key was used with another body"}
	}
	return row.ID, b, nil
}

func (s *Store) onceRow(ctx context.Context, id sluice.InstanceID, d Day, key [16]byte) (OnceRow, bool, error) {
	data, ok, err := s.engine.Value(ctx, id, OnceName(d, key))
	if err != nil || !ok {
		return OnceRow{}, false, broken(err)
	}
	r := OnceRow{Key: key}
	if err := r.UnmarshalBinary(data); err != nil {
		return OnceRow{}, false, broken(err)
	}
	return r, true, nil
}

// remember keeps an answer at hand until the engine shows it.
func (i *instance) remember(r OnceRow, b *batch) {
	if i.once == nil {
		i.once = map[[16]byte]onceEntry{}
	}
	if len(i.once) >= 64 {
		for key, e := range i.once {
			if e.batch.ended() {
				delete(i.once, key)
			}
		}
	}
	i.once[r.Key] = onceEntry{r, b}
}
