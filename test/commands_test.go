package test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// processes is the key of a script's running programs, by name.
type processes struct{}

// A process is a program that runs beside the script.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

const (
	startWithin = 60 * time.Second // until a program has printed its first line
	stopWithin  = 30 * time.Second // until it has ended; service managers wait that long
)

// cmdStart starts a program and waits for its first line on standard output,
// which becomes the script's stdout. The rest is in NAME.out, errors are in
// NAME.err.
//
//	start NAME PROGRAM ARGS…
func cmdStart(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) >= 2, "usage: start NAME PROGRAM ARGS…")
	stderr, err := os.Create(ts.MkAbs(args[0] + ".err"))
	ts.Check(err)
	path, err := lookPath(args[1], ts.Getenv("PATH"))
	ts.Check(err)
	cmd := exec.Command(path, args[2:]...)
	cmd.Dir, cmd.Env, cmd.Stderr = ts.MkAbs("."), environ(ts), stderr
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	p := &process{cmd: cmd, done: make(chan struct{})}
	all := ts.Value(processes{}).(map[string]*process)
	all[args[0]] = p
	first := make(chan string, 1)
	go func() {
		r := bufio.NewReader(stdout)
		line, _ := r.ReadString('\n')
		first <- line
		rest, _ := io.ReadAll(r)
		_ = os.WriteFile(ts.MkAbs(args[0]+".out"), rest, 0o600)
		_ = cmd.Wait() // the exit code is looked at where it matters
		_ = stderr.Close()
		close(p.done)
	}()
	ts.Defer(func() { _ = cmd.Process.Kill() })
	select {
	case line := <-first:
		want(ts, line != "", "%s ended without a line: %s", args[0], ts.ReadFile(args[0]+".err"))
		_, _ = io.WriteString(ts.Stdout(), line)
	case <-time.After(startWithin):
		ts.Fatalf("%s printed nothing: %s", args[0], ts.ReadFile(args[0]+".err"))
	}
}

// environ is what a program of the script sees.
func environ(ts *testscript.TestScript) []string {
	var out []string
	for _, name := range []string{"PATH", "HOME", "WORK", "TMPDIR", "SLUICE_LISTEN", "SLUICE_DATA"} {
		if v := ts.Getenv(name); v != "" {
			out = append(out, name+"="+v)
		}
	}
	return out
}

func lookPath(name, path string) (string, error) {
	for dir := range strings.SplitSeq(path, string(os.PathListSeparator)) {
		full := dir + "/" + name
		if info, err := os.Stat(full); err == nil && info.Mode()&0o111 != 0 && !info.IsDir() {
			return full, nil
		}
	}
	return "", fmt.Errorf("%s is not in PATH", name)
}

// cmdEnd tells a program to end and checks how it did. SIGTERM, and code 143
// after a clean end, unless the script says otherwise.
//
//	end NAME [CODE [SIGNAL]]
func cmdEnd(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) >= 1, "usage: end NAME [CODE [SIGNAL]]")
	p := ts.Value(processes{}).(map[string]*process)[args[0]]
	want(ts, p != nil, "there is no process %s", args[0])
	code, signal := 143, syscall.SIGTERM
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		code = n
	}
	if len(args) > 2 && args[2] == "INT" {
		signal = syscall.SIGINT
	}
	ts.Check(p.cmd.Process.Signal(signal))
	select {
	case <-p.done:
	case <-time.After(stopWithin):
		ts.Fatalf("%s did not end within %v: %s", args[0], stopWithin, ts.ReadFile(args[0]+".err"))
	}
	got := p.cmd.ProcessState.ExitCode()
	want(ts, got == code, "%s ended with %d, want %d: %s", args[0], got, code, ts.ReadFile(args[0]+".err"))
}

// cmdCrash ends a program as a crash would.
//
//	crash NAME
func cmdCrash(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 1, "usage: crash NAME")
	p := ts.Value(processes{}).(map[string]*process)[args[0]]
	want(ts, p != nil, "there is no process %s", args[0])
	ts.Check(p.cmd.Process.Kill())
	<-p.done
}

var client = &http.Client{Timeout: 90 * time.Second}

// call makes one request and returns code and body.
func call(method, url, body string) (int, []byte, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, data, err
}

// cmdHTTP makes a request; the answer's body becomes the script's stdout.
//
//	http [-CODE] METHOD URL [BODY]
func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	code := http.StatusOK
	if len(args) > 0 && strings.HasPrefix(args[0], "-") {
		n, err := strconv.Atoi(args[0][1:])
		ts.Check(err)
		code, args = n, args[1:]
	}
	want(ts, !neg && (len(args) == 2 || len(args) == 3), "usage: http [-CODE] METHOD URL [BODY]")
	got, body, err := call(args[0], args[1], strings.Join(args[2:], ""))
	ts.Check(err)
	want(ts, got == code, "%s %s answered %d, want %d: %s", args[0], args[1], got, code, body)
	_, _ = ts.Stdout().Write(body)
}

// cmdUntil repeats a GET until a field of the answer has a value, or, with the
// path "~", until the answer has the text somewhere.
//
//	until SECONDS PATH VALUE URL
func cmdUntil(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 4, "usage: until SECONDS PATH VALUE URL")
	limit, err := strconv.Atoi(args[0])
	ts.Check(err)
	var last string
	for end := time.Now().Add(time.Duration(limit) * time.Second); time.Now().Before(end); pause(ts, 400*time.Millisecond) {
		code, body, err := call(http.MethodGet, args[3], "")
		if err != nil || code == http.StatusTooManyRequests {
			continue // a rate of 1 a second is part of the API
		}
		last = string(body)
		got, err := pick(body, args[1])
		if (err == nil && got == args[2]) || (args[1] == "~" && strings.Contains(last, args[2])) {
			_, _ = ts.Stdout().Write(body)
			return
		}
	}
	ts.Fatalf("%s is not %s after %d s: %s", args[1], args[2], limit, last)
}

// pause waits on the wall clock, on which the program under test lives.
func pause(_ *testscript.TestScript, d time.Duration) { <-time.After(d) }

// cmdJSON checks a field of the JSON in stdout. The path is keys and numbers
// with dots between; "length" is that of a list.
//
//	json PATH VALUE
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, len(args) == 2, "usage: json PATH VALUE")
	got, err := pick([]byte(ts.ReadFile("stdout")), args[0])
	ts.Check(err)
	want(ts, (got == args[1]) != neg, "%s is %s, want %s", args[0], got, args[1])
}

// cmdLet sets a variable to a field of the JSON in stdout.
//
//	let NAME PATH
func cmdLet(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 2, "usage: let NAME PATH")
	got, err := pick([]byte(ts.ReadFile("stdout")), args[1])
	ts.Check(err)
	ts.Setenv(args[0], got)
}

// cmdMode checks the permissions of a file.
//
//	mode FILE OCTAL
func cmdMode(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 2, "usage: mode FILE OCTAL")
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	got := fmt.Sprintf("%o", info.Mode().Perm())
	want(ts, got == args[1], "%s has mode %s, want %s", args[0], got, args[1])
}

// pick follows path into data; texts come without quotes.
func pick(data []byte, path string) (string, error) {
	var v any
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", fmt.Errorf("no JSON: %w: %s", err, data)
	}
	for key := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			child, ok := at[key]
			if !ok {
				return "", fmt.Errorf("no %s in %s", path, data)
			}
			v = child
		case []any:
			if key == "length" {
				v = len(at)
				break
			}
			n, err := strconv.Atoi(key)
			if err != nil || n < 0 || n >= len(at) {
				return "", fmt.Errorf("no %s in %s", path, data)
			}
			v = at[n]
		default:
			return "", errors.New("nothing below " + key)
		}
	}
	return fmt.Sprint(v), nil
}
