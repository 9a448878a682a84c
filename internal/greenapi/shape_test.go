package greenapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

// An example is a request and the answer that is documented for it.
type example struct {
	method string
	path   string // behind the token
	body   string
	kind   string // Content-Type
	given  func(*world)
	answer string
}

// documentedExamples are one for each method, as the reference shows it.
func documentedExamples() []example {
	const ok, flagged = `{"idMessage":"1769676078000"}`, `true}`
	picture, group := part{"file", jpeg, "a.jpg", "image/jpeg"}, `"chatId":"-10000000000000"`
	message := `{"chatId":"10000000","idMessage":"1763115112346"}`
	login := replies(sluice.Reply{Heard: true})
	const reply = `{"status":true,"data":{"status":"success","reason":""}}`
	const outgoing = `{"type":"outgoing","idMessage":"1763115112346","timestamp":1763115113,"statusMessage":"read","sendByApi":true,"typeMessage":"imageMessage","chatId":"10000000","chatType":"user",` +
		`"isForwarded":false,"forwardingScore":0,"isEdited":false,"isDeleted":false,"downloadUrl":"https://…","caption":"","fileName":"a.jpg","mimeType":"image/jpeg","jpegThumbnail":"","isAnimated":false}`
	const incoming = `{"type":"incoming","idMessage":"1763115112345","timestamp":1763115112,"typeMessage":"textMessage","chatId":"10000000","chatType":"user","senderId":"10000000","senderName":"Example",` +
		`"senderContactName":"","senderType":"user","isForwarded":false,"forwardingScore":0,"isEdited":false,"isDeleted":false,"textMessage":"hi"}`
	long := "?minutes=43200"
	recent := func(w *world) {
		for i := range w.journal.list {
			w.journal.list[i].At = now
		}
	}
	return []example{
		{method: "getStateInstance", answer: `{"stateInstance":"authorized"}`},
		{method: "getSettings", answer: `{"wid":"79876543210@c.us","typeInstance":"telegram","webhookUrl":"","webhookUrlToken":"","delaySendMessagesMilliseconds":500,"markIncomingMessagesReaded":"no",` +
			`"markIncomingMessagesReadedOnReply":"no","outgoingWebhook":"yes","outgoingMessageWebhook":"yes","outgoingAPIMessageWebhook":"yes","incomingWebhook":"yes","stateWebhook":"yes",` +
			`"keepOnlineStatus":"no","editedMessageWebhook":"yes","deletedMessageWebhook":"yes"}`},
		{method: "setSettings", body: `{"stateWebhook":"yes"}`, answer: `{"saveSettings":true}`},
		{method: "getAccountSettings", answer: `{"avatar":"https://…","phone":"79876543210","stateInstance":"authorized","chatId":"10000000"}`},
		{method: "reboot", answer: `{"isReboot":true}`},
		{method: "logout", answer: `{"isLogout":true}`},
		{method: "updateApiToken", answer: `{"apiTokenInstance":"<50 hex>"}`},
		{method: "qr", given: prompts(sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"}), answer: `{"type":"qrCode","message":"iVBORw0KGgo…"}`},
		{method: "startAuthorization", body: `{"phoneNumber":79876543210}`, given: login, answer: reply},
		{method: "sendAuthorizationCode", body: `{"code":"12345"}`, given: login, answer: reply},
		{method: "sendAuthorizationPassword", body: `{"password":"x"}`, given: login, answer: reply},
		{method: "setProfilePicture", body: form(picture), kind: formType, answer: `{"reason":null,"urlAvatar":"https://sluice.example/download/4900/dbUw….jpg","setProfilePicture":true}`},

		{method: "sendMessage", body: `{"chatId":"10000000","message":"text","quotedMessageId":"1763115112345","typingTime":5000}`, answer: ok},
		{method: "sendFileByUpload", body: form(part{name: "chatId", value: "10000000"}, picture), kind: formType, answer: `{"idMessage":"1769676078000","urlFile":"https://sluice.example/download/4900/….pdf"}`},
		{method: "sendFileByUrl", body: `{"chatId":"10000000","urlFile":"https://example.com/a.pdf","fileName":"a.pdf"}`, answer: ok},
		{method: "uploadFile", body: jpeg, kind: "image/jpeg", answer: `{"urlFile":"https://sluice.example/download/4900/….jpg"}`},
		{method: "sendLocation", body: `{"chatId":"10000000","latitude":55.75,"longitude":37.61}`, answer: ok},
		{method: "sendContact", body: `{"chatId":"10000000","contact":{"phoneContact":79876543210,"firstName":"Example","company":"Acme"}}`, answer: ok},
		{method: "sendPoll", body: `{"chatId":"-10000000000000","message":"Q?","options":["a","b"]}`, answer: ok},
		{method: "forwardMessages", body: `{"chatId":"20000000","chatIdFrom":"10000000","messages":["1763115112345","1763115112346"]}`, answer: `{"messages":["1769676078000","1769676078001"]}`},

		{
			method: "showMessagesQueue", given: queued(sluice.Message{Chat: "10000000", Body: sluice.TextBody{Text: "test"}}),
			answer: `[{"messageID":"1762333029830","type":"sendMessage","body":{"chatId":"10000000","message":"test"}}]`,
		},
		{method: "getMessagesCount", answer: `{"count":0}`},
		{method: "clearMessagesQueue", answer: `{"isCleared":true}`},
		{method: "getWebhooksCount", answer: `{"count":0}`},
		{method: "clearWebhooksQueue", answer: `{"isCleared":true,"reason":""}`},
		{
			method: "receiveNotification", given: func(w *world) { w.inbox.add(notifications()[0].n) },
			answer: `{"receiptId":1234567,"body":{"typeWebhook":"incomingMessageReceived","instanceData":{"idInstance":4900000001,"wid":"79876543210@c.us","typeInstance":"telegram"},` +
				`"timestamp":1763115112,"idMessage":"1763115112345","senderData":{"chatId":"10000000","chatType":"user","sender":"10000000","chatName":"Example","senderName":"Example",` +
				`"senderType":"user","senderContactName":"","senderPhoneNumber":79998887766},"messageData":{"typeMessage":"textMessage","textMessageData":{"textMessage":"hi","forwardingScore":0,"isForwarded":false}}}}`,
		},
		{method: "deleteNotification", path: "/7", answer: `{"result":true,"reason":""}`},
		{method: "downloadFile", body: message, answer: `{"downloadUrl":"https://sluice.example/download/4900/….jpg"}`},

		{method: "getChatHistory", body: `{"chatId":"10000000"}`, answer: `[` + outgoing + `,` + incoming + `]`},
		{method: "getMessage", body: message, answer: outgoing},
		{method: "lastIncomingMessages", path: long, given: recent, answer: `[` + incoming + `]`},
		{method: "lastOutgoingMessages", path: long, given: recent, answer: `[` + outgoing + `]`},

		{method: "createGroup", body: `{"groupName":"Team","chatIds":["10000000"]}`, answer: `{"created":true,"chatId":"-10000000000000","groupInviteLink":"https://t.me/+…"}`},
		{method: "updateGroupName", body: `{` + group + `,"groupName":"Team"}`, answer: `{"updateGroupName":` + flagged},
		{method: "updateGroupSettings", body: `{` + group + `,"allowParticipantsSendMedia":true}`, answer: `{"updateGroupSettings":true,"reason":""}`},
		{
			method: "getGroupData", body: `{` + group + `}`,
			answer: `{"chatId":"-10000000000000","owner":"10000000","subject":"Team","description":"","creation":1763115112,"groupInviteLink":"","isSupergroup":true,"isChannel":false,` +
				`"allowParticipantsSendMessages":true,"allowParticipantsSendMedia":true,"allowParticipantsSendPolls":true,"allowParticipantsSendOtherMessages":true,` +
				`"allowParticipantsAddWebPagePreviews":true,"allowParticipantsEditGroupSettings":false,"allowParticipantsAddMembers":true,"allowParticipantsPinMessages":false,` +
				`"participants":[{"id":"10000000","chatId":"10000000","isAdmin":true,"isSuperAdmin":true}]}`,
		},
		{method: "addGroupParticipant", body: `{` + group + `,"participantChatId":"10000000"}`, answer: `{"addParticipant":` + flagged},
		{method: "removeGroupParticipant", body: `{` + group + `,"participantChatId":"10000000"}`, answer: `{"removeParticipant":` + flagged},
		{method: "setGroupAdmin", body: `{` + group + `,"participantChatId":"10000000"}`, answer: `{"setGroupAdmin":` + flagged},
		{method: "removeAdmin", body: `{` + group + `,"participantChatId":"10000000"}`, answer: `{"removeAdmin":` + flagged},
		{method: "setGroupPicture", body: form(part{name: "chatId", value: "-10000000000000"}, picture), kind: formType, answer: `{"reason":"","urlAvatar":"https://…","setGroupPicture":true}`},
		{method: "leaveGroup", body: `{` + group + `}`, answer: `{"leaveGroup":` + flagged},

		{method: "checkAccount", body: `{"phoneNumber":79876543210}`, answer: `{"exist":true,"chatId":"10000000","username":"@example","phoneNumber":79876543210,"fromCache":false}`},
		{method: "readChat", body: `{"chatId":"10000000"}`, answer: `{"setRead":true}`},
		{method: "getAvatar", body: `{"chatId":"10000000"}`, answer: `{"urlAvatar":"https://…"}`},
		{method: "getContacts", answer: `[{"chatId":"10000000","name":"Example","contactName":"Example","type":"user","phoneNumber":79876543210,"username":"@example"}]`},
		{method: "getChats", answer: `[{"chatId":"-10000000000000","name":"Team","type":"supergroup","phoneNumber":0,"username":""}]`},
		{
			method: "getContactInfo", body: `{"chatId":"10000000"}`, given: func(w *world) { w.network.profile = sluice.Profile{Peer: w.network.profile.Peer} },
			answer: `{"avatar":"","name":"Example","contactName":"","chatId":"10000000","chatType":"user","lastSeen":null,"phoneNumber":0,"username":""}`,
		},
		{method: "editMessage", body: `{"chatId":"10000000","idMessage":"1763115112346","message":"x"}`, answer: `{"idMessage":"<same id>"}`},
		{method: "deleteMessage", body: message},
		{method: "archiveChat", body: `{"chatId":"10000000"}`},
		{method: "unarchiveChat", body: `{"chatId":"10000000"}`},
		{method: "sendTyping", body: `{"chatId":"10000000","typingTime":1000}`},
	}
}

// TestEveryMethodAnswersInTheDocumentedShape compares keys, their order and the
// types of their values with the reference's examples.
func TestEveryMethodAnswersInTheDocumentedShape(t *testing.T) {
	examples := map[string]example{}
	for _, e := range documentedExamples() {
		examples[e.method] = e
	}
	for _, m := range documented {
		t.Run(m.method, func(t *testing.T) {
			e, ok := examples[m.method]
			if !ok {
				t.Fatal("there is no example")
			}
			w := newWorld()
			if e.given != nil {
				e.given(w)
			}
			r := w.ask(m.verb, "/waInstance{id}/"+m.method+"/{token}"+e.path, e.body, "Content-Type", e.kind)
			got := text(t, r)
			if r.StatusCode != http.StatusOK {
				t.Fatalf("status %d: %s", r.StatusCode, got)
			}
			if diff := cmp.Diff(shape(t, e.answer), shape(t, got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", got, diff)
			}
		})
	}
}

// shape is JSON with the types of its values in their place; of a list the first
// element stands for all.
func shape(t *testing.T, s string) string {
	t.Helper()
	if s == "" {
		return "nothing"
	}
	var b strings.Builder
	d := json.NewDecoder(strings.NewReader(s))
	if err := appendShape(&b, d); err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Fatalf("%s: something follows", s)
	}
	return b.String()
}

func appendShape(b *strings.Builder, d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		b.WriteString("{")
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			fmt.Fprintf(b, "\n%v: ", key)
			if err := appendShape(b, d); err != nil {
				return err
			}
		}
		b.WriteString("}")
		_, err = d.Token()
	case json.Delim('['):
		first := ""
		for n := 0; d.More(); n++ {
			var element strings.Builder
			if err := appendShape(&element, d); err != nil {
				return err
			}
			if n == 0 {
				first = element.String()
			}
		}
		b.WriteString("[" + first + "]")
		_, err = d.Token()
	default:
		fmt.Fprintf(b, "%T", token)
	}
	return err
}
