package greenapi_test

import (
	"strings"
	"time"

	"sluice"
)

// groupExchanges are those of the groups.
func groupExchanges() map[string][]exchange {
	const group = `"chatId":"-10000000000000"`
	member := func() []exchange {
		return []exchange{
			asked("done", `{`+group+`,"participantChatId":"10000000"}`),
			asked("by other names", `{"groupId":"10000000000000@g.us","participantChatId":"79876543210@c.us"}`),
			asked("both names: chatId wins", `{"groupId":"x",`+group+`,"participantChatId":10000000}`),
			asked("refused", `{`+group+`,"participantChatId":"10000000"}`).in(refused),
			asked("no group", `{"participantChatId":"10000000"}`),
			asked("no member", `{`+group+`}`),
			asked("a member that is none", `{`+group+`,"participantChatId":"Anna"}`),
			asked("a group that is none", `{"groupId":"Anna","participantChatId":"10000000"}`),
			asked("a person", `{"chatId":"10000000","participantChatId":"10000000"}`),
			asked("unknown", `{`+group+`,"participantChatId":"10000000"}`).in(answers(&sluice.Error{Code: sluice.NotFound})),
			asked("not authorized", `{`+group+`,"participantChatId":"10000000"}`).in(state(sluice.PendingPassword)),
			asked("suspended", `{`+group+`,"participantChatId":"10000000"}`).in(state(sluice.SuspendedState)),
			asked("no new chats", `{`+group+`,"participantChatId":"10000000"}`).in(answers(&sluice.Error{Code: sluice.Suspended, Text: "The account is restricted"})),
		}
	}
	many := strings.Repeat(`"10000000",`, 200)
	return map[string][]exchange{
		"createGroup": {
			asked("a group", `{"groupName":"Team","chatIds":["10000000",20000000,"79876543210@c.us"]}`),
			asked("a supergroup of nobody", `{"groupName":"Team","chatIds":[],"type":"supergroup","messageAutoDeleteTime":7}`),
			asked("a supergroup without a list", `{"groupName":"Team","type":"supergroup"}`),
			asked("refused", `{"groupName":"Team","chatIds":["10000000"]}`).in(func(w *world) {
				w.network.err = &sluice.Error{Code: sluice.Refused, Text: "users_too_few"}
			}),
			asked("throttled", `{"groupName":"Team","chatIds":["10000000"]}`).in(answers(&sluice.Error{Code: sluice.Limited, Wait: 29500 * time.Millisecond})),
			asked("out of reach", `{"groupName":"Team","chatIds":["10000000"]}`).in(answers(&sluice.Error{Code: sluice.Unavailable})),
			asked("in doubt", `{"groupName":"Team","chatIds":["10000000"]}`).in(answers(&sluice.Error{Code: sluice.Unknown})),
			asked("no name", `{"chatIds":["10000000"]}`),
			asked("a blank name", `{"groupName":" ","chatIds":["10000000"]}`),
			asked("a long name", `{"groupName":"`+long(101)+`","chatIds":["10000000"]}`),
			asked("no members", `{"groupName":"Team"}`),
			asked("an empty list", `{"groupName":"Team","chatIds":[]}`),
			asked("a word", `{"groupName":"Team","chatIds":"10000000"}`),
			asked("a member that is none", `{"groupName":"Team","chatIds":["10000000","Anna"]}`),
			asked("a member that is a list", `{"groupName":"Team","chatIds":[["10000000"]]}`),
			asked("too many", `{"groupName":"Team","chatIds":[`+many+`"10000000"]}`),
			asked("an unknown type", `{"groupName":"Team","chatIds":["10000000"],"type":"channel"}`),
			asked("a year and a day", `{"groupName":"Team","chatIds":["10000000"],"messageAutoDeleteTime":366}`),
			asked("not authorized", `{"groupName":"Team","chatIds":["10000000"]}`).in(state(sluice.NotAuthorized)),
			asked("a fault of ours", `{"groupName":"Team","chatIds":["10000000"]}`).in(broken),
		},
		"updateGroupName": {
			asked("done", `{`+group+`,"groupName":"Team"}`),
			asked("refused", `{`+group+`,"groupName":"Team"}`).in(refused),
			asked("no group", `{"groupName":"Team"}`),
			asked("no name", `{`+group+`}`),
			asked("a long name", `{`+group+`,"groupName":"`+long(101)+`"}`),
			asked("not authorized", `{`+group+`,"groupName":"Team"}`).in(state(sluice.BlockedState)),
		},
		"updateGroupSettings": {
			asked("one", `{`+group+`,"allowParticipantsSendMessages":false}`),
			asked("all", `{`+group+`,"allowParticipantsSendMessages":true,"allowParticipantsSendMedia":true,"allowParticipantsSendPolls":true,"allowParticipantsSendOtherMessages":true,`+
				`"allowParticipantsAddWebPagePreviews":true,"allowParticipantsEditGroupSettings":true,"allowParticipantsAddMembers":true,"allowParticipantsPinMessages":true}`),
			asked("refused", `{`+group+`,"allowParticipantsSendMessages":false}`).in(refused),
			asked("none", `{`+group+`}`),
			asked("unknown ones", `{`+group+`,"allowParticipantsFly":true}`),
			asked("a word", `{`+group+`,"allowParticipantsSendMedia":"no"}`),
			asked("no group", `{"allowParticipantsSendMedia":true}`),
			asked("not authorized", `{`+group+`,"allowParticipantsSendMessages":false}`).in(state(sluice.Starting)),
		},
		"getGroupData": {
			asked("a supergroup", `{`+group+`}`),
			asked("as little as can be", `{`+group+`}`).in(func(w *world) {
				w.network.group = sluice.Group{Peer: sluice.Peer{Chat: "-5098765432", Type: sluice.ChatGroup}}
			}),
			asked("refused", `{`+group+`}`).in(refused),
			asked("unknown", `{`+group+`}`).in(answers(&sluice.Error{Code: sluice.NotFound})),
			asked("a person", `{"chatId":"79876543210@c.us"}`),
			asked("no group as the network says", `{"chatId":"@example"}`).in(answers(&sluice.Error{Code: sluice.Invalid, Text: "Chat is not a group"})),
			asked("missing", `{}`),
			asked("not authorized", `{`+group+`}`).in(state(sluice.NotAuthorized)),
		},
		"addGroupParticipant":    member(),
		"removeGroupParticipant": member(),
		"setGroupAdmin":          member(),
		"removeAdmin":            member(),
		"leaveGroup": {
			asked("done", `{`+group+`}`),
			asked("refused", `{`+group+`}`).in(refused),
			asked("missing", `{}`),
			asked("not authorized", `{`+group+`}`).in(state(sluice.NotAuthorized)),
		},
	}
}
