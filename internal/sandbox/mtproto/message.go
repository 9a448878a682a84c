package mtproto

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
)

// What msgs_state_info tells about a message.
const (
	stateUnknown  = 1  // too old to tell
	stateMissing  = 2  // not received
	stateFuture   = 3  // not received, and its id is still to come
	stateReceived = 4  // received
	stateAcked    = 8  // and acknowledged
	stateRunning  = 32 // and being worked on
	stateAnswered = 64 // and the answer has been made
)

// A message is what a client said, opened.
type message struct {
	id   int64
	seq  int32
	body *bin.Buffer
}

// handle answers service messages and starts requests. Its errors end the
// connection.
func (c *conn) handle(ctx context.Context, s *session, m message) error {
	id, err := m.body.PeekID()
	if err != nil {
		return fmt.Errorf("read a message's type: %w", err)
	}
	switch id {
	case proto.MessageContainerTypeID:
		return c.handleContainer(ctx, s, m)
	case proto.GZIPTypeID:
		return c.handlePacked(ctx, s, m)
	}
	return c.handleOne(ctx, s, id, m)
}

func (c *conn) handleContainer(ctx context.Context, s *session, m message) error {
	var container proto.MessageContainer
	if err := container.Decode(m.body); err != nil {
		return fmt.Errorf("read a container: %w", err)
	}
	for _, inner := range container.Messages {
		m := message{id: inner.ID, seq: int32(inner.SeqNo), body: &bin.Buffer{Buf: inner.Body}}
		if id, err := m.body.PeekID(); err == nil && id == proto.MessageContainerTypeID {
			return errors.New("a container within a container")
		}
		if s.server.o.Strict && s.misnumbered(m) {
			continue
		}
		if err := c.handle(ctx, s, m); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) handlePacked(ctx context.Context, s *session, m message) error {
	var packed proto.GZIP
	if err := packed.Decode(m.body); err != nil {
		return fmt.Errorf("unpack a message: %w", err)
	}
	m.body = &bin.Buffer{Buf: packed.Data}
	id, err := m.body.PeekID()
	if err != nil {
		return fmt.Errorf("read a packed message's type: %w", err)
	}
	if id == proto.GZIPTypeID || id == proto.MessageContainerTypeID {
		return errors.New("a packed message or container within a packed message")
	}
	return c.handleOne(ctx, s, id, m)
}

func (c *conn) handleOne(ctx context.Context, s *session, id uint32, m message) error {
	switch id {
	case mt.PingRequestTypeID, mt.PingDelayDisconnectRequestTypeID:
		return c.ping(s, id, m)
	case mt.MsgsAckTypeID, mt.MsgResendReqTypeID, mt.MsgsStateReqTypeID:
		return c.about(s, id, m)
	case mt.GetFutureSaltsRequestTypeID:
		var r mt.GetFutureSaltsRequest
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.post(service, s.key.futureSalts(m.id, r.Num, s.server.o.Now()))
	case mt.RPCDropAnswerRequestTypeID:
		var r mt.RPCDropAnswerRequest
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.drop(m.id, r.ReqMsgID)
	case mt.DestroySessionRequestTypeID:
		var r mt.DestroySessionRequest
		if err := r.Decode(m.body); err != nil {
			return err
		}
		if s.key.destroy(r.SessionID, s) {
			s.post(service, &mt.DestroySessionOk{SessionID: r.SessionID})
		} else {
			s.post(service, &mt.DestroySessionNone{SessionID: r.SessionID})
		}
	case mt.HTTPWaitRequestTypeID, mt.MsgsStateInfoTypeID, mt.MsgsAllInfoTypeID:
		// The first is for a transport where the server cannot speak first, the
		// others answer what this server never asks.
	default:
		c.request(ctx, s, m)
	}
	return nil
}

func (c *conn) ping(s *session, id uint32, m message) error {
	if id == mt.PingRequestTypeID {
		var r mt.PingRequest
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.post(service, &mt.Pong{MsgID: m.id, PingID: r.PingID})
		return nil
	}
	var r mt.PingDelayDisconnectRequest
	if err := r.Decode(m.body); err != nil {
		return err
	}
	c.hangUp = time.Now().Add(time.Duration(r.DisconnectDelay) * time.Second)
	s.post(service, &mt.Pong{MsgID: m.id, PingID: r.PingID})
	return nil
}

// about handles what is said about other messages.
func (c *conn) about(s *session, id uint32, m message) error {
	switch id {
	case mt.MsgsAckTypeID:
		var r mt.MsgsAck
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.acked(r.MsgIDs)
	case mt.MsgResendReqTypeID:
		var r mt.MsgResendReq
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.resend(r.MsgIDs)
	case mt.MsgsStateReqTypeID:
		var r mt.MsgsStateReq
		if err := r.Decode(m.body); err != nil {
			return err
		}
		s.post(service, &mt.MsgsStateInfo{ReqMsgID: m.id, Info: s.states(r.MsgIDs)})
	}
	return nil
}

// resend sends the answers that the named messages of the server carried.
func (s *session) resend(ids []int64) {
	var again []*request
	s.mu.Lock()
	for _, id := range ids {
		for _, r := range s.requests {
			if r.answer != nil && r.answerID == id {
				again = append(again, r)
			}
		}
	}
	s.mu.Unlock()
	for _, r := range again {
		s.repeat(r)
	}
}

// states tells what became of requests; of service messages nothing is known.
func (s *session) states(ids []int64) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := int64(proto.NewMessageID(s.server.o.Now(), proto.MessageFromClient))
	info := make([]byte, len(ids))
	for i, id := range ids {
		r := s.requests[id]
		switch {
		case r != nil && r.over:
			info[i] = stateReceived | stateAcked | stateAnswered
		case r != nil:
			info[i] = stateReceived | stateAcked | stateRunning
		case id <= s.floor:
			info[i] = stateUnknown
		case id > now:
			info[i] = stateFuture
		default:
			info[i] = stateMissing
		}
	}
	return info
}
