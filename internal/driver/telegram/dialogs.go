package telegram

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

const (
	dialogsPage = 100
	// pagePause paces the reading of dialogs at the real Telegram.
	pagePause = time.Second
	// sandboxPause is the same where nobody counts.
	sandboxPause = 5 * time.Millisecond
)

// A reading is how far the dialogs and contacts of an account were read.
type reading struct {
	Folder   int           `json:"folder"` // 0: main, 1: archive, 2: contacts
	Date     int           `json:"date,omitempty"`
	ID       int           `json:"id,omitempty"`
	Chat     sluice.ChatID `json:"chat,omitempty"`
	Finished bool          `json:"finished,omitempty"`
}

const contactsFolder = 2

// readPeers reads all dialogs, archived ones too, and the contacts into the
// table of peers, once after each login. Only then is a numeric chat that has
// no access hash known to be unknown.
func (c *Conn) readPeers(ctx context.Context, l *link) {
	if _, known, err := c.values.get(ctx, knownValue); err == nil && known {
		c.sink.Known()
		c.catchUp(ctx, l)
		return
	}
	var at reading
	for failures := 0; !at.Finished; {
		next, err := c.readPage(ctx, l, at)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			failures++
			c.log.WarnContext(ctx, "telegram: dialogs not read, tried again", "err", err)
			asked := classify(err, call{}).Wait
			if !wait(ctx, max(asked, min(time.Second<<min(failures, 6), time.Minute))) {
				return
			}
			continue
		}
		at, failures = next, 0
		if !wait(ctx, c.pagePause()) {
			return
		}
	}
	if err := c.values.put(ctx, map[string][]byte{knownValue: []byte("1"), dialogsValue: nil}); err != nil {
		c.log.WarnContext(ctx, "telegram: end of dialogs not stored", "err", err)
	}
	c.log.InfoContext(ctx, "telegram: dialogs and contacts are known")
	c.sink.Known()
}

func (c *Conn) pagePause() time.Duration {
	if c.driver.opts.Endpoint != nil {
		return sandboxPause
	}
	return pagePause
}

// readPage reads one page and stores how far that is.
func (c *Conn) readPage(ctx context.Context, l *link, at reading) (reading, error) {
	if at == (reading{}) {
		if _, err := c.values.getJSON(ctx, dialogsValue, &at); err != nil {
			return at, err
		}
	}
	var next reading
	var err error
	if at.Folder == contactsFolder {
		next, err = reading{Finished: true}, c.readContacts(ctx, l)
	} else {
		next, err = c.readDialogs(ctx, l, at)
	}
	if err != nil {
		return at, err
	}
	data, err := json.Marshal(next)
	if err != nil {
		return at, err
	}
	return next, c.values.put(ctx, map[string][]byte{dialogsValue: data})
}

func (c *Conn) readContacts(ctx context.Context, l *link) error {
	return c.waits.do(ctx, "contacts.getContacts", func(ctx context.Context) error {
		_, err := l.client.API().ContactsGetContacts(ctx, 0) // the observer learns from it
		return err
	})
}

func (c *Conn) readDialogs(ctx context.Context, l *link, at reading) (reading, error) {
	request := &tg.MessagesGetDialogsRequest{
		OffsetDate: at.Date, OffsetID: at.ID, OffsetPeer: &tg.InputPeerEmpty{}, Limit: dialogsPage,
	}
	request.SetFolderID(at.Folder)
	if r, ok, err := c.peers.chat(ctx, at.Chat); err != nil {
		return at, err
	} else if ok {
		request.OffsetPeer = r.input(c.selfID())
	}
	var answer tg.MessagesDialogsClass
	err := c.waits.do(ctx, "messages.getDialogs", func(ctx context.Context) (err error) {
		answer, err = l.client.API().MessagesGetDialogs(ctx, request)
		return err
	})
	if err != nil {
		return at, err
	}
	page, ok := answer.(interface {
		GetDialogs() []tg.DialogClass
		GetMessages() []tg.MessageClass
	})
	if !ok {
		return reading{Folder: at.Folder + 1}, nil
	}
	c.progress.begin(ctx, channelsIn(page.GetDialogs()))
	if err := c.peers.wrote(ctx, writers(page.GetDialogs(), page.GetMessages())...); err != nil {
		return at, err
	}
	_, all := answer.(*tg.MessagesDialogs)
	return following(at, page.GetDialogs(), page.GetMessages(), all), nil
}

// writers returns the private chats whose other side wrote at least once: it
// wrote the last message, or something of it is unread, or was read.
func writers(dialogs []tg.DialogClass, messages []tg.MessageClass) []sluice.ChatID {
	incoming := map[sluice.ChatID]bool{}
	for _, m := range messages {
		if m, ok := m.(*tg.Message); ok && !m.Out {
			incoming[chatOf(m.PeerID)] = true
		}
	}
	var ids []sluice.ChatID
	for _, d := range dialogs {
		d, ok := d.(*tg.Dialog)
		if !ok {
			continue
		}
		id := chatOf(d.Peer)
		if typedUser(id) && (incoming[id] || d.UnreadCount > 0 || d.ReadInboxMaxID > 0) {
			ids = append(ids, id)
		}
	}
	return ids
}

// following returns where the next page begins: behind the last dialog that has
// a message, else the next folder.
func following(at reading, dialogs []tg.DialogClass, messages []tg.MessageClass, all bool) reading {
	dates := datesOf(messages)
	next := reading{Folder: at.Folder + 1}
	if all || len(dialogs) == 0 {
		return next
	}
	for _, one := range dialogs {
		d, ok := one.(*tg.Dialog)
		if !ok {
			continue
		}
		id := chatOf(d.Peer)
		if date, ok := dates[numbered{id, int64(d.TopMessage)}]; ok {
			next = reading{Folder: at.Folder, Date: date, ID: d.TopMessage, Chat: id}
		}
	}
	if next == at { // no way forward
		return reading{Folder: at.Folder + 1}
	}
	return next
}

// datesOf returns the dates of messages, by chat and number.
func datesOf(messages []tg.MessageClass) map[numbered]int {
	dates := map[numbered]int{}
	for _, m := range messages {
		if m, ok := m.AsNotEmpty(); ok {
			dates[numbered{chatOf(m.GetPeerID()), int64(m.GetID())}] = m.GetDate()
		}
	}
	return dates
}

func (c *Conn) selfID() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.self
}
