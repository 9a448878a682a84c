package mtproto

import (
	"time"

	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
)

// How far a client's clock may be off.
const (
	maxPast   = 300 * time.Second
	maxFuture = 30 * time.Second
)

// What is wrong with a message, as bad_msg_notification tells it.
const (
	codeTooLow       = 16 // the id is from too long ago
	codeTooHigh      = 17 // the id is from the future
	codeBadBits      = 18 // the id is not of a client's message
	codeTooOld       = 20 // nobody knows whether it came before
	codeSeqTooLow    = 32 // an earlier message had a higher number
	codeSeqTooHigh   = 33 // a later message had a lower number
	codeEvenExpected = 34
	codeOddExpected  = 35
	codeBadSalt      = 48
)

// An arrival is a message that came, for the check of the next ones.
type arrival struct {
	id  int64
	seq int32
}

// refused says whether strict mode lets a message through; if not, the client
// has been told. A refused message may come again, corrected.
func (s *session) refused(c *conn, m message, salt int64) bool {
	if !s.server.o.Strict {
		return false
	}
	agreed := salt == c.salt && salt != 0 && s.key.renewals.Load() == 0 // what the exchange ended with
	if !agreed && !s.key.hasSalt(salt, s.server.o.Now()) {
		s.post(service, &mt.BadServerSalt{
			BadMsgID:      m.id,
			BadMsgSeqno:   int(m.seq),
			ErrorCode:     codeBadSalt,
			NewServerSalt: s.key.salt(saltAt(s.server.o.Now())),
		})
		return true
	}
	return s.misnumbered(m)
}

// misnumbered checks id and sequence number.
func (s *session) misnumbered(m message) bool {
	code := s.misnumbering(m)
	if code != 0 {
		s.refuse(m, code)
	}
	return code != 0
}

func (s *session) refuse(m message, code int) {
	s.post(service, &mt.BadMsgNotification{BadMsgID: m.id, BadMsgSeqno: int(m.seq), ErrorCode: code})
}

func (s *session) misnumbering(m message) (code int) {
	at, now := proto.MessageID(m.id).Time(), s.server.o.Now()
	switch {
	case proto.MessageID(m.id).Type() != proto.MessageFromClient:
		return codeBadBits
	case now.Sub(at) > maxPast:
		return codeTooLow
	case at.Sub(now) > maxFuture:
		return codeTooHigh
	}
	switch odd := m.seq%2 != 0; {
	case odd && !mayBeOdd(m):
		return codeEvenExpected
	case !odd && mustBeOdd(m):
		return codeOddExpected
	}
	return s.disorder(arrival{m.id, m.seq})
}

// disorder compares the order of ids with that of sequence numbers, and
// remembers the message. A repeated one is as it was.
func (s *session) disorder(a arrival) (code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.arrived {
		odd := other.seq%2 != 0
		switch {
		case other.id == a.id:
			return 0
		case other.id < a.id && (other.seq > a.seq || other.seq == a.seq && odd):
			return codeSeqTooLow
		case other.id > a.id && (other.seq < a.seq || other.seq == a.seq && odd):
			return codeSeqTooHigh
		}
	}
	if len(s.arrived) == maxArrived {
		s.arrived = append(s.arrived[:0], s.arrived[1:]...)
	}
	s.arrived = append(s.arrived, a)
	return 0
}

// mayBeOdd is false for what needs no acknowledgement.
func mayBeOdd(m message) bool {
	id, err := m.body.PeekID()
	return err != nil || id != proto.MessageContainerTypeID && id != mt.MsgsAckTypeID
}

// mustBeOdd is true for requests. Service messages come either way.
func mustBeOdd(m message) bool {
	id, err := m.body.PeekID()
	if err != nil {
		return false
	}
	switch id {
	case proto.MessageContainerTypeID, proto.GZIPTypeID, mt.MsgsAckTypeID,
		mt.PingRequestTypeID, mt.PingDelayDisconnectRequestTypeID, mt.GetFutureSaltsRequestTypeID,
		mt.MsgsStateReqTypeID, mt.MsgsStateInfoTypeID, mt.MsgsAllInfoTypeID, mt.MsgResendReqTypeID,
		mt.RPCDropAnswerRequestTypeID, mt.DestroySessionRequestTypeID, mt.HTTPWaitRequestTypeID:
		return false
	}
	return true
}
