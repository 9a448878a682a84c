package test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The block of the README that is a session with the real programs does what it
// says, with free ports instead of its own and 20 messages instead of 700.
func TestTheReadmeRuns(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)<!-- This block is run by test/readme_test.go.*?-->\n```sh\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("the README has no such block")
	}
	free := freeAddresses(t, 2)
	api, control := free[0], free[1]
	script := strings.NewReplacer("seq 700", "seq 20", "127.0.0.1:8080", api, "127.0.0.1:8090", control,
		"./sluice serve", "./sluice serve --listen "+api, "./sluice health", "./sluice health --url http://"+api).Replace(string(block[1]))
	dir := t.TempDir()
	program, err := filepath.Abs(binary(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "sluice")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	sh := exec.CommandContext(ctx, "bash", "-m", "-c", endsItsJobs+script+"\nwait")
	sh.Dir, sh.Env = dir, append(os.Environ(), "HOME="+dir)
	sh.Cancel = func() error { return sh.Process.Signal(syscall.SIGTERM) }
	sh.WaitDelay = 10 * time.Second
	out, err := sh.CombinedOutput()
	if err != nil && sh.ProcessState.ExitCode() != 143 {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		`{"count":20}`, `"type":"sendMessage","body":{"chatId":"10000000","message":"message 1"}}`,
		`"account":`, `"text":"message 1"`, `"text":"message 5"`,
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the session shows no %s:\n%s", want, out)
		}
	}
}

// endsItsJobs has a shell end what it started when it ends, however that is:
// with job control each job is in a group of its own, which no signal to the
// shell reaches.
const endsItsJobs = `trap 'kill $(jobs -p) 2>/dev/null' EXIT
trap 'exit 143' TERM
`

// freeAddresses returns addresses that nobody listens on, no two of them alike:
// all are taken before the first is given back.
func freeAddresses(t *testing.T, n int) []string {
	t.Helper()
	var all []string
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }()
		all = append(all, ln.Addr().String())
	}
	return all
}
