package sluice_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice"
)

func TestParseMessageID(t *testing.T) {
	for given, want := range map[string]bool{
		"1762333029830": true, "9999999999999": true, "0762333029830": false, "176233302983": false,
		"17623330298300": false, "": false, "176233302983x": false, "-176233302983": false, "BAE5F4886F6F2": false,
	} {
		if got, ok := sluice.ParseMessageID(given); ok != want || string(got) != given {
			t.Errorf("%q: %q, %v", given, got, ok)
		}
	}
	if n := sluice.MessageID("1762333029830").Number(); n != 1762333029830 || sluice.MessageIDOf(n) != "1762333029830" {
		t.Errorf("number %d", n)
	}
	if n := sluice.MessageID("x").Number(); n != 0 {
		t.Errorf("what is no number is %d", n)
	}
}

// TestRequests wants each kind of message to be stored as the request that it
// came as, and to be read back as it was.
func TestRequests(t *testing.T) {
	on, off, third := true, false, 2
	for _, tt := range []struct {
		name    string
		message sluice.Message
		want    string
	}{
		{
			"the seed's text",
			sluice.Message{Chat: "10000000", Body: sluice.TextBody{Text: "test"}},
			`{"chatId":"10000000","message":"test"}`,
		},
		{
			"a text with all fields",
			sluice.Message{
				Chat: "@name", Body: sluice.TextBody{Text: "<b> & \"\n", LinkPreview: &off},
				Quoted: "1763115112345", Typing: sluice.Typing{For: 5 * time.Second, Kind: "text"},
			},
			`{"chatId":"@name","message":"<b> & \"\n","linkPreview":false,"quotedMessageId":"1763115112345","typingTime":5000,"typingType":"text"}`,
		},
		{
			"a file",
			sluice.Message{Chat: "10000000", Body: sluice.FileBody{URL: "https://x/a?b&c", Name: "a.pdf", Caption: "c"}},
			`{"chatId":"10000000","urlFile":"https://x/a?b&c","fileName":"a.pdf","caption":"c"}`,
		},
		{
			"a file without a caption",
			sluice.Message{Chat: "10000000", Body: sluice.FileBody{URL: "https://x/a", Name: "a.pdf"}},
			`{"chatId":"10000000","urlFile":"https://x/a","fileName":"a.pdf"}`,
		},
		{
			"a point",
			sluice.Message{Chat: "10000000", Body: sluice.LocationBody{Latitude: 55.75, Longitude: 0}},
			`{"chatId":"10000000","latitude":55.75,"longitude":0}`,
		},
		{
			"a venue",
			sluice.Message{Chat: "10000000", Body: sluice.LocationBody{Latitude: -1, Longitude: 1, Name: "n", Address: "a"}},
			`{"chatId":"10000000","latitude":-1,"longitude":1,"nameLocation":"n","address":"a"}`,
		},
		{
			"a contact",
			sluice.Message{Chat: "10000000", Body: sluice.ContactBody{Contact: sluice.Contact{Phone: 79876543210, First: "Example", Company: "Acme"}}},
			`{"chatId":"10000000","contact":{"phoneContact":79876543210,"firstName":"Example","company":"Acme"}}`,
		},
		{
			"a poll with options in both forms",
			sluice.Message{Chat: "-100", Body: sluice.PollBody{
				Question: "Q?", Options: []sluice.PollOption{{Text: "a<"}, {Text: "b>", Object: true}},
			}},
			`{"chatId":"-100","message":"Q?","options":["a<",{"optionName":"b>"}]}`,
		},
		{
			"a quiz",
			sluice.Message{Chat: "-100", Body: sluice.PollBody{
				Question: "Q?", Options: []sluice.PollOption{{Text: "a"}, {Text: "b"}, {Text: "c"}},
				Type: "quiz", Multiple: &off, Anonymous: &on, Correct: &third,
			}, Quoted: "1763115112345"},
			`{"chatId":"-100","message":"Q?","options":["a","b","c"],"type":"quiz","multipleAnswers":false,"isAnonymous":true,"correctOptionId":2,"quotedMessageId":"1763115112345"}`,
		},
		{
			"a forward",
			sluice.Message{Chat: "10000000", Body: sluice.ForwardBody{From: "20000000", Messages: []sluice.MessageID{"1762000000000", "1762000000001"}}},
			`{"chatId":"10000000","chatIdFrom":"20000000","messages":["1762000000000","1762000000001"]}`,
		},
	} {
		got, err := tt.message.MarshalRequest()
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %s (%v), want %s", tt.name, got, err, tt.want)
		}
		var again sluice.Message
		if err := again.UnmarshalRequest(tt.message.Body.Kind(), got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.message, again); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestATextIsEncodedAsAllOthers compares the way that texts are encoded in one go
// with the way of all bodies: chat, body and tail, one behind the other.
func TestATextIsEncodedAsAllOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := sluice.Message{
			Chat:   sluice.ChatID(rapid.String().Draw(t, "chat")),
			Quoted: sluice.MessageID(rapid.StringMatching(`|[0-9]{13}`).Draw(t, "quoted")),
			Typing: sluice.Typing{
				For:  time.Duration(rapid.IntRange(0, 3).Draw(t, "typing")) * 700 * time.Millisecond,
				Kind: rapid.StringMatching(`|text|<&>`).Draw(t, "kind"),
			},
		}
		words := sluice.Text(rapid.String().Draw(t, "text"))
		preview := rapid.Ptr(rapid.Bool(), true).Draw(t, "preview")
		for _, b := range []sluice.Body{
			sluice.TextBody{Text: words, LinkPreview: preview}, sluice.FileBody{URL: string(words), Caption: words},
		} {
			m.Body = b
			got, err := m.MarshalRequest()
			if err != nil {
				t.Fatal(err)
			}
			if want := inParts(t, m); string(got) != want {
				t.Fatalf("%s\n%s", got, want)
			}
		}
	})
}

// inParts encodes a message field by field.
func inParts(t *rapid.T, m sluice.Message) string {
	encode := func(v any) string {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	fields := []string{`"chatId":` + encode(m.Chat)}
	fields = append(fields, strings.TrimSuffix(strings.TrimPrefix(encode(m.Body), "{"), "}"))
	if m.Quoted != "" {
		fields = append(fields, `"quotedMessageId":`+encode(m.Quoted))
	}
	if ms := m.Typing.For.Milliseconds(); ms != 0 {
		fields = append(fields, fmt.Sprintf(`"typingTime":%d`, ms))
	}
	if m.Typing.Kind != "" {
		fields = append(fields, `"typingType":`+encode(m.Typing.Kind))
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// TestAnyTextSurvives stores and reads texts of any characters.
func TestAnyTextSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := sluice.Message{
			Chat:   sluice.ChatID(rapid.StringMatching(`-?[1-9][0-9]{0,17}|@[a-z]{4,9}`).Draw(t, "chat")),
			Body:   sluice.TextBody{Text: sluice.Text(rapid.String().Draw(t, "text"))},
			Typing: sluice.Typing{For: time.Duration(rapid.IntRange(0, 20_000).Draw(t, "typing")) * time.Millisecond},
		}
		data, err := m.MarshalRequest()
		if err != nil || !json.Valid(data) || data[len(data)-1] != '}' {
			t.Fatalf("%q: %s (%v)", m.Body, data, err)
		}
		var again sluice.Message
		if err := again.UnmarshalRequest(sluice.KindText, data); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Error(diff)
		}
	})
}

func TestBrokenRequestsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		kind sluice.Kind
		data string
	}{
		{sluice.KindText, `{"chatId":`},
		{sluice.KindText, ``},
		{sluice.KindText, `{"chatId":"1","message":5}`},
		{sluice.KindPoll, `{"chatId":"1","options":[5]}`},
		{sluice.Kind(0), `{"chatId":"1"}`},
		{sluice.Kind(99), `{"chatId":"1"}`},
	} {
		var m sluice.Message
		if err := m.UnmarshalRequest(tt.kind, []byte(tt.data)); err == nil || !strings.HasPrefix(err.Error(), "decode a message: ") {
			t.Errorf("%v %s: %v", tt.kind, tt.data, err)
		}
	}
}

func FuzzUnmarshalRequest(f *testing.F) {
	f.Add(uint8(sluice.KindText), `{"chatId":"1","message":"x"}`)
	f.Add(uint8(sluice.KindPoll), `{"chatId":"1","message":"x","options":["a",{"optionName":"b"}]}`)
	f.Add(uint8(sluice.KindForward), `{"messages":[]}`)
	f.Fuzz(func(t *testing.T, kind uint8, data string) {
		var m sluice.Message
		if m.UnmarshalRequest(sluice.Kind(kind), []byte(data)) != nil {
			return
		}
		stored, err := m.MarshalRequest()
		if err != nil {
			t.Fatal(err)
		}
		var again sluice.Message
		if err := again.UnmarshalRequest(sluice.Kind(kind), stored); err != nil {
			t.Fatalf("%s: %v", stored, err)
		}
		if twice, err := again.MarshalRequest(); err != nil || string(twice) != string(stored) {
			t.Errorf("%s became %s (%v)", stored, twice, err)
		}
	})
}

func TestIDsOfItems(t *testing.T) {
	forward := sluice.ForwardBody{Messages: []sluice.MessageID{"1762000000000", "1762000000001", "1762000000002"}}
	item := sluice.Item{ID: "1762333029830", Kind: sluice.KindForward, Span: sluice.Span(forward)}
	want := []sluice.MessageID{"1762333029830", "1762333029831", "1762333029832"}
	if diff := cmp.Diff(want, item.IDs()); diff != "" {
		t.Error(diff)
	}
	if n := sluice.Span(sluice.TextBody{}); n != 1 {
		t.Errorf("a text owns %d ids", n)
	}
}

func TestNamesOfKinds(t *testing.T) {
	for body, want := range map[sluice.Body]string{
		sluice.TextBody{}: "sendMessage", sluice.FileBody{}: "sendFileByUrl", sluice.LocationBody{}: "sendLocation", sluice.ContactBody{}: "sendContact",
	} {
		if got := body.Kind().String(); got != want {
			t.Errorf("%T is %s, want %s", body, got, want)
		}
	}
	if got := sluice.KindPoll.String() + " " + sluice.KindForward.String() + " " + sluice.Kind(77).String(); got != "sendPoll forwardMessages Kind(77)" {
		t.Error(got)
	}
}

func TestATextIsFolded(t *testing.T) {
	for text, want := range map[sluice.Text]string{
		"":                                   "",
		"a, b!":                              "a, b!",
		" \ta\r\nb\u2028\u200b  \x01c\u00a0": "a b c",
		"a\u030a\u0333\ufe0f":                "a",
		"\r\n \u200e":                        "",
	} {
		if got := text.Folded(); got != want {
			t.Errorf("%q is folded to %q, want %q", string(text), got, want)
		}
	}
}
