package sluice

import (
	"context"
	"io"
	"time"
)

// The interfaces below are abilities that a connection may have beside sending:
// a network without one is still a network. They are called while a client
// waits, so an implementation ends within 25 seconds. Their errors are *Error:
// Limited with Wait when the network throttles, Unavailable when it is out of
// reach and was not asked, Unknown when its answer was lost or is a fault of its
// own, NotFound for an unknown chat or message, and Refused when the network will
// not do it, with the network's own code in lower case as Text.

// An Editor changes and takes back messages that were sent.
type Editor interface {
	// EditMessage gives a sent text, or the caption of a sent file, another wording.
	EditMessage(ctx context.Context, m Ref, text Text) error
	// DeleteMessage takes a sent message back, for all or for the sender alone.
	DeleteMessage(ctx context.Context, m Ref, onlyOwn bool) error
}

// A Reader tells a chat what has been read, and how its owner is busy.
type Reader interface {
	// MarkRead marks all up to the number upTo as read, everything for 0.
	MarkRead(ctx context.Context, c ChatID, upTo int64) error
	// ShowTyping starts the indicator and returns; it runs on for as long as t says.
	ShowTyping(ctx context.Context, c ChatID, t Typing) error
	// SetArchived moves the chat into the archive or out of it.
	SetArchived(ctx context.Context, c ChatID, archived bool) error
	// SetOnline reports the account as online or not.
	SetOnline(ctx context.Context, online bool) error
}

// A Directory knows who there is.
type Directory interface {
	Contacts(ctx context.Context) ([]Peer, error)
	// Chats returns the account's dialogs, latest activity first.
	Chats(ctx context.Context, limit int) ([]Peer, error)
	// Lookup finds the account behind a phone or a username and leaves no contact
	// behind. NotFound: there is none, or it hides.
	Lookup(ctx context.Context, c ChatID) (Peer, error)
	// Profile returns what a chat shows of itself.
	Profile(ctx context.Context, c ChatID) (Profile, error)
}

// A Profile is what a chat shows of itself.
type Profile struct {
	Peer
	Avatar   Remote    // "": none
	LastSeen time.Time // zero: hidden
}

// A Portrait changes the account's own picture.
type Portrait interface {
	// SetPortrait uploads a JPEG and returns the picture as the network keeps it.
	SetPortrait(ctx context.Context, picture io.Reader, size int64) (Remote, error)
}

// A Downloader fetches what the network keeps.
type Downloader interface {
	// Download writes the file to w. NotFound: the network has it no more.
	Download(ctx context.Context, f Remote, w io.Writer) error
	// Locate finds the file of a message. NotFound: it has none, or is gone.
	Locate(ctx context.Context, m Ref) (Remote, error)
}

// A Historian reads what the network remembers of a chat.
type Historian interface {
	// History returns up to limit messages before the number before (0: the
	// latest), newest first.
	History(ctx context.Context, c ChatID, before int64, limit int) ([]Event, error)
}

// Groups makes and manages groups.
type Groups interface {
	CreateGroup(ctx context.Context, g NewGroup) (Peer, string, error) // the group and its invite link
	Group(ctx context.Context, c ChatID) (Group, error)
	RenameGroup(ctx context.Context, c ChatID, name string) error
	SetGroupRights(ctx context.Context, c ChatID, rights map[GroupRight]bool) error
	SetGroupPicture(ctx context.Context, c ChatID, picture io.Reader, size int64) (Remote, error)
	LeaveGroup(ctx context.Context, c ChatID) error
	Members
}

// Members manages who is in a group and what they may do.
type Members interface {
	AddMember(ctx context.Context, group, member ChatID) error
	RemoveMember(ctx context.Context, group, member ChatID) error
	SetAdmin(ctx context.Context, group, member ChatID, admin bool) error
}

// A NewGroup says which group to make. Members that cannot be added are left out.
type NewGroup struct {
	Name       string
	Members    []ChatID
	Supergroup bool
	Vanish     time.Duration // messages delete themselves after it; 0: never
}

// A Group is a group as the network describes it.
type Group struct {
	Peer
	Owner   ChatID // "": hidden
	About   string
	Created time.Time
	Invite  string // "": there is none, or the account may not see it
	Rights  map[GroupRight]bool
	Members []Member
}

// A Member is someone in a group.
type Member struct {
	Chat    ChatID
	Admin   bool
	Creator bool
}

// A GroupRight is what members may do, spelled as the API does.
type GroupRight string

// The group rights, in the order of the API's answer.
const (
	MaySendMessages GroupRight = "allowParticipantsSendMessages"
	MaySendMedia    GroupRight = "allowParticipantsSendMedia"
	MaySendPolls    GroupRight = "allowParticipantsSendPolls"
	MaySendOther    GroupRight = "allowParticipantsSendOtherMessages"
	MayAddPreviews  GroupRight = "allowParticipantsAddWebPagePreviews"
	MayEditGroup    GroupRight = "allowParticipantsEditGroupSettings"
	MayAddMembers   GroupRight = "allowParticipantsAddMembers"
	MayPinMessages  GroupRight = "allowParticipantsPinMessages"
)
