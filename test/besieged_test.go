package test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdBesieged opens N connections from another address, each of which drips one byte
// of a header a second, and meanwhile sends messages on fresh connections: all are
// taken. The gateway, whose process is named in LOCK, never has more than MOST open,
// costs at most 32 KiB for each, and ends every slow connection by itself. What the honest
// waited is told, and not judged.
//
//	besieged N MOST BASE TOKEN LOCK
func cmdBesieged(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 5, "usage: besieged N MOST BASE TOKEN LOCK")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	most, err := strconv.Atoi(args[1])
	ts.Check(err)
	base, err := url.Parse(args[2])
	ts.Check(err)
	pid := strings.TrimSpace(ts.ReadFile(args[4]))
	before, files := resident(ts, pid), descriptors(ts, pid)
	calm := honest(ts, args[2], args[3])

	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	var slow sync.WaitGroup
	ends := make(chan error, n)
	for range n {
		conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}).DialContext(ctx, "tcp", base.Host)
		ts.Check(err)
		slow.Go(func() { ends <- drip(ctx, conn) })
	}
	held := descriptors(ts, pid) - files
	besieged := honest(ts, args[2], args[3])
	grown := resident(ts, pid) - before
	slow.Wait()
	close(ends)
	for err := range ends {
		want(ts, err == nil, "a slow connection is still open: %v", err)
	}
	want(ts, held > most/2 && held <= most+50, "%d descriptors more, want up to %d", held, most)
	want(ts, grown < most<<15, "it has grown by %d bytes", grown)
	ts.Logf("%d slow connections, %d held, %d KiB more; an honest request took %v before and %v meanwhile (p50, p99)", n, held, grown>>10, calm, besieged)
}

// drip writes a header that never ends, until the other side closes.
func drip(ctx context.Context, conn net.Conn) error {
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "GET /waInstance1/getStateInstance/x HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	for ctx.Err() == nil {
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := conn.Read(make([]byte, 1)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return nil //nolint:nilerr // it is cut, which is what must be
		}
		_, _ = io.WriteString(conn, "x")
	}
	return ctx.Err()
}

// honest sends a hundred messages, each on a connection of its own, and returns the
// median and the 99th percentile of what they took.
func honest(ts *testscript.TestScript, base, token string) [2]time.Duration {
	fresh := &http.Client{Timeout: startWithin, Transport: &http.Transport{DisableKeepAlives: true}}
	var took []time.Duration
	for i := 0; len(took) < 100; i++ {
		began := time.Now()
		resp, err := fresh.Post(base+"/sendMessage/"+token, "application/json", strings.NewReader(fmt.Sprintf(`{"chatId":"1","message":"%d"}`, i)))
		ts.Check(err)
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusTooManyRequests {
			pause(ts, 20*time.Millisecond)
			continue
		}
		want(ts, resp.StatusCode == http.StatusOK, "an honest request was answered with %s", resp.Status)
		took = append(took, time.Since(began).Round(10*time.Microsecond))
	}
	slices.Sort(took)
	return [2]time.Duration{took[50], took[99]}
}

// resident is how much memory a process has, descriptors how many files.
func resident(ts *testscript.TestScript, pid string) int {
	status, err := os.ReadFile(filepath.Join("/proc", pid, "status"))
	ts.Check(err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	ts.Check(err)
	return n << 10
}

func descriptors(ts *testscript.TestScript, pid string) int {
	list, err := os.ReadDir(filepath.Join("/proc", pid, "fd"))
	ts.Check(err)
	return len(list)
}
