package sandbox

import (
	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// editPeerFolders moves chats into the archive, which is folder 1, or out of it.
func (s *messaging) editPeerFolders(c *call, r *tg.FoldersEditPeerFoldersRequest) (bin.Encoder, error) {
	a := c.account
	v := s.view(a)
	u := &tg.UpdateFolderPeers{Pts: a.box.pts} // not counted here
	for _, in := range r.FolderPeers {
		chat, err := s.world.chat(a, in.Peer)
		switch {
		case err != nil:
			return nil, err
		case in.FolderID != 0 && in.FolderID != 1:
			return nil, tgerr.New(400, "FOLDER_ID_INVALID")
		}
		if err := s.shelve(a, chat, in.FolderID == 1); err != nil {
			return nil, err
		}
		v.meet(chat)
		u.FolderPeers = append(u.FolderPeers, tg.FolderPeer{Peer: chat.tg(), FolderID: in.FolderID})
	}
	if len(u.FolderPeers) > 0 {
		s.push(a, pushed{v.updates(s.date(), u), named(r.FolderPeers[0].Peer, a.ID), c.id.Key})
	}
	return v.updates(s.date(), u), nil
}

// shelve archives a chat, or takes it out. The account is locked.
func (s *scene) shelve(a *account, chat peer, archived bool) error {
	if archived {
		a.archived[chat] = true
	} else {
		delete(a.archived, chat)
	}
	return s.journal.write(record{Shelf: &shelfRecord{Account: a.ID, Chat: chat, Archived: archived}})
}
