package mtproto

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
)

const (
	maxRequests = 256     // that a session remembers
	maxAnswers  = 8 << 20 // bytes of answers that a session keeps
	maxArrived  = 64      // messages against which strict mode checks the order

	// How much older than a forgotten request a new one may be: a client gives
	// ids before it writes, so messages overtake each other. In the upper half
	// of an id are seconds. gotd repeats after five.
	overtaking = 3 << 32
)

// A session is one run of a client: what it asked, and the numbers of what it
// was sent.
type session struct {
	id           int64
	key          *authKey
	server       *Server
	wantsUpdates atomic.Bool // a request outside invokeWithoutUpdates has come

	mu        sync.Mutex // guards what follows, and the order in which messages leave
	conns     []*conn    // the newest last
	announced bool
	lastNano  int64 // of the last message id
	content   int32 // messages sent that the client must acknowledge
	requests  map[int64]*request
	order     []int64 // the ids in requests as they came
	floor     int64   // the highest id that was in requests and is not any more
	answers   int     // bytes in requests
	arrived   []arrival
}

// A request is a message that asked for something.
type request struct {
	over     bool          // Handle has returned
	failed   bool          // with an error
	dropped  bool          // the client does not want the answer
	answer   []byte        // to be sent again if asked; nil: none, or the client has it
	answerID int64         // of the message that carried it last
	seq      int32         // of that message
	done     chan struct{} // closed when over; made by the first that waits
}

func newSession(id int64, key *authKey, server *Server) *session {
	return &session{id: id, key: key, server: server, requests: map[int64]*request{}}
}

func (s *session) name() SessionID { return SessionID{Key: s.key.value.ID, Session: s.id} }

func (s *session) attach(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, c)
}

// detach says whether no connection is left.
func (s *session) detach(c *conn) (last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, func(other *conn) bool { return other == c })
	return len(s.conns) == 0
}

// A kind says how a message to the client is numbered.
type kind int

const (
	service kind = iota // about messages; needs no acknowledgement
	answer              // to a request
	notice              // nobody asked
)

func (k kind) from() proto.MessageType {
	if k == notice {
		return proto.MessageFromServer
	}
	return proto.MessageServerResponse
}

// announce tells a new session the salt, at its first message.
func (s *session) announce(first message) {
	s.mu.Lock()
	known := s.announced
	s.announced = true
	s.mu.Unlock()
	if known {
		return
	}
	s.post(notice, &mt.NewSessionCreated{
		FirstMsgID: first.id,
		UniqueID:   s.id,
		ServerSalt: s.key.salt(saltAt(s.server.o.Now())),
	})
}

// post sends a message on the newest connection, if there is one.
func (s *session) post(k kind, e bin.Encoder) {
	b := s.server.buffers.Get()
	defer s.server.buffers.Put(b)
	s.mu.Lock()
	c, _, _, err := s.seal(b, k, e)
	flush := c != nil && c.enqueue(b)
	s.mu.Unlock()
	if err != nil {
		s.server.o.Log.Error("mtproto: cannot encrypt a message", "err", err)
	}
	if flush {
		c.flush()
	}
}

// push is post without waiting for the network. It says whether there was a
// connection.
func (s *session) push(e bin.Encoder) bool {
	b := s.server.buffers.Get()
	defer s.server.buffers.Put(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _, _, err := s.seal(b, notice, e)
	if err != nil {
		s.server.o.Log.Error("mtproto: cannot encrypt an update", "err", err)
	}
	if c == nil {
		return false
	}
	c.enqueueApart(b)
	return true
}

// seal numbers and encrypts a message for the newest connection; c is nil when
// it cannot be sent. s.mu is held, so that messages leave in their order.
func (s *session) seal(b *bin.Buffer, k kind, e bin.Encoder) (c *conn, id int64, seq int32, err error) {
	id = s.nextID(k.from())
	seq = 2 * s.content
	if k != service {
		seq++
		s.content++
	}
	if len(s.conns) == 0 {
		return nil, id, seq, nil
	}
	err = s.server.cipher.Encrypt(s.key.value, crypto.EncryptedMessageData{
		Salt:      s.key.salt(saltAt(s.server.o.Now())),
		SessionID: s.id,
		MessageID: id,
		SeqNo:     seq,
		Message:   e,
	}, b)
	if err != nil {
		return nil, id, seq, err
	}
	return s.conns[len(s.conns)-1], id, seq, nil
}

// nextID keeps ids increasing within the session; they follow the server's clock.
func (s *session) nextID(from proto.MessageType) int64 {
	const resolution = 4 // nanoseconds; the last two bits tell the kind
	s.lastNano = max(s.lastNano+resolution, s.server.o.Now().UnixNano())
	return int64(proto.NewMessageIDNano(s.lastNano, from))
}

// begin remembers a request. fresh is false when it is known already; r is nil
// when it is too old to tell.
func (s *session) begin(id int64) (r *request, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.requests[id]; r != nil {
		return r, false
	}
	if id < s.floor-overtaking {
		return nil, false
	}
	r = &request{}
	s.requests[id] = r
	s.order = append(s.order, id)
	s.trim()
	return r, true
}

// trim forgets the oldest requests, but none that runs.
func (s *session) trim() {
	for len(s.order) > maxRequests || s.answers > maxAnswers {
		id := s.order[0]
		r := s.requests[id]
		if !r.over {
			return
		}
		s.answers -= len(r.answer)
		s.floor = max(s.floor, id)
		s.order = s.order[1:]
		delete(s.requests, id)
	}
}

// undo makes a request one that never came.
func (s *session) undo(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order = slices.DeleteFunc(s.order, func(other int64) bool { return other == id })
	if r := s.requests[id]; r != nil {
		r.finish(true)
		delete(s.requests, id)
	}
}

// finish notes that Handle is done with a request. A body is kept, and sent
// unless quiet.
func (s *session) finish(r *request, body []byte, failed, quiet bool) {
	b := s.server.buffers.Get()
	defer s.server.buffers.Put(b)
	s.mu.Lock()
	r.finish(failed)
	var c *conn
	flush := false
	if body != nil && !r.dropped {
		r.answer = body
		s.answers += len(body)
		if !quiet {
			c, flush = s.sendAnswer(b, r)
		}
		s.trim()
	}
	s.mu.Unlock()
	if flush {
		c.flush()
	}
}

func (r *request) finish(failed bool) {
	r.over, r.failed = true, failed
	if r.done != nil {
		close(r.done)
		r.done = nil
	}
}

// repeat sends the answer of a finished request again. Without one it says no.
func (s *session) repeat(r *request) bool {
	b := s.server.buffers.Get()
	defer s.server.buffers.Put(b)
	s.mu.Lock()
	if r.answer == nil {
		s.mu.Unlock()
		return false
	}
	c, flush := s.sendAnswer(b, r)
	s.mu.Unlock()
	if flush {
		c.flush()
	}
	return true
}

// sendAnswer is called with s.mu held.
func (s *session) sendAnswer(b *bin.Buffer, r *request) (c *conn, flush bool) {
	c, id, seq, err := s.seal(b, answer, raw(r.answer))
	r.answerID, r.seq = id, seq
	if err != nil {
		s.server.o.Log.Error("mtproto: cannot encrypt an answer", "err", err)
	}
	return c, c != nil && c.enqueue(b)
}

// acked forgets the answers that the client says it has.
func (s *session) acked(ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		if r.answer != nil && slices.Contains(ids, r.answerID) {
			s.answers -= len(r.answer)
			r.answer = nil
		}
	}
}

// Raw is content that is encoded already.
type raw []byte

func (r raw) Encode(b *bin.Buffer) error {
	b.Put(r)
	return nil
}
