package greenapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// A spec is a field as it is documented, and a value that is right.
type spec struct {
	name     string
	good     any
	required bool
	kind     func(s spec) []flaw
}

// A flaw is a value that is wrong and what is said of it.
type flaw struct {
	value any
	text  string
}

// missing stands for a field that is not there.
type missing struct{}

func required(name string, good any, kind func(spec) []flaw) spec {
	return spec{name, good, true, kind}
}

func optional(name string, kind func(spec) []flaw) spec {
	return spec{name, missing{}, false, kind}
}

// flaws are all that can be wrong with a field.
func (s spec) flaws() []flaw {
	list := s.kind(s)
	if s.required {
		list = append(list, flaw{missing{}, "'F' is required"}, flaw{nil, "'F' is required"})
	}
	for i := range list {
		if strings.HasPrefix(list[i].text, "'F") {
			list[i].text = "Validation failed. Details: " + strings.Replace(list[i].text, "'F", "'"+s.name, 1)
		}
	}
	return list
}

// blank are the flaws of what must not be blank.
func blank(s spec, more ...flaw) []flaw {
	if s.required {
		more = append(more, flaw{"", "'F' is not allowed to be empty"})
	}
	return more
}

func chatID(s spec) []flaw {
	return blank(s, flaw{true, "'F' must be a string"}, flaw{"Anna", "'F' must be one of the next formats: 'phone_number@c.us' or 'chatId'"})
}

func words(limit int) func(spec) []flaw {
	return func(s spec) []flaw {
		return blank(s, flaw{5, "'F' must be a string"},
			flaw{long(limit + 1), fmt.Sprintf("'F' length must be less than or equal to %d characters long", limit)})
	}
}

func integer(least, most int64) func(spec) []flaw {
	return func(s spec) []flaw {
		return blank(s, flaw{"soon", "'F' must be an integer"}, flaw{1.5, "'F' must be an integer"}, flaw{true, "'F' must be an integer"},
			flaw{least - 1, fmt.Sprintf("'F' must be greater than or equal to %d", least)},
			flaw{most + 1, fmt.Sprintf("'F' must be less than or equal to %d", most)})
	}
}

func decimal(least, most float64) func(spec) []flaw {
	return func(s spec) []flaw {
		return blank(s, flaw{"north", "'F' must be a number"}, flaw{[]int{1}, "'F' must be a number"},
			flaw{least - 0.5, fmt.Sprintf("'F' must be greater than or equal to %v", least)},
			flaw{most + 0.5, fmt.Sprintf("'F' must be less than or equal to %v", most)})
	}
}

func boolean(spec) []flaw {
	return []flaw{{"yes", "'F' must be a boolean"}, {1, "'F' must be a boolean"}}
}

func oneOf(list string) func(spec) []flaw {
	return func(spec) []flaw {
		return []flaw{{"another", "'F' must be one of [" + list + "]"}, {5, "'F' must be a string"}}
	}
}

func array(least, most int, element any) func(spec) []flaw {
	return func(spec) []flaw {
		many := make([]any, most+1)
		for i := range many {
			many[i] = element
		}
		return []flaw{
			{"a", "'F' must be an array"},
			{[]any{}, fmt.Sprintf("'F' must contain at least %d items", least)},
			{many, fmt.Sprintf("'F' must contain less than or equal to %d items", most)},
			{append([]any{element}, 5.5), "'F[1]' must be a string"},
		}
	}
}

func object(spec) []flaw {
	return []flaw{{"a", "'F' must be an object"}, {[]int{}, "'F' must be an object"}}
}

func uri(s spec) []flaw {
	return append(words(2048)(s), flaw{"example.com/a", "'F' must be a valid uri"}, flaw{"ftp://example.com/a", "'F' must be a valid uri"})
}

func message(s spec) []flaw {
	return blank(s, flaw{"BAE5", "Message not found"}, flaw{"1763115112399", "Message not found"})
}

func quoted(spec) []flaw {
	return []flaw{{"BAE5", "'F' not found in this chat"}, {5, "'F' must be a string"}}
}

const typingKinds = "text, record_voice_note, upload_voice_note, record_video_note, upload_video_note, record_video, upload_video, " +
	"upload_photo, upload_document, choose_sticker, choose_location, choose_contact"

// specs are the fields of each method that takes JSON, in the documented order.
func specs() map[string][]spec {
	chat := required("chatId", "10000000", chatID)
	group := required("chatId", "-10000000000000", chatID)
	typingTime := func(s spec) []flaw {
		s.required = false
		return integer(1000, 20000)(s)
	}
	sent := func(fields ...spec) []spec {
		return append(append([]spec{chat}, fields...),
			optional("quotedMessageId", quoted), optional("typingTime", typingTime), optional("typingType", oneOf(typingKinds)))
	}
	member := []spec{group, required("participantChatId", "10000000", chatID)}
	name := required("groupName", "Team", words(100))
	all := map[string][]spec{
		"sendMessage":   sent(required("message", "x", words(4096)), optional("linkPreview", boolean)),
		"sendFileByUrl": sent(required("urlFile", "https://example.com/a.pdf", uri), required("fileName", "a.pdf", words(255)), optional("caption", words(1024))),
		"sendLocation": sent(required("latitude", 1, decimal(-90, 90)), required("longitude", 1, decimal(-180, 180)),
			optional("nameLocation", words(255)), optional("address", words(255))),
		"sendContact": sent(required("contact", map[string]any{"phoneContact": 112, "firstName": "A"}, object)),
		"sendPoll": sent(required("message", "Q?", words(255)), required("options", []string{"a", "b"}, array(2, 12, "a")),
			optional("type", oneOf("regular, quiz")), optional("multipleAnswers", boolean), optional("isAnonymous", boolean)),
		"forwardMessages": {chat, required("chatIdFrom", "10000000", chatID), required("messages", []string{"1763115112345"}, array(1, 100, "1763115112345"))},
		"getChatHistory": {chat, optional("count", func(spec) []flaw {
			return []flaw{{"many", "'F' must be an integer"}, {0, "'F' must be greater than or equal to 1"}}
		})},
		"getMessage":      {chat, required("idMessage", "1763115112345", message)},
		"downloadFile":    {chat, required("idMessage", "1763115112346", message)},
		"updateGroupName": {group, name},
		"createGroup": {
			name, required("chatIds", []string{"10000000"}, array(1, 200, "10000000")), optional("type", oneOf("group, supergroup")),
			optional("messageAutoDeleteTime", func(s spec) []flaw { return integer(0, 365)(s) }),
		},
		"updateGroupSettings": {
			group,
			{"settings", missing{}, false, func(spec) []flaw { return nil }},
			{"allowParticipantsSendMessages", true, false, boolean},
		},
		"readChat":      {chat, optional("idMessage", message)},
		"editMessage":   {chat, required("idMessage", "1763115112346", message), required("message", "x", words(4096))},
		"deleteMessage": {chat, required("idMessage", "1763115112346", message), optional("onlySenderDelete", boolean)},
		"sendTyping":    {chat, required("typingTime", 1000, integer(1000, 20000)), optional("typingType", oneOf(typingKinds))},
		"checkAccount": {
			{"phoneNumber", 79876543210, false, func(spec) []flaw {
				return []flaw{
					{missing{}, "'F' is required"},
					{"+7", "'phoneNumber' must contain only digits"},
					{123456, "bad phone number, valid 7 to 15 digits"},
					{"1234567890123456", "bad phone number, valid 7 to 15 digits"},
				}
			}},
			optional("force", boolean),
		},
		"startAuthorization": {required("phoneNumber", 79876543210, integer(1_000_000, 999_999_999_999_999))},
	}
	for _, method := range []string{"addGroupParticipant", "removeGroupParticipant", "setGroupAdmin", "removeAdmin"} {
		all[method] = member
	}
	for _, method := range []string{"getGroupData", "leaveGroup"} {
		all[method] = []spec{group}
	}
	for _, method := range []string{"getAvatar", "getContactInfo", "archiveChat", "unarchiveChat"} {
		all[method] = []spec{chat}
	}
	return all
}

// TestEveryBrokenField breaks one field at a time of each method, and then that
// one and all behind it: the first in the documented order is told, and nothing
// is done.
func TestEveryBrokenField(t *testing.T) {
	for method, fields := range specs() {
		t.Run(method, func(t *testing.T) {
			good := map[string]any{"unknown": []int{1}}
			for _, f := range fields {
				set(good, f.name, f.good)
			}
			newWorld().post(t, method, encode(t, good))
			for n, f := range fields {
				for _, flaw := range f.flaws() {
					body := maps.Clone(good)
					set(body, f.name, flaw.value)
					wantRefused(t, method, body, flaw)
					for _, later := range fields[n+1:] {
						if worse := later.flaws(); len(worse) > 0 && flaw.text != "Message not found" {
							set(body, later.name, worse[0].value)
						}
					}
					wantRefused(t, method, body, flaw)
				}
			}
		})
	}
}

func wantRefused(t *testing.T, method string, body map[string]any, f flaw) {
	t.Helper()
	w := newWorld()
	text := encode(t, body)
	got := w.want(t, http.StatusBadRequest, http.MethodPost, method, text)
	if !strings.HasSuffix(got, `"message":`+encode(t, f.text)+`}`) {
		t.Errorf("%.200s: %s\nwant %s", text, got, f.text)
	}
	if len(w.queue.items)+len(w.queue.edits)+len(w.queue.taken)+len(w.sessions.asked)+len(w.network.asked) > 0 {
		t.Errorf("%.200s: something was done: %v", text, w.network.asked)
	}
}

func set(body map[string]any, name string, value any) {
	if _, absent := value.(missing); absent {
		delete(body, name)
		return
	}
	body[name] = value
}

func encode(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}
