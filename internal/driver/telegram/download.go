package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

const (
	// chunk is how much of a file is asked for at a time: the most that Telegram
	// hands out.
	chunk = 1 << 20
	// chunkTime bounds how long one of them is waited for.
	chunkTime = time.Minute
)

// Download writes the file to w, piece by piece. A reference that has expired
// is asked for once more.
func (c *Conn) Download(ctx context.Context, f sluice.Remote, w io.Writer) error {
	where, err := parseRemote(f)
	if err != nil {
		return err
	}
	l, self, err := c.online(ctx)
	if err != nil {
		return err
	}
	v := &visit{Conn: c, link: l, self: self}
	var in tg.InputPeerClass
	if where.Kind == portraitFile {
		r, err := v.chat(ctx, where.Chat)
		if err != nil {
			return err
		}
		in = r.input(self)
	}
	refetched := false
	for at := int64(0); ; {
		data, err := v.piece(ctx, where.input(in), at)
		switch {
		case referenceGone(err) && !refetched && where.Number != 0:
			refetched = true
			if where, err = v.refetch(ctx, where); err != nil {
				return err
			}
			continue
		case err != nil:
			return fileGone(err)
		}
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("write a file: %w", err)
		}
		if at += int64(len(data)); len(data) < chunk {
			return nil
		}
	}
}

// Locate asks for the message and returns the file that it shows.
func (c *Conn) Locate(ctx context.Context, m sluice.Ref) (sluice.Remote, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	found, err := v.message(ctx, m.Chat, int(m.Number))
	if err != nil {
		return "", err
	}
	file := contentOf(found).File
	if file == nil {
		return "", &sluice.Error{Code: sluice.NotFound, Text: "The message has no file"}
	}
	return file.Remote, nil
}

// piece returns what lies in a file from at on, less than a chunk at its end.
func (v *visit) piece(ctx context.Context, in tg.InputFileLocationClass, at int64) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, chunkTime, errSlow)
	defer cancel()
	answer, err := ask(ctx, v, "upload.getFile", func(ctx context.Context, api *tg.Client) (tg.UploadFileClass, error) {
		return api.UploadGetFile(ctx, &tg.UploadGetFileRequest{Precise: true, Location: in, Offset: at, Limit: chunk})
	})
	if err != nil {
		return nil, err
	}
	file, ok := answer.(*tg.UploadFile)
	if !ok { // sent to a server of its own, which we did not say we can
		return nil, &sluice.Error{Code: sluice.Unavailable, Text: "Telegram keeps the file elsewhere", Err: errors.New(answer.TypeName())}
	}
	return file.Bytes, nil
}

// referenceGone says whether a file has to be asked for again from its message.
func referenceGone(err error) bool {
	return is(err, []string{"FILE_REFERENCE_*"})
}

// fileGone says that Telegram has a file no more, when that is what err means.
func fileGone(err error) error {
	if referenceGone(err) || tgerr.Is(err, "LOCATION_INVALID", "FILE_ID_INVALID", "DOCUMENT_INVALID", "PHOTO_INVALID", "LOCATION_NOT_AVAILABLE") {
		return &sluice.Error{Code: sluice.NotFound, Text: "Telegram has the file no more", Err: err}
	}
	return err
}

// refetch asks for the message of a file again, which brings a new reference.
func (v *visit) refetch(ctx context.Context, old location) (location, error) {
	m, err := v.message(ctx, old.Chat, old.Number)
	if err != nil {
		return old, err
	}
	fresh := location{}
	if file := contentOf(m).File; file != nil {
		if fresh, err = parseRemote(file.Remote); err != nil {
			return old, err
		}
	}
	if fresh.ID != old.ID {
		return old, &sluice.Error{Code: sluice.NotFound, Text: "The message has another file now"}
	}
	fresh.Size = old.Size
	return fresh, nil
}

// message returns one message of a chat.
func (v *visit) message(ctx context.Context, chat sluice.ChatID, number int) (*tg.Message, error) {
	all, err := v.messages(ctx, chat, number)
	if err == nil && len(all) == 0 {
		err = &sluice.Error{Code: sluice.NotFound, Text: "Message not found"}
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// messages returns those of a chat's messages that are there.
func (v *visit) messages(ctx context.Context, chat sluice.ChatID, numbers ...int) ([]*tg.Message, error) {
	r, err := v.chat(ctx, chat)
	if err != nil {
		return nil, err
	}
	var wanted []tg.InputMessageClass
	for _, n := range numbers {
		wanted = append(wanted, &tg.InputMessageID{ID: n})
	}
	var answer tg.MessagesMessagesClass
	if r.channeled() {
		answer, err = ask(ctx, v, "channels.getMessages", func(ctx context.Context, api *tg.Client) (tg.MessagesMessagesClass, error) {
			return api.ChannelsGetMessages(ctx, &tg.ChannelsGetMessagesRequest{Channel: r.channel(), ID: wanted})
		})
	} else {
		answer, err = ask(ctx, v, "messages.getMessages", func(ctx context.Context, api *tg.Client) (tg.MessagesMessagesClass, error) {
			return api.MessagesGetMessages(ctx, wanted)
		})
	}
	if err != nil {
		return nil, err
	}
	var all []*tg.Message
	if page, ok := answer.AsModified(); ok {
		for _, one := range page.GetMessages() {
			if m, ok := one.(*tg.Message); ok && slices.Contains(numbers, m.ID) {
				all = append(all, m)
			}
		}
	}
	return all, nil
}
