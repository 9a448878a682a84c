package examples

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take.
const patience = 60 * time.Second

// A demo is a running `sluice demo`, and what was learned of it.
type demo struct {
	t       *testing.T
	values  map[string]string // what stands in a sample → what is put there
	dir     string            // where the samples run, with the files they name
	api     string
	sandbox string          // the control interface of its fake Telegram
	answers <-chan struct{} // each time that the partner has answered
}

func newDemo(t *testing.T) *demo {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	cmd := exec.CommandContext(ctx, binary(t), "demo", "--listen", "127.0.0.1:0", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	events, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	var info struct {
		API       string `json:"apiUrl"`
		Media     string `json:"mediaUrl"`
		Partner   string `json:"partnerToken"`
		Sandbox   string `json:"sandboxUrl"`
		Instances []struct {
			ID    int64  `json:"idInstance"`
			Token string `json:"apiTokenInstance"`
		} `json:"instances"`
	}
	if err := json.NewDecoder(out).Decode(&info); err != nil {
		t.Fatal(err)
	}
	d := &demo{t: t, dir: t.TempDir(), api: info.API, sandbox: info.Sandbox, answers: heard(events)}
	d.values = map[string]string{
		"{{apiUrl}}": info.API, "{{mediaUrl}}": info.Media, "{{partnerToken}}": info.Partner,
		"{{idInstance}}": strconv.FormatInt(info.Instances[0].ID, 10), "{{apiTokenInstance}}": info.Instances[0].Token,
	}
	if err := os.CopyFS(d.dir, os.DirFS(filepath.Join(folder, "files"))); err != nil {
		t.Fatal(err)
	}
	return d
}

// heard tells of every answer of the partner that the demo reports.
func heard(events interface{ Read([]byte) (int, error) }) <-chan struct{} {
	answers := make(chan struct{}, 100)
	go func() { // ends with the demo
		for lines := bufio.NewScanner(events); lines.Scan(); {
			if strings.Contains(lines.Text(), `"answered"`) {
				answers <- struct{}{}
			}
		}
	}()
	return answers
}

// binary is the program under test: the one that the whole run has built, or one
// built here.
func binary(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("SLUICE_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "sluice")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "sluice/cmd/sluice").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// fill puts the values of this demo into a sample.
func (d *demo) fill(sample string) string {
	for placeholder, value := range d.values {
		sample = strings.ReplaceAll(sample, placeholder, value)
	}
	return sample
}

// learn keeps what a later sample needs of an answer.
func (d *demo) learn(method, answer string) {
	learned := map[string][2]string{ // method → the key of the answer, what the samples have in its place
		"sendMessage":         {"idMessage", "1763115112345"},
		"sendFileByUpload":    {"idMessage", "1763115112346"},
		"uploadFile":          {"urlFile", "https://sluice.example/download/4900/3f9a.pdf"},
		"receiveNotification": {"receiptId", "1234567"},
		"createGroup":         {"chatId", "-10000000000000"},
		"createInstance":      {"idInstance", "4900000002"},
		"updateApiToken":      {"apiTokenInstance", "{{apiTokenInstance}}"},
	}
	what, ok := learned[method]
	if !ok {
		return
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(answer), &fields); err != nil {
		d.t.Errorf("%s: %v in %q", method, err, answer)
		return
	}
	d.values[what[1]] = strings.Trim(string(fields[what[0]]), `"`)
}

// answered waits until the partner has answered.
func (d *demo) answered() {
	select {
	case <-d.answers:
	case <-time.After(patience):
		d.t.Error("the partner has not answered")
	}
}

// slow makes the interval so long that nothing but the first message leaves.
func (d *demo) slow() {
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost,
		d.api+d.fill("/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}"), strings.NewReader(`{"delaySendMessagesMilliseconds":600000}`))
	if err != nil {
		d.t.Fatal(err)
	}
	answer, err := (&http.Client{}).Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		d.t.Fatalf("setSettings: %s, %v", answer.Status, err)
	}
}
