package sandbox

import (
	"context"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// A request is what gotd generates for every method.
type request interface {
	bin.Decoder
	TypeID() uint32
	TypeName() string
}

// A method is one that the fake knows.
type method struct {
	name  string
	open  bool // needs no login
	fresh func() request
	run   func(ctx context.Context, c *call, r request) (bin.Encoder, error)
}

type table map[uint32]method

// add puts a method into the table that only accounts may call.
func add[T any, P interface {
	*T
	request
}](t table, run func(context.Context, *call, P) (bin.Encoder, error)) {
	name := P(new(T))
	t[name.TypeID()] = method{
		name:  name.TypeName(),
		fresh: func() request { return P(new(T)) },
		run: func(ctx context.Context, c *call, r request) (bin.Encoder, error) {
			return run(ctx, c, r.(P))
		},
	}
}

// open is add for methods that need no login.
func open[T any, P interface {
	*T
	request
}](t table, run func(context.Context, *call, P) (bin.Encoder, error)) {
	add(t, run)
	id := P(new(T)).TypeID()
	m := t[id]
	m.open = true
	t[id] = m
}

// newSwitchboard lists all that the fake can do. Reading this file is reading
// what it knows.
func newSwitchboard(s *Sandbox) *switchboard {
	t := table{}
	t.logins(s.logins)
	t.directory(&directory{s.scene})
	t.files(&files{s.scene})
	t.messaging(&messaging{s.publisher})
	t.meetings(&meetings{s.publisher})
	t.feed(&feed{s.scene})
	return &switchboard{scene: s.scene, table: t, names: sync.OnceValue(tg.TypesMap)}
}

func (t table) logins(s *logins) {
	open(t, s.getConfig)
	open(t, s.getNearestDC)
	open(t, s.sendCode)
	open(t, s.resendCode)
	open(t, s.cancelCode)
	open(t, s.signIn)
	open(t, s.exportLoginToken)
	open(t, s.importLoginToken)
	open(t, s.getPassword)
	open(t, s.checkPassword)
	open(t, s.logOut)
	open(t, s.importAuthorization)
	add(t, s.acceptLoginToken)
	add(t, s.exportAuthorization)
	add(t, s.updateStatus)
}

func (t table) directory(s *directory) {
	add(t, s.getUsers)
	add(t, s.getFullUser)
	add(t, s.resolvePhone)
	add(t, s.resolveUsername)
	add(t, s.importContacts)
	add(t, s.getContacts)
	add(t, s.deleteContacts)
	add(t, s.getDialogs)
	add(t, s.getPeerDialogs)
	add(t, s.getHistory)
	add(t, s.getMessages)
	add(t, s.getChannelMessages)
	add(t, s.getChats)
	add(t, s.getChannels)
	add(t, s.getFullChat)
	add(t, s.getFullChannel)
	add(t, s.getParticipants)
	add(t, s.getParticipant)
}

func (t table) files(s *files) {
	add(t, s.saveFilePart)
	add(t, s.saveBigFilePart)
	add(t, s.getFile)
	add(t, s.uploadProfilePhoto)
	add(t, s.getUserPhotos)
}

func (t table) messaging(s *messaging) {
	add(t, s.sendMessage)
	add(t, s.sendMedia)
	add(t, s.sendMultiMedia)
	add(t, s.uploadMedia)
	add(t, s.forwardMessages)
	add(t, s.sendVote)
	add(t, s.editMessage)
	add(t, s.deleteMessages)
	add(t, s.deleteChannelMessages)
	add(t, s.readHistory)
	add(t, s.readChannelHistory)
	add(t, s.setTyping)
	add(t, s.sendReaction)
	add(t, s.editPeerFolders)
}

func (t table) meetings(s *meetings) {
	add(t, s.createChat)
	add(t, s.addChatUser)
	add(t, s.deleteChatUser)
	add(t, s.editChatAdmin)
	add(t, s.editChatTitle)
	add(t, s.editChatPhoto)
	add(t, s.createChannel)
	add(t, s.inviteToChannel)
	add(t, s.editBanned)
	add(t, s.editAdmin)
	add(t, s.editChannelTitle)
	add(t, s.editChannelPhoto)
	add(t, s.leaveChannel)
	add(t, s.toggleSlowMode)
	add(t, s.editDefaultRights)
	add(t, s.editAbout)
	add(t, s.exportInvite)
	add(t, s.setHistoryTTL)
}

func (t table) feed(s *feed) {
	add(t, s.getState)
	add(t, s.getDifference)
	add(t, s.getChannelDifference)
}
