package golden

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice/internal/chaos"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// TestTheProgramGoesOn starts the whole program on what was left, today: tokens
// and sessions hold, a message is taken and arrives, nothing that was seen before
// is seen again, and all that is stored is sound.
func TestTheProgramGoesOn(t *testing.T) {
	each(t, func(t *testing.T, g directory) {
		t.Parallel()
		dir := t.TempDir()
		g.extract(t, dir)
		p := start(t, dir)
		for _, i := range g.told.Instances {
			id := int(i.ID)
			p.tokens[id] = i.Token
			if i.Session != "" {
				p.authorized(id)
			}
			if got := p.method(id, "GET", "getSettings", ""); !strings.Contains(got, `"delaySendMessagesMilliseconds":1000`) {
				t.Errorf("%d has the settings %s", id, got)
			}
		}
		p.say(doubtful, "10000001", "after the upgrade")
		p.until(func() bool {
			return strings.Contains(p.ask("GET", p.sandbox+"/messages", "", nil), "after the upgrade")
		})
		p.drained(doubtful)
		var rows []struct{ Account, Text, RandomID string }
		must(t, json.Unmarshal([]byte(p.ask("GET", p.sandbox+"/messages", "", nil)), &rows))
		seen := map[string]string{}
		for _, r := range rows {
			if seen[r.Text] != "" && r.Text != "" {
				t.Errorf("%q is seen twice: as %s and as %s", r.Text, seen[r.Text], r.RandomID)
			}
			seen[r.Text] = r.RandomID
		}
		p.kill()
		out, err := exec.CommandContext(t.Context(), p.binary, "verify", "--data", p.data()).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "0 faults") {
			t.Errorf("verify: %v\n%s", err, out)
		}
	})
}

// TestADowngradeIsRefused gives a directory to the program that a later release
// has written, and wants to be told the ways out.
func TestADowngradeIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "gateway")
	e, err := pebble.Open(pebble.Options{Dir: filepath.Join(data, "store"), FS: vfs.Default, Memory: 8 << 20, Ballast: -1})
	must(t, err)
	later := fmt.Append(nil, pebble.DataFormat+1)
	must(t, e.Commit(t.Context(), store.Change{Values: []store.Value{{Name: "format", Data: later}}}))
	must(t, e.Close())
	must(t, writeSecret(data))
	for _, command := range []string{"serve", "instance list", "verify", "backup " + filepath.Join(dir, "copy")} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		args := append(strings.Fields(command), "--data", data)
		cmd := exec.CommandContext(ctx, program(t), args...)
		cmd.Env = chaos.Environ()
		out, err := cmd.CombinedOutput()
		cancel()
		if want := "a newer release of Sluice has written it"; err == nil || !strings.Contains(string(out), want) || !strings.Contains(string(out), "sluice restore") {
			t.Errorf("sluice %s: %v, %s; want %q", command, err, out, want)
		}
	}
}
