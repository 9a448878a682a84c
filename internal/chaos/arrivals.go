package chaos

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"sluice/internal/history"
)

// Arrivals reads one of the fake's two logs, /messages or /calls: the texts that
// accounts sent, told by their hashes where those are all that is kept of requests.
func Arrivals(ctx context.Context, url string, requests []history.Request) ([]history.Arrival, error) {
	var rows []struct {
		At       int64  `json:"at"`
		Account  string `json:"account"`
		Method   string `json:"method"`
		Text     string `json:"text"`
		Hash     string `json:"textHash"` // in place of the text
		RandomID string `json:"randomId"`
	}
	data, err := Call(ctx, http.MethodGet, url, nil)
	if err == nil {
		err = json.Unmarshal(data, &rows)
	}
	if err != nil {
		return nil, fmt.Errorf("read what the sandbox has seen: %w", err)
	}
	texts := map[string]string{}
	for _, q := range requests {
		sum := sha256.Sum256([]byte(q.Text))
		texts[hex.EncodeToString(sum[:8])] = q.Text
	}
	var out []history.Arrival
	for _, r := range rows {
		text := cmp.Or(r.Text, texts[r.Hash], r.Hash)
		if r.Method == "" || r.Method == "messages.sendMessage" {
			out = append(out, history.Arrival{At: time.Duration(r.At), Account: r.Account, Text: text, RandomID: r.RandomID})
		}
	}
	return out, nil
}
