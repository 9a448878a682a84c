package telegram

import (
	"context"
	"io"

	"github.com/gotd/td/tg"

	"sluice"
)

// pictureName is what a picture is called on its way to Telegram, which keeps no
// name of it.
const pictureName = "picture.jpg"

// SetPortrait changes the account's own picture.
func (c *Conn) SetPortrait(ctx context.Context, picture io.Reader, size int64) (sluice.Remote, error) {
	input, err := c.uploadPicture(ctx, picture, size)
	if err != nil {
		return "", err
	}
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	request := &tg.PhotosUploadProfilePhotoRequest{}
	request.SetFile(input)
	answer, err := ask(ctx, v, "photos.uploadProfilePhoto", func(ctx context.Context, api *tg.Client) (*tg.PhotosPhoto, error) {
		return api.PhotosUploadProfilePhoto(ctx, request)
	})
	if err != nil {
		return "", err
	}
	p, ok := answer.Photo.(*tg.Photo)
	if !ok {
		return "", nil
	}
	return portrait(userChat(v.self), p.ID, p.DCID), nil
}

// uploadPicture uploads a picture, however long that takes.
func (c *Conn) uploadPicture(ctx context.Context, picture io.Reader, size int64) (tg.InputFileClass, error) {
	l, _, err := c.online(ctx)
	if err != nil {
		return nil, err
	}
	input, err := c.transfer(ctx, l, pictureName, picture, size)
	if err != nil {
		return nil, visitError(ctx, err)
	}
	return input, nil
}
