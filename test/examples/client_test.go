package examples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The official JS client, unmodified from npm, is driven through all that it has
// by test/node/client.mjs: what Telegram has too must work, what WhatsApp alone
// has must be refused as unknown. No method is left out without a reason.
func TestTheOfficialJSClient(t *testing.T) {
	needs(t)
	d := newDemo(t)
	ran := drive(t, d)
	if ran.Stopped != "" {
		t.Errorf("the program stopped: %s", ran.Stopped)
	}
	t.Log(ran.table())
	for _, method := range ran.Methods {
		if reason := noRequest[method]; reason == "" && !slices.ContainsFunc(ran.Calls, func(c clientCall) bool { return c.Method == method }) {
			t.Errorf("%s is neither called nor left out with a reason", method)
		}
	}
	for _, c := range ran.Calls {
		if c.Problem != "" {
			t.Errorf("%s: %s", c.Method, c.Problem)
		}
	}
}

// noRequest are functions of the client that call nobody, and why.
var noRequest = map[string]string{
	"validatePhoneNumber": "a check inside the client, it makes no request",
}

// A clientRun is what client.mjs reports.
type clientRun struct {
	Methods []string // all that the client has
	Calls   []clientCall
	Stopped string // why the program has not come to its end
}

type clientCall struct {
	Method   string
	Unserved bool   // it must be refused with 404
	Problem  string // "": the answer was as it must be
}

func drive(t *testing.T, d *demo) clientRun {
	t.Helper()
	absolute := func(path string) string {
		whole, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return whole
	}
	id, err := strconv.ParseInt(d.values["{{idInstance}}"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(map[string]any{
		"modules": absolute(modules), "files": d.dir, "apiUrl": d.api, "sandboxUrl": d.sandbox, "partnerToken": d.values["{{partnerToken}}"],
		"idInstance": id, "apiTokenInstance": d.values["{{apiTokenInstance}}"],
	})
	if err != nil {
		t.Fatal(err)
	}
	var report, log bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", absolute("../node/client.mjs"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(given), &report, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("node: %v\n%s", err, log.String())
	}
	var ran clientRun
	if err := json.Unmarshal(report.Bytes(), &ran); err != nil {
		t.Fatalf("%v in %s", err, report.String())
	}
	return ran
}

// table shows what became of each method: calls made, calls passed.
func (r clientRun) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-32s%6s%8s  %s\n", "method", "calls", "passed", "")
	var made, passed int
	for _, method := range r.Methods {
		var calls, good int
		note := noRequest[method]
		for _, c := range r.Calls {
			if c.Method != method {
				continue
			}
			calls++
			if c.Problem == "" {
				good++
			}
			if c.Unserved {
				note = "WhatsApp alone has it: 404, as documented"
			}
		}
		made, passed = made+calls, passed+good
		fmt.Fprintf(&b, "%-32s%6d%8d  %s\n", method, calls, good, note)
	}
	fmt.Fprintf(&b, "%-32s%6d%8d  of %d methods\n", "all", made, passed, len(r.Methods))
	return b.String()
}
