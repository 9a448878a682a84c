package campaign

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"sluice/internal/history"
)

// TestFewDescriptors gives the gateway 96 descriptors, and lets somebody open three
// times as many connections. Another address is served all the while, what it sends
// arrives, and nothing ends.
func TestFewDescriptors(t *testing.T) {
	t.Parallel()
	const most, besieging = 96, 300
	c := newCampaign(t)
	c.environ = []string{"sh", "-c", fmt.Sprintf(`ulimit -n %d && exec "$@"`, most), "sh"}
	a := c.add(0)
	c.clients = []*account{a}
	gateway := c.serve()
	defer func() { c.must(gateway.Kill()) }()

	open := 0
	for range besieging {
		conn, err := net.DialTimeout("tcp", c.listen, 5*time.Second)
		if err != nil {
			continue // the queue of the listener is full
		}
		defer func() { _ = conn.Close() }()
		open++
	}
	if open < 2*most {
		t.Fatalf("only %d connections are open: that is no siege", open)
	}
	honest := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}).DialContext, DisableKeepAlives: true,
	}}
	for seq := range 20 {
		text := fmt.Sprint("besieged ", seq)
		body, err := json.Marshal(map[string]string{"chatId": "10000001", "message": text})
		c.must(err)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.method(a, "sendMessage"), bytes.NewReader(body))
		c.must(err)
		answer, err := honest.Do(r)
		if err != nil {
			t.Fatalf("request %d beside %d connections: %v", seq, open, err)
		}
		told, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("request %d beside %d connections: %d %s", seq, open, answer.StatusCode, told)
		}
		c.requests = append(c.requests, history.Request{Account: a.user, Text: text, Seq: seq, OK: true})
	}
	select {
	case <-gateway.Done():
		t.Fatalf("the gateway has ended\n%s", c.log)
	default:
	}
	c.judge()
}
