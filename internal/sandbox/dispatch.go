package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox/mtproto"
)

// A switchboard takes the calls of the wire to the methods.
type switchboard struct {
	*scene
	table table
	names func() map[uint32]string // all methods that Telegram has, by type
}

// A call is one request on its way through the fake.
type call struct {
	id      mtproto.SessionID
	dc      int                        // the data centre at which it came in
	key     key                        // as it was when the request came
	account *account                   // nil: nobody is logged in on the key
	row     *Call                      // what the evidence says of it; its first fields are fixed
	chat    peer                       // zero: the request names none
	answer  string                     // "": AnswerOK
	message int                        // the message that it made or met
	early   *tg.Updates                // what it made, for DoUpdateFirst; nil: nothing
	short   *tg.UpdateShortSentMessage // its answer for DoShort; nil: there is none
}

// handle serves one request of the wire.
func (s *switchboard) handle(ctx context.Context, dc int, r *mtproto.Request) (bin.Encoder, error) {
	at := monotonic() - int64(time.Since(r.Came))
	m, req, err := s.decode(r)
	if err != nil {
		return nil, err
	}
	k, ok := s.keys.hear(r.Key, instanceOf(r.Init))
	if !ok {
		return nil, tgerr.New(401, "AUTH_KEY_UNREGISTERED")
	}
	c := &call{id: r.SessionID, dc: dc, key: k}
	if k.account != 0 {
		c.account, _ = s.world.account(k.account)
	}
	c.row = s.evidence.arrive(c.describe(r, m.name, req, at))
	result, err := s.serve(ctx, c, m, req)
	s.evidence.answered(c.row.N, c.outcome(err), c.message)
	return result, err
}

// instanceOf returns the idInstance that a gateway in sandbox mode gives as its
// device; "": the client is something else.
func instanceOf(i *mtproto.Init) string {
	if i == nil || digits(i.DeviceModel) != i.DeviceModel {
		return ""
	}
	return i.DeviceModel
}

// decode finds the method and reads its arguments; req is nil for a method that
// the fake does not know.
func (s *switchboard) decode(r *mtproto.Request) (method, request, error) {
	m, ok := s.table[r.TypeID]
	if !ok {
		name, _, _ := strings.Cut(s.names()[r.TypeID], "#")
		if name == "" {
			name = fmt.Sprintf("unknown#%x", r.TypeID)
		}
		return method{name: name}, nil, nil
	}
	req := m.fresh()
	if err := req.Decode(r.Body); err != nil {
		return m, nil, tgerr.New(400, "INPUT_REQUEST_INVALID")
	}
	return m, req, nil
}

// describe fills in what the evidence says of a call before it is served.
func (c *call) describe(r *mtproto.Request, name string, req request, at int64) Call {
	row := Call{
		At:       at,
		Instance: c.key.device,
		Key:      hex.EncodeToString(r.Key[:]),
		Session:  number(r.Session),
		MsgID:    number(r.MsgID),
		Method:   name,
	}
	if c.account != nil {
		row.Account = number(c.account.ID)
	}
	c.chat = chatOf(req, c.key.account)
	row.Chat = c.chat.String()
	if req, ok := req.(interface{ GetRandomID() int64 }); ok {
		row.RandomID = number(req.GetRandomID())
	}
	for _, id := range randomIDs(req) {
		row.RandomIDs = append(row.RandomIDs, number(id))
		row.RandomID = row.RandomIDs[0]
	}
	if req, ok := req.(interface{ GetMessage() string }); ok {
		sum := sha256.Sum256([]byte(req.GetMessage()))
		row.TextHash = hex.EncodeToString(sum[:8])
	}
	return row
}

// randomIDs are those of a request that makes several messages.
func randomIDs(req request) []int64 {
	switch req := req.(type) {
	case *tg.MessagesForwardMessagesRequest:
		return req.RandomID
	case *tg.MessagesSendMultiMediaRequest:
		var ids []int64
		for _, m := range req.MultiMedia {
			ids = append(ids, m.RandomID)
		}
		return ids
	default:
		return nil
	}
}

// chatOf is the chat that a request is about, if it says so; the zero peer: it
// does not.
func chatOf(req request, self int64) peer {
	switch req := req.(type) {
	case *tg.MessagesForwardMessagesRequest:
		return named(req.ToPeer, self)
	case interface{ GetPeer() tg.InputPeerClass }:
		return named(req.GetPeer(), self)
	case interface{ GetChatID() int64 }:
		return groupPeer(req.GetChatID())
	case interface{ GetChannel() tg.InputChannelClass }:
		if ch, ok := req.GetChannel().(*tg.InputChannel); ok {
			return channelPeer(ch.ChannelID)
		}
	}
	return peer{}
}

// serve lets the faults act, and the method between them.
func (s *switchboard) serve(ctx context.Context, c *call, m method, req request) (bin.Encoder, error) {
	if err := s.faults.before(ctx, c); err != nil {
		return nil, err
	}
	if req == nil {
		return nil, tgerr.New(400, "INPUT_METHOD_INVALID")
	}
	if err := s.admit(c, m); err != nil {
		return nil, err
	}
	result, err := m.run(ctx, c, req)
	if err != nil {
		return nil, err
	}
	return s.after(ctx, c, result)
}

// after lets the faults act on a call that has been performed.
func (s *switchboard) after(ctx context.Context, c *call, result bin.Encoder) (bin.Encoder, error) {
	if c.early != nil && len(s.faults.strike(c.target(), DoUpdateFirst)) > 0 {
		s.core.Push(ctx, c.id.Key, c.early)
	}
	if c.short != nil && len(s.faults.strike(c.target(), DoShort)) > 0 {
		c.answer, result = AnswerShort, c.short
	}
	for _, hit := range s.faults.strike(c.target(), DoDelay, DoDropAfter, DoDropAfterAck, DoSilent) {
		switch hit.Do {
		case DoDelay:
			if err := pause(ctx, hit.Seconds); err != nil {
				return nil, err
			}
		case DoDropAfter:
			return result, mtproto.ErrDropAfter
		case DoDropAfterAck:
			return result, mtproto.ErrDropAfterAck
		case DoSilent:
			c.answer = AnswerSilent
			return result, mtproto.ErrSilent
		}
	}
	return result, nil
}

// admit refuses calls of those who are not logged in, or banned.
func (s *switchboard) admit(c *call, m method) error {
	if m.open {
		return nil
	}
	if c.account == nil {
		switch {
		case c.key.pending != 0:
			return errPasswordNeeded()
		case c.key.refusal != "":
			return rpcError(c.key.refusal, 0)
		default:
			return tgerr.New(401, "AUTH_KEY_UNREGISTERED")
		}
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if c.account.banned {
		return tgerr.New(401, "USER_DEACTIVATED_BAN")
	}
	return nil
}

// outcome is what the evidence says of how a call ended.
func (c *call) outcome(err error) string {
	var rpc *tgerr.Error
	switch {
	case errors.As(err, &rpc):
		return fmt.Sprintf("error %d %s", rpc.Code, rpc.Message)
	case errors.Is(err, mtproto.ErrDropBefore):
		return AnswerDropBefore
	case errors.Is(err, mtproto.ErrDropAfter):
		return AnswerDropAfter
	case errors.Is(err, mtproto.ErrDropAfterAck):
		return AnswerDropAfterAck
	case errors.Is(err, mtproto.ErrSilent) && c.answer == "":
		return AnswerSilent
	case err != nil && !errors.Is(err, mtproto.ErrSilent):
		return "error " + err.Error()
	case c.answer != "":
		return c.answer
	default:
		return AnswerOK
	}
}

func errPasswordNeeded() error { return tgerr.New(401, "SESSION_PASSWORD_NEEDED") }
