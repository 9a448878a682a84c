package campaign

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// A process is one run of the binary whose log is kept in memory.
type process struct {
	cmd  *exec.Cmd
	log  *lines
	done chan struct{} // closed when it has ended
}

// start runs the binary with args; its standard error goes to log.
func start(ctx context.Context, binary string, log *lines, args ...string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, binary, args...), log: log, done: make(chan struct{})}
	p.cmd.Stderr = log
	p.cmd.Stdout = io.Discard
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", args[0], err)
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // it is killed on purpose
	}()
	return p, nil
}

// kill ends the process as power loss of one program would: SIGKILL, no drain.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill: %w", err)
	}
	<-p.done
	return nil
}

// lines is a log that counts what it is asked for.
type lines struct {
	mu   sync.Mutex
	data bytes.Buffer // guarded by mu
}

// Write keeps the bytes.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.data.Write(p)
}

// count returns how many lines hold text.
func (l *lines) count(text string) int {
	n := 0
	for s := bufio.NewScanner(strings.NewReader(l.String())); s.Scan(); {
		if strings.Contains(s.Text(), text) {
			n++
		}
	}
	return n
}

// String returns all of it.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.data.String()
}

// freeAddress returns a loopback address that nothing listens on now.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String(), nil
}

// ready waits until url answers 200 or p ends.
func (p *process) ready(ctx context.Context, url string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := call(ctx, http.MethodGet, url, nil); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s never answered: %w\n%s", url, ctx.Err(), p.log)
		case <-p.done:
			return fmt.Errorf("ended before %s answered\n%s", url, p.log)
		case <-tick.C:
		}
	}
}

// call makes one request with a JSON body, or none for nil, and returns the
// answer's body; any code but 200 is an error.
func call(ctx context.Context, method, url string, body any) ([]byte, error) {
	var in io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, url, in)
	if err != nil {
		return nil, err
	}
	w, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Body.Close() }()
	out, err := io.ReadAll(w.Body)
	if err != nil {
		return nil, err
	}
	if w.StatusCode != http.StatusOK {
		return nil, &refusal{w.StatusCode, string(out)}
	}
	return out, nil
}

// A refusal is an answer other than 200: the request was heard and not taken.
type refusal struct {
	code int
	body string
}

// Error returns the answer.
func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.body) }

var client = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	Timeout:   10 * time.Second,
}
