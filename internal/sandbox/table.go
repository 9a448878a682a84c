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

// alone is add for methods that have the account to themselves: it is locked while
// they run, so they wait for nothing.
func alone[T any, P interface {
	*T
	request
}](t table, run func(*call, P) (bin.Encoder, error)) {
	add(t, func(_ context.Context, c *call, r P) (bin.Encoder, error) {
		c.account.mu.Lock()
		defer c.account.mu.Unlock()
		return run(c, r)
	})
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
	alone(t, s.getUsers)
	alone(t, s.getFullUser)
	alone(t, s.resolvePhone)
	alone(t, s.resolveUsername)
	alone(t, s.importContacts)
	alone(t, s.getContacts)
	alone(t, s.deleteContacts)
	alone(t, s.getDialogs)
	alone(t, s.getPeerDialogs)
	alone(t, s.getHistory)
	alone(t, s.getMessages)
	alone(t, s.getChannelMessages)
	alone(t, s.getChats)
	alone(t, s.getChannels)
	alone(t, s.getFullChat)
	alone(t, s.getFullChannel)
	alone(t, s.getParticipants)
	alone(t, s.getParticipant)
}

func (t table) files(s *files) {
	add(t, s.saveFilePart)
	add(t, s.saveBigFilePart)
	add(t, s.getFile)
	add(t, s.uploadProfilePhoto)
	alone(t, s.getUserPhotos)
}

func (t table) messaging(s *messaging) {
	alone(t, s.sendMessage)
	add(t, s.sendMedia)
	add(t, s.sendMultiMedia)
	add(t, s.uploadMedia)
	alone(t, s.forwardMessages)
	alone(t, s.sendVote)
	alone(t, s.editMessage)
	alone(t, s.deleteMessages)
	alone(t, s.deleteChannelMessages)
	alone(t, s.readHistory)
	alone(t, s.readChannelHistory)
	alone(t, s.setTyping)
	alone(t, s.sendReaction)
	alone(t, s.editPeerFolders)
}

func (t table) meetings(s *meetings) {
	alone(t, s.createChat)
	alone(t, s.addChatUser)
	alone(t, s.deleteChatUser)
	alone(t, s.editChatAdmin)
	alone(t, s.editChatTitle)
	add(t, s.editChatPhoto)
	alone(t, s.createChannel)
	alone(t, s.inviteToChannel)
	alone(t, s.editBanned)
	alone(t, s.editAdmin)
	alone(t, s.editChannelTitle)
	add(t, s.editChannelPhoto)
	alone(t, s.leaveChannel)
	alone(t, s.toggleSlowMode)
	alone(t, s.editDefaultRights)
	alone(t, s.editAbout)
	alone(t, s.exportInvite)
	alone(t, s.setHistoryTTL)
}

func (t table) feed(s *feed) {
	alone(t, s.getState)
	alone(t, s.getDifference)
	alone(t, s.getChannelDifference)
}
