package greenapi

import (
	"context"
	"io"

	"sluice"
)

// pictures has the methods that give an account or a group another picture.
type pictures struct {
	line  line
	links links
	media Media
	who   directory
}

// A pictured is the answer of setProfilePicture.
type pictured struct {
	Reason *string `json:"reason"`
	URL    *string `json:"urlAvatar"`
	Done   bool    `json:"setProfilePicture"`
}

// A groupPictured is the answer of setGroupPicture.
type groupPictured struct {
	Reason string  `json:"reason"`
	URL    *string `json:"urlAvatar"`
	Done   bool    `json:"setGroupPicture"`
}

func (p pictures) own(ctx context.Context, c *call) (any, error) {
	if err := c.upload.missing(); err != nil {
		return nil, err
	}
	var kept sluice.Remote
	err := ask(ctx, p.line, c.id, Network.Portrait, func(ctx context.Context, able sluice.Portrait) error {
		return p.open(ctx, c, func(picture io.Reader, size int64) (err error) {
			kept, err = able.SetPortrait(ctx, picture, size)
			return err
		})
	})
	switch sluice.CodeOf(err) {
	case "":
		p.who.forgetOwn(c.id)
		url := p.links.avatar(c.id, kept)
		return pictured{URL: &url, Done: true}, nil
	case sluice.Limited:
		reason := "rate-overlimit"
		return pictured{Reason: &reason}, nil
	case sluice.Refused:
		reason := sluice.TextOf(err)
		return pictured{Reason: &reason}, nil
	}
	return nil, err
}

func (p pictures) group(ctx context.Context, c *call) (any, error) {
	group := c.fields.group()
	c.fields.stop(c.upload.missing())
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	var kept sluice.Remote
	err := askGroup(ctx, p.line, c.id, group, func(ctx context.Context, able sluice.Groups) error {
		return p.open(ctx, c, func(picture io.Reader, size int64) (err error) {
			kept, err = able.SetGroupPicture(ctx, group, picture, size)
			return err
		})
	})
	switch sluice.CodeOf(err) {
	case "":
		url := p.links.avatar(c.id, kept)
		return groupPictured{URL: &url, Done: true}, nil
	case sluice.Refused:
		return groupPictured{Reason: sluice.TextOf(err)}, nil
	}
	return nil, err
}

// open lets use read the picture that came with the request.
func (p pictures) open(ctx context.Context, c *call, use func(picture io.Reader, size int64) error) error {
	saved := c.upload.saved
	file, err := p.media.Upload(ctx, sluice.Message{Instance: c.id, Body: sluice.FileBody{URL: saved.URL, Name: saved.Name}})
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return use(file, file.Size)
}
