package chaos

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
	"slices"
	"strings"
	"sync"
	"time"
)

// A Process is one run of the binary whose log is kept in memory.
type Process struct {
	cmd  *exec.Cmd
	log  *Lines
	done chan struct{} // closed when it has ended
}

// Start runs the binary with args; its standard error goes to log.
func Start(ctx context.Context, binary string, log *Lines, args ...string) (*Process, error) {
	p := &Process{cmd: exec.CommandContext(ctx, binary, args...), log: log, done: make(chan struct{})}
	p.cmd.Env = Environ()
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

// Environ is the environment without what configures a gateway: a campaign has
// settings of its own.
func Environ() []string {
	return slices.DeleteFunc(os.Environ(), func(line string) bool {
		name, _, _ := strings.Cut(line, "=")
		switch name {
		case "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "CONFIGURATION_DIRECTORY", "STATE_DIRECTORY", "NOTIFY_SOCKET":
			return true
		}
		return strings.HasPrefix(name, "SLUICE_")
	})
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Failed says whether the process, which has ended, gave another status than 0.
func (p *Process) Failed() bool { return !p.cmd.ProcessState.Success() }

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the process as power loss of one program would: SIGKILL, no drain.
func (p *Process) Kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill: %w", err)
	}
	<-p.done
	return nil
}

// Lines is a log that counts what it is asked for.
type Lines struct {
	mu   sync.Mutex
	data bytes.Buffer // guarded by mu
}

// Write keeps the bytes.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.data.Write(p)
}

// Count returns how many lines hold text.
func (l *Lines) Count(text string) int {
	n := 0
	for s := bufio.NewScanner(strings.NewReader(l.String())); s.Scan(); {
		if strings.Contains(s.Text(), text) {
			n++
		}
	}
	return n
}

// String returns all of it.
func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.data.String()
}

// FreeAddress returns a loopback address that nothing listens on now.
func FreeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String(), nil
}

// Ready waits until url answers 200 or p ends.
func (p *Process) Ready(ctx context.Context, url string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := Call(ctx, http.MethodGet, url, nil); err == nil {
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

// Call makes one request with a JSON body, or none for nil, and returns the
// answer's body; any code but 200 is an error.
func Call(ctx context.Context, method, url string, body any) ([]byte, error) {
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
		return nil, &RefusalError{w.StatusCode, string(out)}
	}
	return out, nil
}

// A RefusalError is an answer other than 200: the request was heard and not taken.
type RefusalError struct {
	Code int    // of the answer
	Body string // of the answer
}

// Error returns the answer.
func (r *RefusalError) Error() string { return fmt.Sprintf("%d %s", r.Code, r.Body) }

var client = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	Timeout:   10 * time.Second,
}
