package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A sent is one accepted message.
type sent struct{ id, text string }

// cmdFlood sends N numbered messages to a chat, at the rate that the API
// allows, and notes their ids in a file. With a plus behind it the chat is the
// first of N chats that get one message each.
//
//	flood N BASE TOKEN CHAT FILE
func cmdFlood(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 5, "usage: flood N BASE TOKEN CHAT FILE")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var notes strings.Builder
	last := ""
	for i := range n {
		text := fmt.Sprintf("message %d", i)
		id := send(ts, args[1]+"/sendMessage/"+args[2], chatOf(ts, args[3], i), text)
		want(ts, len(id) == 13 && id > last, "id %q does not follow %q", id, last)
		last = id
		fmt.Fprintf(&notes, "%s\t%s\n", id, text)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[4]), []byte(notes.String()), 0o600))
}

// chatOf is the chat of the message number i.
func chatOf(ts *testscript.TestScript, chat string, i int) string {
	first, each := strings.CutSuffix(chat, "+")
	if !each {
		return chat
	}
	n, err := strconv.Atoi(first)
	ts.Check(err)
	return strconv.Itoa(n + i)
}

// send sends one message and returns its id. It waits as long as the API asks.
func send(ts *testscript.TestScript, url, chat, text string) string {
	for range 100 {
		code, body, err := call(http.MethodPost, url, fmt.Sprintf(`{"chatId":%q,"message":%q}`, chat, text))
		ts.Check(err)
		if code == http.StatusTooManyRequests {
			pause(ts, 100*time.Millisecond)
			continue
		}
		want(ts, code == http.StatusOK, "sendMessage answered %d: %s", code, body)
		id, err := pick(body, "idMessage")
		ts.Check(err)
		return id
	}
	ts.Fatalf("sendMessage is still refused")
	return ""
}

// notes reads what cmdFlood wrote.
func notes(ts *testscript.TestScript, file string) []sent {
	var out []sent
	for line := range strings.Lines(ts.ReadFile(file)) {
		id, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out = append(out, sent{id, text})
	}
	return out
}

// cmdListed checks that stdout is, byte for byte, the list that the seed shows
// of the first N messages in FILE.
//
//	listed N FILE CHAT
func cmdListed(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 3, "usage: listed N FILE CHAT")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	all := notes(ts, args[1])
	var b bytes.Buffer
	for i, m := range all[:n] {
		b.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
		fmt.Fprintf(&b, `{"messageID":%q,"type":"sendMessage","body":{"chatId":%q,"message":%q}}`, m.id, args[2], m.text)
	}
	b.WriteString("]")
	got := ts.ReadFile("stdout")
	want(ts, got == b.String(), "the list differs:\n%.300s\nwant:\n%.300s", got, b.String())
}

// cmdPaced checks that stdout, the sandbox's messages, are those of FILE, in
// order, none closer to the one before than INTERVAL by the fake's clock.
//
//	paced FILE INTERVAL
func cmdPaced(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 2, "usage: paced FILE INTERVAL")
	interval, err := time.ParseDuration(args[1])
	ts.Check(err)
	var rows []struct {
		At   int64  `json:"at"`
		Text string `json:"text"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	all := notes(ts, args[0])
	want(ts, len(rows) == len(all), "%d messages arrived, want %d", len(rows), len(all))
	closest := time.Hour
	for i, r := range rows {
		want(ts, r.Text == all[i].text, "message %d is %q, want %q", i, r.Text, all[i].text)
		if i == 0 {
			continue
		}
		gap := time.Duration(r.At - rows[i-1].At)
		want(ts, gap >= interval, "message %d came %v after the one before", i, gap)
		closest = min(closest, gap)
	}
	span := time.Duration(rows[len(rows)-1].At - rows[0].At)
	ts.Logf("%d messages in %v, the closest two %v apart", len(rows), span, closest)
}

// cmdStatuses reads and deletes notifications until every message of FILE has
// been reported delivered, in order.
//
//	statuses FILE BASE TOKEN
func cmdStatuses(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 3, "usage: statuses FILE BASE TOKEN")
	var got []string
	all := notes(ts, args[0])
	for len(got) < len(all) {
		code, body, err := call(http.MethodGet, args[1]+"/receiveNotification/"+args[2]+"?receiveTimeout=20", "")
		ts.Check(err)
		if code == http.StatusTooManyRequests {
			pause(ts, 100*time.Millisecond)
			continue
		}
		want(ts, code == http.StatusOK && string(body) != "null", "after %d statuses: %d %s", len(got), code, body)
		var n struct {
			Receipt int64 `json:"receiptId"`
			Body    struct {
				Type    string `json:"typeWebhook"`
				Message string `json:"idMessage"`
				Status  string `json:"status"`
			} `json:"body"`
		}
		ts.Check(json.Unmarshal(body, &n))
		if n.Body.Type == "outgoingMessageStatus" && n.Body.Status == "delivered" {
			got = append(got, n.Body.Message)
		}
		acknowledge(ts, fmt.Sprintf("%s/deleteNotification/%s/%d", args[1], args[2], n.Receipt))
	}
	for i, id := range got {
		want(ts, id == all[i].id, "status %d is of %s, want %s", i, id, all[i].id)
	}
}

func acknowledge(ts *testscript.TestScript, url string) {
	for {
		code, body, err := call(http.MethodDelete, url, "")
		ts.Check(err)
		if code != http.StatusTooManyRequests {
			want(ts, code == http.StatusOK && strings.Contains(string(body), `"result":true`), "deleteNotification: %d %s", code, body)
			return
		}
		pause(ts, 100*time.Millisecond)
	}
}
