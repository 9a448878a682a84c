package webhook_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"sluice"
	"sluice/internal/webhook"
)

func TestEachDeliveryIsTold(t *testing.T) {
	var mu sync.Mutex
	var told []int
	opts := webhook.Options{Delivered: func(_ sluice.InstanceID, d sluice.Delivery) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, d.Status)
	}}
	each(t, opts, func(w *world) {
		failures := 1
		w.net.handle(host, func(out http.ResponseWriter, _ *http.Request) {
			if failures > 0 {
				failures--
				out.WriteHeader(http.StatusInternalServerError)
			}
		})
		w.receive(1, "1", "2")
		w.pass(time.Hour)
		mu.Lock()
		defer mu.Unlock()
		if want := []int{500, 200, 200}; !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}
