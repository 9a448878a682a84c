package greenapi

import (
	"time"

	"sluice"
)

// links makes addresses of files that live for a day from now.
type links struct {
	media Media // nil: there are no links
	now   func() time.Time
}

// link is how files of messages are addressed.
func (l links) link() Link {
	if l.media == nil {
		return nil
	}
	return l.media.URL
}

// avatar is the address of a chat's picture, "" when it has none.
func (l links) avatar(id sluice.InstanceID, picture sluice.Remote) string {
	if picture == "" || l.media == nil {
		return ""
	}
	return l.media.URL(id, "", sluice.File{Remote: picture, Name: "avatar.jpg", MIME: pictureAs}, l.now())
}

// view is what the content of r is rendered for in an answer.
func (l links) view(id sluice.InstanceID, r sluice.Record) view {
	return view{id: id, message: r.ID, from: l.now(), link: l.link()}
}
