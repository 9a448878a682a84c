package mtproto

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

const (
	slow      = time.Second            // after which a request is acknowledged before its answer
	lingering = 200 * time.Millisecond // between an ack and a close, so that the client has handled the one before it sees the other
)

// request runs a request that is new and answers one that is not.
func (c *conn) request(ctx context.Context, s *session, m message) {
	r, fresh := s.begin(m.id)
	switch {
	case r == nil:
		s.refuse(m, codeTooOld)
	case fresh:
		call, after, err := c.unwrap(s, m)
		c.wg.Go(func() {
			defer c.ackLater(s, m.id)()
			c.run(ctx, s, r, call, after, err)
		})
	case !s.repeat(r):
		s.ack(m.id) // it runs, or there is nothing that the client lacks
	}
}

func (s *session) ack(id int64) {
	s.post(service, &mt.MsgsAck{MsgIDs: []int64{id}})
}

// ackLater acknowledges a message unless stop is called soon.
func (c *conn) ackLater(s *session, id int64) (stop func()) {
	c.wg.Add(1)
	timer := time.AfterFunc(slow, func() {
		defer c.wg.Done()
		s.ack(id)
	})
	return func() {
		if timer.Stop() {
			c.wg.Done()
		}
	}
}

// unwrap takes the wrappers off a request and notes what they say. after are
// the messages that must be done first.
func (c *conn) unwrap(s *session, m message) (call *Request, after []int64, err error) {
	call = &Request{SessionID: s.name(), MsgID: m.id, Came: c.came, Body: m.body}
	for err == nil {
		call.TypeID, err = m.body.PeekID()
		if err != nil {
			break
		}
		switch call.TypeID {
		case tg.InvokeWithLayerRequestTypeID:
			err = (&tg.InvokeWithLayerRequest{Query: rest{}}).Decode(m.body)
		case tg.InvokeWithoutUpdatesRequestTypeID:
			call.NoUpdates = true
			err = (&tg.InvokeWithoutUpdatesRequest{Query: rest{}}).Decode(m.body)
		case tg.InitConnectionRequestTypeID:
			r := tg.InitConnectionRequest{Query: rest{}}
			if err = r.Decode(m.body); err == nil {
				s.key.init.Store(initOf(&r))
			}
		case tg.InvokeAfterMsgRequestTypeID:
			r := tg.InvokeAfterMsgRequest{Query: rest{}}
			err = r.Decode(m.body)
			after = append(after, r.MsgID)
		case tg.InvokeAfterMsgsRequestTypeID:
			r := tg.InvokeAfterMsgsRequest{Query: rest{}}
			err = r.Decode(m.body)
			after = append(after, r.MsgIDs...)
		default:
			call.Init = s.key.init.Load()
			if !call.NoUpdates {
				s.wantsUpdates.Store(true)
			}
			return call, after, nil
		}
	}
	return call, nil, tgerr.New(400, "INPUT_FETCH_ERROR")
}

func initOf(r *tg.InitConnectionRequest) *Init {
	return &Init{
		AppID:          r.APIID,
		DeviceModel:    r.DeviceModel,
		SystemVersion:  r.SystemVersion,
		AppVersion:     r.AppVersion,
		SystemLangCode: r.SystemLangCode,
		LangPack:       r.LangPack,
		LangCode:       r.LangCode,
	}
}

// Rest is the query in a wrapper: it stays in the buffer.
type rest struct{}

func (rest) Encode(*bin.Buffer) error { return nil }
func (rest) Decode(*bin.Buffer) error { return nil }

// run calls Handle and does what it says. err is what was wrong with the
// request before.
func (c *conn) run(ctx context.Context, s *session, r *request, call *Request, after []int64, err error) {
	for _, id := range after {
		if err == nil {
			err = s.await(ctx, id)
		}
	}
	var result bin.Encoder
	if err == nil {
		result, err = c.server.o.Handle(ctx, call)
	}
	var body []byte
	if result != nil || err == nil {
		var broken error
		if body, broken = encodeAnswer(call.MsgID, result); broken != nil {
			err = broken
		}
	}
	switch {
	case err == nil:
		s.finish(r, body, false, false)
	case errors.Is(err, ErrDropBefore):
		s.undo(call.MsgID)
		c.close()
	case errors.Is(err, ErrDropAfter):
		s.finish(r, body, false, true)
		c.close()
	case errors.Is(err, ErrDropAfterAck):
		s.finish(r, body, false, true)
		s.ack(call.MsgID)
		pause(ctx, lingering)
		c.close()
	case errors.Is(err, ErrSilent):
		s.finish(r, body, false, true)
		s.ack(call.MsgID)
	default:
		c.fail(ctx, s, r, call, err)
	}
}

// fail answers with an error. One that is not for clients is a fault of Handle.
func (c *conn) fail(ctx context.Context, s *session, r *request, call *Request, err error) {
	told, ok := tgerr.As(err)
	if !ok {
		if ctx.Err() != nil {
			s.finish(r, nil, true, true)
			return // the server ends, and the client with it
		}
		told = tgerr.New(500, "INTERNAL")
		c.server.o.Log.ErrorContext(ctx, "mtproto: request failed", "method", fmt.Sprintf("%#x", call.TypeID), "err", err)
	}
	body, err := encodeAnswer(call.MsgID, &mt.RPCError{ErrorCode: told.Code, ErrorMessage: told.Message})
	if err != nil {
		c.server.o.Log.ErrorContext(ctx, "mtproto: cannot encode an error", "err", err)
	}
	s.finish(r, body, true, false)
}

func encodeAnswer(request int64, result bin.Encoder) ([]byte, error) {
	if result == nil {
		return nil, errors.New("a request has neither answer nor error")
	}
	var b bin.Buffer
	b.PutID(proto.ResultTypeID)
	b.PutLong(request)
	if err := result.Encode(&b); err != nil {
		return nil, fmt.Errorf("encode an answer: %w", err)
	}
	return b.Buf, nil
}

// await returns when another request is over. It must have come before.
func (s *session) await(ctx context.Context, id int64) error {
	s.mu.Lock()
	r := s.requests[id]
	forgotten := r == nil && id <= s.floor
	var done chan struct{}
	if r != nil && !r.over {
		if r.done == nil {
			r.done = make(chan struct{})
		}
		done = r.done
	}
	s.mu.Unlock()
	if forgotten {
		return nil
	}
	if done != nil {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r == nil || r.failed {
		return tgerr.New(400, "MSG_WAIT_FAILED")
	}
	return nil
}

// drop makes the answer of a request unwanted, and tells what became of it.
func (s *session) drop(id, target int64) {
	s.mu.Lock()
	r := s.requests[target]
	running := r != nil && !r.over
	var told bin.Encoder = &mt.RPCAnswerUnknown{}
	switch {
	case running:
		told = &mt.RPCAnswerDroppedRunning{}
		r.dropped = true
	case r != nil && r.answer != nil:
		told = &mt.RPCAnswerDropped{MsgID: r.answerID, SeqNo: int(r.seq), Bytes: len(r.answer)}
		s.answers -= len(r.answer)
		r.answer, r.dropped = nil, true
	}
	s.mu.Unlock()
	for _, answered := range []int64{id, target} {
		body, err := encodeAnswer(answered, told)
		if err == nil {
			s.post(answer, raw(body))
		}
		if !running {
			return // only a request that still runs is told as well
		}
	}
}

// pause returns early when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
