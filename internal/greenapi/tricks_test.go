package greenapi_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestJSONTricks sends bodies that parsers read differently: each is refused, or
// read in the one way that is documented.
func TestJSONTricks(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, tt := range []struct {
		name, body string
		want       string // what is queued; "": 400
	}{
		{"a number beyond 2^53", `{"chatId":9007199254740993,"message":"x"}`, `{"chatId":"9007199254740993","message":"x"}`},
		{"a number beyond 64 bits", `{"chatId":92233720368547758080,"message":"x"}`, ""},
		{"an exponent", `{"chatId":1e7,"message":"x"}`, ""},
		{"a fraction", `{"chatId":10000000.0,"message":"x"}`, ""},
		{"NaN", `{"chatId":NaN,"message":"x"}`, ""},
		{"hexadecimal", `{"chatId":0x10,"message":"x"}`, ""},
		{"a leading zero", `{"chatId":010,"message":"x"}`, ""},
		{"bytes that are no UTF-8", "{\"chatId\":\"1\",\"message\":\"\xff\xfe\"}", ""},
		{"an overlong slash", "{\"chatId\":\"1\",\"message\":\"\xc0\xaf\"}", ""},
		{"half a character as bytes", "{\"chatId\":\"1\",\"message\":\"\xed\xa0\x80\"}", ""},
		{"UTF-16", "\xff\xfe{\x00}\x00", ""},
		{"a comment", `{"chatId":"1",/* */"message":"x"}`, ""},
		{"a comma too many", `{"chatId":"1","message":"x",}`, ""},
		{"quotes of another kind", `{'chatId':'1','message':'x'}`, ""},
		{"two values", `{"chatId":"1","message":"x"}{"chatId":"2","message":"y"}`, ""},
		{"something behind", `{"chatId":"1","message":"x"}x`, ""},
		{"a control character in a string", "{\"chatId\":\"1\",\"message\":\"a\nb\"}", ""},
		{"NUL behind", "{\"chatId\":\"1\",\"message\":\"x\"}\x00", ""},
		{"an array", `[{"chatId":"1","message":"x"}]`, ""},
		{"an object for a text", `{"chatId":"1","message":{"text":"x"}}`, ""},
		{"a key with NUL", `{"chatId\u0000":"2","chatId":"1","message":"x"}`, `{"chatId":"1","message":"x"}`},
		{"a key of a prototype", `{"__proto__":{"chatId":"2"},"constructor":1,"chatId":"1","message":"x"}`, `{"chatId":"1","message":"x"}`},
		{"the last of a repeated key", `{"chatId":"2","message":"x","chatId":"1"}`, `{"chatId":"1","message":"x"}`},
		{"another case", `{"CHATID":"2","chatId":"1","message":"x"}`, `{"chatId":"1","message":"x"}`},
		{"another sign that folds to one", "{\"chatId\":\"1\",\"mes\u017fage\":\"y\",\"message\":\"x\"}", `{"chatId":"1","message":"x"}`},
		{"as deep as may be, where nobody reads", `{"chatId":"1","message":"x","more":` + deep(31) + `}`, `{"chatId":"1","message":"x"}`},
		{"a level deeper, where nobody reads", `{"chatId":"1","message":"x","more":` + deep(32) + `}`, ""},
		{"a level deeper, in objects", `{"chatId":"1","message":"x","more":` + strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 33), ""},
		{"a level deeper, behind a quote in a string", `{"chatId":"1","message":"x","m\"ore":"\\","even":` + deep(32) + `}`, ""},
		{"brackets side by side", `{"chatId":"1","message":"x","more":[` + strings.Repeat("[],", 5000) + `[]]}`, `{"chatId":"1","message":"x"}`},
		{"brackets in a string", `{"chatId":"1","message":"x","more":"` + strings.Repeat(`[{\"`, 5000) + `"}`, `{"chatId":"1","message":"x"}`},
		{"more brackets than a parser counts", `{"chatId":"1","message":"x","more":` + deep(20_000) + `}`, ""},
		{"brackets that never end", `{"chatId":"1","message":"x","more":` + strings.Repeat("[", 50_000), ""},
		{"brackets for a text", `{"chatId":"1","message":` + deep(1000) + `}`, ""},
	} {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", tt.body)
		queued := ""
		if len(w.queue.items) > 0 {
			queued = string(w.queue.items[0].Body)
		}
		if want := map[bool]int{true: http.StatusOK, false: http.StatusBadRequest}[tt.want != ""]; r.StatusCode != want || queued != tt.want || len(w.queue.items) > 1 {
			t.Errorf("%s: %d %.200s, queued %s; want %d, %s", tt.name, r.StatusCode, text(t, r), queued, want, tt.want)
		}
	}
}

// TestSmuggledRequestsAreNeverRun sends requests that two servers might divide
// differently. Behind each hides a second one: it must not be run, unless the
// first is plainly over.
func TestSmuggledRequestsAreNeverRun(t *testing.T) {
	const (
		head   = "POST /waInstance{id}/getStateInstance/x HTTP/1.1\r\nHost: x\r\n"
		hidden = "POST /waInstance{id}/sendMessage/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 28\r\n\r\n{\"chatId\":\"1\",\"message\":\"x\"}"
	)
	for _, tt := range []struct {
		name, request string
		runs          int // hidden requests that are plainly requests of their own
	}{
		{"one after the other", head + "Content-Length: 0\r\n\r\n" + hidden, 1},
		{"in the body", head + "Content-Length: 150\r\n\r\n" + hidden, 0},
		{"CL.TE", head + "Content-Length: 150\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"TE.CL", head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n96\r\n" + hidden + "\r\n0\r\n\r\n", 0},
		{"two lengths", head + "Content-Length: 0\r\nContent-Length: 150\r\n\r\n" + hidden, 0},
		{"a list of lengths", head + "Content-Length: 0, 150\r\n\r\n" + hidden, 0},
		{"a length with a sign", head + "Content-Length: +0\r\n\r\n" + hidden, 0},
		{"a length below zero", head + "Content-Length: -1\r\n\r\n" + hidden, 0},
		{"a length in hexadecimal", head + "Content-Length: 0x0\r\n\r\n" + hidden, 0},
		{"a blank before the colon", head + "Content-Length : 0\r\n\r\n" + hidden, 0},
		{"a folded header", head + "Content-Length:\r\n 0\r\n\r\n" + hidden, 1}, // a length of 0, as RFC 9112 lets it be read
		{"behind one in chunks", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"an unknown coding", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"two codings", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"a coding twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"a coding with a tab", head + "Transfer-Encoding:\tchunked\x0b\r\n\r\n0\r\n\r\n" + hidden, 0},
		{"a chunk of a strange size", head + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + hidden, 0},
		{"a chunk that is too large", head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n" + hidden, 0},
		{"a chunk that ends early", head + "Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n" + hidden, 0},
		{"two hosts", head + "Host: y\r\nContent-Length: 0\r\n\r\n" + hidden, 0},
		{"no host", "GET /waInstance{id}/getStateInstance/x HTTP/1.1\r\n\r\n" + hidden, 0},
		{"NUL in a header", head + "X: a\x00b\r\nContent-Length: 0\r\n\r\n" + hidden, 0},
		{"a bare CR", head + "X: a\rContent-Length: 0\r\n\r\n" + hidden, 0},
		{"a method of another's", head + "X-HTTP-Method-Override: DELETE\r\nContent-Length: 150\r\n\r\n" + hidden, 0},
		{"HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden, 0},
		{"an upgrade", head + "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 150\r\n\r\n" + hidden, 0},
		{"an absolute address of elsewhere", "GET http://evil.example/waInstance{id}/getStateInstance/x HTTP/1.1\r\nHost: x\r\nContent-Length: 150\r\n\r\n" + hidden, 0},
		{"CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nContent-Length: 150\r\n\r\n" + hidden, 0},
	} {
		w := newWorld()
		conn, err := net.Dial("tcp", serve(t, w))
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, full(tt.request))
		_ = conn.(*net.TCPConn).CloseWrite()
		got, _ := io.ReadAll(bufio.NewReader(conn)) // it may be reset after the answer
		_ = conn.Close()
		w.queue.mu.Lock()
		runs := len(w.queue.items)
		w.queue.mu.Unlock()
		if runs != tt.runs {
			t.Errorf("%s: the hidden request ran %d times, want %d; answer %.300q", tt.name, runs, tt.runs, got)
		}
	}
}

// TestNothingRedirects asks for addresses that a router would tidy up: a
// redirect would send the token once more, and turn a POST into a GET.
func TestNothingRedirects(t *testing.T) {
	for _, path := range []string{
		"//waInstance{id}//getStateInstance//{token}", "/waInstance{id}/./getStateInstance/{token}", "/waInstance{id}/x/../getStateInstance/{token}",
		"/waInstance{id}/getStateInstance/{token}/", "/%2e%2e/waInstance{id}/getStateInstance/{token}", "/waInstance{id}/getStateInstance/{token}/..",
		"/waInstance{id}", "//evil.example/%2f..", "/partner//x",
	} {
		for _, verb := range []string{http.MethodGet, http.MethodPost} {
			if r := newWorld().ask(verb, path, ""); r.StatusCode >= 300 && r.StatusCode < 400 || r.Header.Get("Location") != "" {
				t.Errorf("%s %s: %d to %q", verb, path, r.StatusCode, r.Header.Get("Location"))
			}
		}
	}
}
