package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// each calls do for every command below c.
func each(c *cobra.Command, do func(*cobra.Command)) {
	for _, child := range c.Commands() {
		do(child)
		each(child, do)
	}
}

func TestEveryExampleOfTheHelpIsAccepted(t *testing.T) {
	var examples []string
	collect := func(c *cobra.Command) {
		for line := range strings.Lines(c.Example) {
			if _, call, ok := strings.Cut(strings.TrimSpace(line), "sluice "); ok && !strings.HasPrefix(strings.TrimSpace(line), "#") {
				examples = append(examples, call)
			}
		}
	}
	root := newRoot(terminal{})
	collect(root)
	each(root, collect)
	if len(examples) < 15 {
		t.Fatalf("only %d examples were found", len(examples))
	}
	for _, example := range examples {
		c, rest, err := newRoot(terminal{}).Find(strings.Fields(example))
		if err != nil || !c.Runnable() || c.HasSubCommands() {
			t.Errorf("sluice %s: no such command, %v", example, err)
			continue
		}
		if err := c.ParseFlags(rest); err != nil {
			t.Errorf("sluice %s: %v", example, err)
			continue
		}
		if err := c.ValidateArgs(c.Flags().Args()); err != nil {
			t.Errorf("sluice %s: %v", example, err)
		}
	}
}

func TestEveryCommandTeaches(t *testing.T) {
	each(newRoot(terminal{}), func(c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: its line in the list is %q", c.CommandPath(), c.Short)
		}
		if c.HasParent() && c.Parent().Name() == "sluice" && c.GroupID == "" {
			t.Errorf("%s is in no group", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s: --%s is not explained", c.CommandPath(), f.Name)
			}
		})
	})
}

func TestNoFlagTakesASecret(t *testing.T) {
	each(newRoot(terminal{}), func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" { // it has no room for one
				return
			}
			for _, word := range []string{"secret", "password", "hash"} {
				if strings.Contains(f.Name, word) && !strings.HasSuffix(f.Name, "-file") { // a file is read by its owner
					t.Errorf("%s --%s: other users of the machine can read it", c.CommandPath(), f.Name)
				}
			}
		})
	})
}

func TestColoursCanBeTurnedOff(t *testing.T) {
	for environ, want := range map[string]bool{"NO_COLOR=1": true, "NO_COLOR=": false, "TERM=xterm": false} {
		if got := colourless([]string{environ}); got != want {
			t.Errorf("%s: %v, want %v", environ, got, want)
		}
	}
}

func TestNothingIsAskedOffATerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = null.Close() }()
	err = confirm(terminal{in: null}, false, "This deletes all.", "all")
	if err == nil || exitCode(err) != exitUsage {
		t.Errorf("error %v", err)
	}
	if err := confirm(terminal{in: null}, true, "This deletes all.", "all"); err != nil {
		t.Errorf("--yes was given, and yet: %v", err)
	}
}

func TestSystemdIsToldWhenItAsks(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := notify([]string{"NOTIFY_SOCKET=" + socket}, "READY=1"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 64)
	n, err := conn.Read(got)
	if err != nil || string(got[:n]) != "READY=1" {
		t.Errorf("systemd heard %q, %v", got[:n], err)
	}
	if err := notify(nil, "READY=1"); err != nil {
		t.Errorf("nobody asked, and yet: %v", err)
	}
}
