package sandbox

import (
	"context"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// uploadProfilePhoto gives the caller another picture.
func (s *files) uploadProfilePhoto(_ context.Context, c *call, r *tg.PhotosUploadProfilePhotoRequest) (bin.Encoder, error) {
	a := c.account
	f, err := s.uploadedPhoto(a, r.File)
	if err != nil {
		return nil, err
	}
	if err := s.paint(a.peer(), f.ID); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	v := s.view(a)
	users, _ := v.named()
	return &tg.PhotosPhoto{Photo: v.photo(f.ID), Users: users}, nil
}

// getUserPhotos lists the pictures of a user, of which only the newest is kept.
func (s *files) getUserPhotos(c *call, r *tg.PhotosGetUserPhotosRequest) (bin.Encoder, error) {
	a := c.account
	p, ok := s.world.inputUser(a, r.UserID)
	if !ok {
		return nil, tgerr.New(400, "USER_ID_INVALID")
	}
	v := s.view(a)
	v.meet(userPeer(p.ID))
	out := &tg.PhotosPhotos{Photos: []tg.PhotoClass{}}
	if id := s.world.portrait(userPeer(p.ID)); id != 0 && r.Offset == 0 {
		out.Photos = append(out.Photos, v.photo(id))
	}
	out.Users, _ = v.named()
	return out, nil
}
