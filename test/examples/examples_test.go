// Package examples runs the samples of examples/ as their readers would: with
// the interpreters and compilers of the machine, against a running demo.
//
// Every language gets a demo of its own and calls every method in the same order,
// so what it prints must be what curl prints, apart from numbers and times that
// differ each time. The same folder holds the run of the Postman collection.
// What needs programs that are not everywhere runs when SLUICE_SAMPLES is set, as
// `make samples` does; the rest always does.
package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"sluice/internal/reference"
)

// folder is where the samples are.
const folder = "../../examples"

// order is how the samples are run: what makes something comes before what asks
// for it, and what ends a login comes last.
var order = strings.Fields(`
	getStateInstance getSettings setSettings getAccountSettings qr
	startAuthorization sendAuthorizationCode sendAuthorizationPassword setProfilePicture
	sendMessage sendFileByUpload uploadFile sendFileByUrl sendLocation sendContact sendPoll forwardMessages
	showMessagesQueue getMessagesCount
	getMessage downloadFile getChatHistory lastIncomingMessages lastOutgoingMessages
	editMessage deleteMessage clearMessagesQueue
	getWebhooksCount receiveNotification deleteNotification clearWebhooksQueue
	getContacts getChats
	createGroup updateGroupName updateGroupSettings getGroupData addGroupParticipant setGroupAdmin
	removeAdmin removeGroupParticipant setGroupPicture leaveGroup
	checkAccount readChat getAvatar getContactInfo archiveChat unarchiveChat sendTyping
	createInstance getInstances deleteInstanceAccount
	reboot updateApiToken logout`)

// forJava are the methods that Java is tried with.
var forJava = []string{"sendMessage", "sendFileByUpload", "showMessagesQueue"}

func TestEveryLanguagePrintsWhatCurlPrints(t *testing.T) {
	needs(t)
	all := languages(t)
	want := play(t, all["curl"], order)
	for _, name := range []string{"python", "php", "js", "go"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, want, play(t, all[name], order))
		})
	}
	wantOfJava := play(t, all["curl"], forJava)
	for _, name := range []string{"RestTemplate", "Unirest"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, wantOfJava, play(t, all[name], forJava))
		})
	}
}

func needs(t *testing.T) {
	t.Helper()
	if os.Getenv("SLUICE_SAMPLES") == "" {
		t.Skip("SLUICE_SAMPLES is not set: `make samples` sets it")
	}
}

func compare(t *testing.T, want, got map[string]string) {
	t.Helper()
	for method, answer := range want {
		if diff := cmp.Diff(steady(answer), steady(got[method])); diff != "" {
			t.Errorf("%s (-curl +this):\n%s\ncurl: %s\nthis: %s", method, diff, answer, got[method])
		}
	}
}

// play calls methods one after the other and returns what the samples print.
func play(t *testing.T, l language, methods []string) map[string]string {
	t.Helper()
	d := newDemo(t)
	run := l.prepare(t, d)
	if !slices.Contains(methods, "setSettings") {
		d.slow()
	}
	printed := map[string]string{}
	for _, method := range methods {
		answer := strings.TrimSpace(run(method))
		if strings.Contains(answer, `"statusCode"`) || strings.Contains(answer, `"description"`) && strings.Contains(answer, `"code"`) {
			t.Errorf("%s: %s is refused: %s", l.name, method, answer)
		}
		printed[method] = answer
		d.learn(method, answer)
		switch method {
		case "setSettings":
			d.slow() // what is queued from now on is still there when it is looked for
		case "sendMessage":
			d.answered() // so that the journals hold something
		}
	}
	return printed
}

// Parts of answers that differ from run to run.
var (
	numbers = regexp.MustCompile(`-?\d+`)
	links   = regexp.MustCompile(`/download/[^"]*`)
	hashes  = regexp.MustCompile(`"[0-9a-f]{50}"`)
	invites = regexp.MustCompile(`https://t\.me/[^"]*`)
	images  = regexp.MustCompile(`"iVBOR[^"]*"`)
)

// steady is an answer without what differs from run to run.
func steady(s string) string {
	for _, p := range []*regexp.Regexp{hashes, images, links, invites, numbers} {
		s = p.ReplaceAllString(s, "#")
	}
	return s
}

// described are the methods of openapi.yaml with the address of each.
func described(t *testing.T) map[string]*openapi3.PathItem {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(reference.OpenAPI("", ""))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*openapi3.PathItem{}
	for path, item := range doc.Paths.Map() {
		if strings.HasPrefix(path, "/waInstance") || strings.HasPrefix(path, "/partner") {
			found[strings.Split(path, "/")[2]] = item
		}
	}
	return found
}

func TestEveryMethodHasASampleInEveryLanguage(t *testing.T) {
	methods := described(t)
	for method, item := range methods {
		if !slices.Contains(order, method) {
			t.Errorf("%s is not run", method)
		}
		for _, name := range []string{"curl.sh", "python.py", "RestTemplate.java", "Unirest.java", "php.php", "js.mjs", "go.go", "vba.bas"} {
			data, err := os.ReadFile(filepath.Join(folder, method, name))
			if err != nil {
				t.Error(err)
				continue
			}
			text := string(data)
			if !strings.Contains(text, "/"+method+"/") || strings.Contains(text, "waaInstance") {
				t.Errorf("%s/%s: it calls another address", method, name)
			}
			if item.Post == nil || item.Post.RequestBody == nil {
				continue
			}
			if c := item.Post.RequestBody.Value.Content.Get("application/json"); c != nil && name == "curl.sh" {
				bodyIsAnExample(t, method, text, c)
			}
		}
	}
	if len(order) != len(methods) {
		t.Errorf("%d methods are run, %d are described", len(order), len(methods))
	}
}

// bodyIsAnExample checks that curl sends what the description shows.
func bodyIsAnExample(t *testing.T, method, text string, c *openapi3.MediaType) {
	t.Helper()
	_, data, _ := strings.Cut(text, "--data '")
	var body any
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimSpace(data), "'")), &body); err != nil {
		t.Errorf("%s: %v", method, err)
		return
	}
	for _, e := range c.Examples {
		if cmp.Equal(normal(t, e.Value.Value), body) {
			return
		}
	}
	t.Errorf("%s: its body is no example of the description: %v", method, body)
}

// normal is v as encoding/json reads it.
func normal(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatDiffersFromRunToRunIsLeftOut(t *testing.T) {
	for _, pair := range [][2]string{
		{`{"idMessage":"1769676078000"}`, `{"idMessage":"1795411257701"}`},
		{`{"downloadUrl":"http://a/download/4900/aa.jpg"}`, `{"downloadUrl":"http://a/download/4900/bb.jpg"}`},
		{fmt.Sprintf(`{"apiTokenInstance":"%050d"}`, 1), fmt.Sprintf(`{"apiTokenInstance":"%050d"}`, 2)},
	} {
		if steady(pair[0]) != steady(pair[1]) {
			t.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
	if steady(`{"setRead":true}`) == steady(`{"setRead":false}`) || steady("[]") == steady("[{}]") {
		t.Error("what must be the same is left out too")
	}
}
