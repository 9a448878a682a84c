package telegram

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// typingPeriod is how often the indicator is shown again: clients drop it after
// six seconds.
const typingPeriod = 5 * time.Second

// Type shows the indicator for as long as t says. When Telegram refuses it, the
// time passes all the same: the message comes no earlier.
func (c *Conn) Type(ctx context.Context, p sluice.Prepared, t sluice.Typing) error {
	ready, ok := p.(*prepared)
	if !ok {
		return &sluice.Error{Code: sluice.Internal, Text: "prepared by another driver"}
	}
	ends := time.Now().Add(t.For)
	for shown := true; ; {
		left := time.Until(ends)
		if left <= 0 {
			return nil
		}
		if shown {
			shown = c.showTyping(ctx, ready, typingAction(t.Kind), left)
		}
		if !wait(ctx, min(typingPeriod, time.Until(ends))) {
			return ctx.Err()
		}
	}
}

// showTyping says whether it is worth while to show it again.
func (c *Conn) showTyping(ctx context.Context, p *prepared, a tg.SendMessageActionClass, left time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, min(left, typingPeriod))
	defer cancel()
	l, _, err := c.online(ctx)
	if err != nil {
		return true
	}
	err = c.waits.do(ctx, "messages.setTyping", func(ctx context.Context) error {
		return l.bounded(ctx, func(ctx context.Context) error {
			_, err := l.client.API().MessagesSetTyping(ctx, &tg.MessagesSetTypingRequest{Peer: p.input, Action: a})
			return err
		})
	})
	return err == nil || ctx.Err() != nil
}

// keepTyping shows the indicator again until its time is over. An error ends it:
// it is of no use any more.
func (v *visit) keepTyping(ctx context.Context, r *tg.MessagesSetTypingRequest, t sluice.Typing) {
	for ends := time.Now().Add(t.For); ; {
		left := time.Until(ends) - typingPeriod
		if left <= 0 || !wait(ctx, typingPeriod) {
			return
		}
		err := do(ctx, v, "messages.setTyping", func(ctx context.Context, api *tg.Client) (bool, error) {
			return api.MessagesSetTyping(ctx, r)
		})
		if err != nil {
			return
		}
	}
}

func typingAction(kind string) tg.SendMessageActionClass {
	switch kind {
	case "record_voice_note":
		return &tg.SendMessageRecordAudioAction{}
	case "upload_voice_note":
		return &tg.SendMessageUploadAudioAction{}
	case "record_video_note":
		return &tg.SendMessageRecordRoundAction{}
	case "upload_video_note":
		return &tg.SendMessageUploadRoundAction{}
	case "record_video":
		return &tg.SendMessageRecordVideoAction{}
	case "upload_video":
		return &tg.SendMessageUploadVideoAction{}
	case "upload_photo":
		return &tg.SendMessageUploadPhotoAction{}
	case "upload_document":
		return &tg.SendMessageUploadDocumentAction{}
	case "choose_sticker":
		return &tg.SendMessageChooseStickerAction{}
	case "choose_location":
		return &tg.SendMessageGeoLocationAction{}
	case "choose_contact":
		return &tg.SendMessageChooseContactAction{}
	}
	return &tg.SendMessageTypingAction{}
}
