package media

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sluice"
)

// holdings are how many bytes each instance has.
type holdings struct {
	all int64
	of  map[sluice.InstanceID]int64
}

func (h *holdings) add(id sluice.InstanceID, n int64) {
	h.all += n
	if h.of[id] += n; h.of[id] == 0 {
		delete(h.of, id)
	}
}

// mostTold is how many instances are named to the operator.
const mostTold = 5

// largest names the instances that have most.
func (h *holdings) largest() string {
	ids := slices.SortedFunc(maps.Keys(h.of), func(a, b sluice.InstanceID) int {
		return cmp.Or(cmp.Compare(h.of[b], h.of[a]), cmp.Compare(a, b))
	})
	var told []string
	for _, id := range ids[:min(mostTold, len(ids))] {
		told = append(told, fmt.Sprintf("%d: %d", id, h.of[id]))
	}
	return strings.Join(told, ", ")
}
