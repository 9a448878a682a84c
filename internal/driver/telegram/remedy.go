package telegram

import (
	"context"

	"github.com/gotd/td/tgerr"

	"sluice"
)

// A remedy is a change of a message that makes a second try worth while, after
// an error that says that nothing was sent.
type remedy struct {
	errors []string // Telegram's types, the last one may end in *
	fits   func(*prepared) bool
	apply  func(ctx context.Context, l *link, self int64, p *prepared) (*prepared, error)
}

// remedies are tried in this order, each once.
func (c *Conn) remedies() []remedy {
	return []remedy{
		{ // what it answers is gone: it goes out without the quote
			errors: []string{"MESSAGE_ID_INVALID", "REPLY_MESSAGE_ID_INVALID", "REPLY_TO_INVALID", "MSG_ID_INVALID"},
			fits:   func(p *prepared) bool { return p.reply != 0 },
			apply:  withoutQuote,
		},
		{
			errors: []string{"PEER_ID_INVALID", "USER_ID_INVALID", "CHANNEL_INVALID", "INPUT_USER_DEACTIVATED"},
			fits:   func(*prepared) bool { return true },
			apply:  c.anew,
		},
		{ // a picture that Telegram does not take as one
			errors: []string{"PHOTO_*", "IMAGE_PROCESS_FAILED"},
			fits:   func(p *prepared) bool { return p.file != nil && p.file.shape.form == asPhoto },
			apply:  asFile,
		},
		{ // Telegram has dropped what was uploaded
			errors: []string{"FILE_PARTS_INVALID", "FILE_PART_MISSING", "FILE_ID_INVALID", "MD5_CHECKSUM_INVALID", "FILE_PART_*"},
			fits:   func(p *prepared) bool { return p.file != nil },
			apply:  c.uploadAgain,
		},
	}
}

// insistentSend makes the call, and once more for each remedy that the error
// calls for. It returns what was sent last.
func (c *Conn) insistentSend(ctx context.Context, l *link, self int64, p *prepared) (sluice.Sent, *prepared, error) {
	sent, err := c.attempt(ctx, l, p)
	left := c.remedies()
	for k := 0; err != nil && ctx.Err() == nil && k < len(left); k++ {
		r := left[k]
		if r.apply == nil || !is(err, r.errors) || !r.fits(p) {
			continue
		}
		better, failed := r.apply(ctx, l, self, p)
		if failed != nil {
			return sent, p, firstOurs(failed, err)
		}
		written := sent.Wire
		if sent, err = c.attempt(ctx, l, better); sent.Wire.IsZero() {
			sent.Wire = written
		}
		p = better
		left[k].apply, k = nil, -1 // all others may help now
	}
	return sent, p, err
}

// firstOurs returns why a remedy failed if the queue can do something about it,
// else the error that called for it.
func firstOurs(failed, err error) error {
	switch sluice.CodeOf(failed) {
	case sluice.Limited, sluice.Unavailable:
		return failed
	}
	return err
}

// is says whether err is of one of Telegram's types, where * stands for the rest.
func is(err error, types []string) bool {
	rpc, ok := tgerr.As(err)
	if !ok {
		return false
	}
	for _, t := range types {
		n := len(t) - 1
		if rpc.Type == t || t[n] == '*' && len(rpc.Type) >= n && rpc.Type[:n] == t[:n] {
			return true
		}
	}
	return false
}

func withoutQuote(_ context.Context, _ *link, _ int64, p *prepared) (*prepared, error) {
	bare := *p
	bare.reply = 0
	return &bare, nil
}

func asFile(_ context.Context, _ *link, _ int64, p *prepared) (*prepared, error) {
	document, file := *p, *p.file
	file.shape = file.shape.plain()
	document.file, document.media = &file, file.media()
	return &document, nil
}

// uploadAgain uploads the file once more, to be shown as it was to be shown
// before.
func (c *Conn) uploadAgain(ctx context.Context, l *link, _ int64, p *prepared) (*prepared, error) {
	body, ok := p.message.Body.(sluice.FileBody)
	if !ok {
		return nil, errSameAgain
	}
	c.uploads.drop(uploadKey{p.message.Key, body.URL})
	fresh, err := c.upload(ctx, l, p.message, body)
	if err != nil {
		return nil, err
	}
	again, file := *p, *fresh
	file.shape.form = p.file.shape.form
	again.file, again.media = &file, file.media()
	return &again, nil
}
