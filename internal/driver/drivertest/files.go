package drivertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"path"
	"testing"
	"time"

	"sluice"
)

func filings() []aCase {
	return []aCase{
		{"what a file is shown as follows from its name", everyForm},
		{"a picture that is too big goes as a document, with a small one beside it", bigPicture},
		{"a picture that is not taken as one goes as a document", refusedPicture},
		{"a file whose part was lost is uploaded once more", lostPart},
		{"a wait for uploads holds those alone", floodedUpload},
		{"a file that is not here yet is waited for, one that never comes is not", missingFile},
		{"a repeat uploads nothing and shows nothing twice", repeatedFile},
	}
}

const fileURL = "https://example.com/file"

// file puts a file on the shelf and returns the message that sends it.
func (r *rig) file(chat sluice.ChatID, name, mime string, data []byte) sluice.Message {
	r.Shelf.put(fileURL+name, name, mime, data)
	m := text(chat, "")
	m.Body = sluice.FileBody{URL: fileURL + name, Name: name, Caption: sluice.Text("caption of " + name)}
	return m
}

// last returns what an account has sent last.
func (r *rig) last(t *testing.T, a Account) Message {
	t.Helper()
	all := r.Seen.Messages(t, a)
	if len(all) == 0 {
		t.Fatal("nothing was sent")
	}
	return all[len(all)-1]
}

// shows checks what an account has sent last.
func (r *rig) shows(t *testing.T, a Account, sent sluice.Sent, want sluice.ContentType, data []byte) Message {
	t.Helper()
	m := r.last(t, a)
	if m.Number != sent.ID || m.Content.Type != want {
		t.Errorf("message %d is %q, want %d and %q", m.Number, m.Content.Type, sent.ID, want)
	}
	if sum := sha256.Sum256(data); data != nil && m.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("the file of %d has other bytes", m.Number)
	}
	return m
}

// picture returns a JPEG.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 320, 240)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise returns bytes that are nothing in particular.
func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b) // never fails
	return b
}

func everyForm(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		name, mime string
		want       sluice.ContentType
		animated   bool
	}{
		{"a.jpg", "image/jpeg", sluice.ContentImage, false},
		{"B.JPEG", "image/jpeg", sluice.ContentImage, false},
		{"a.gif", "image/gif", sluice.ContentVideo, true},
		{"a.mp4", "video/mp4", sluice.ContentVideo, false},
		{"a.mp3", "audio/mpeg", sluice.ContentAudio, false},
		{"a.ogg", "audio/ogg", sluice.ContentAudio, false},
		{"a.pdf", "application/pdf", sluice.ContentDocument, false},
		{"jpg", "image/jpeg", sluice.ContentDocument, false},
	}
	for _, row := range rows {
		data := noise(200_000)
		if row.want == sluice.ContentImage {
			data = picture(t)
		}
		m := r.shows(t, a, r.send(t, r.file(a.Known, row.name, row.mime, data)), row.want, data)
		if m.Text != "caption of "+row.name || m.Content.File.Animated != row.animated {
			t.Errorf("%s: %+v with %q", row.name, m.Content.File, m.Text)
		}
		if row.want != sluice.ContentImage && m.Content.File.Name != row.name {
			t.Errorf("%s is called %q", row.name, m.Content.File.Name)
		}
	}
	quoted := r.last(t, a)
	answer := r.file(a.Known, "b.pdf", "application/pdf", noise(10))
	answer.Quote = sluice.Ref{Chat: a.Known, Number: quoted.Number}
	if m := r.shows(t, a, r.send(t, answer), sluice.ContentDocument, nil); m.ReplyTo != quoted.Number {
		t.Errorf("the file answers %d, want %d", m.ReplyTo, quoted.Number)
	}
}

func bigPicture(t *testing.T, n Network) {
	r, a := settled(t, n)
	data := append(picture(t), noise(11<<20)...)
	r.shows(t, a, r.send(t, r.file(a.Known, "big.jpg", "image/jpeg", data)), sluice.ContentDocument, data)
	if got := r.preview(t, a.Known); !bytes.HasPrefix(got, []byte{0xff, 0xd8, 0xff}) {
		t.Errorf("its small picture is %d bytes", len(got))
	}
	odd := append([]byte("\xff\xd8\xff"), noise(11<<20)...)
	r.shows(t, a, r.send(t, r.file(a.Known, "odd.jpg", "image/jpeg", odd)), sluice.ContentDocument, odd)
	if got := r.preview(t, a.Known); got != nil {
		t.Errorf("what is no picture has a small one of %d bytes", len(got))
	}
}

// preview is the small picture beside the last message of a chat.
func (r *rig) preview(t *testing.T, chat sluice.ChatID) []byte {
	t.Helper()
	past, err := able[sluice.Historian](t, r).History(limited(t), chat, 0, 1)
	if err != nil || len(past) != 1 || past[0].Content.File == nil {
		t.Fatalf("%+v, %v", past, err)
	}
	return past[0].Content.File.Thumbnail
}

func refusedPicture(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.file(a.Known, "a.jpg", "image/jpeg", picture(t))
	n.Faults.Strike(t, a, NoPicture)
	r.shows(t, a, r.send(t, m), sluice.ContentDocument, picture(t))
	if all := n.Seen.Messages(t, a); len(all) != 1 {
		t.Errorf("%d messages", len(all))
	}
}

func lostPart(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.file(a.Known, "a.pdf", "application/pdf", noise(300_000))
	p := r.prepare(t, m)
	n.Faults.Strike(t, a, LosePart)
	sent, err := r.conn.Send(limited(t), p)
	if err != nil {
		t.Fatal(err)
	}
	r.shows(t, a, sent, sluice.ContentDocument, noise(300_000))
	if got := n.Shelf.uploads(); got != 2 {
		t.Errorf("%d uploads", got)
	}
}

func floodedUpload(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.file(a.Known, "a.pdf", "application/pdf", noise(10))
	n.Faults.Strike(t, a, FloodUpload)
	for range 2 {
		_, err := r.conn.Prepare(limited(t), m)
		refused(t, err, sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second, Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod})
	}
	r.send(t, text(a.Known, "one"))
	r.visible(t, a, "one")
}

func missingFile(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.file(a.Known, "a.pdf", "application/pdf", noise(10))
	later := &sluice.Error{Code: sluice.Unavailable, Text: "The file is being fetched", Scope: sluice.ScopeChat, Reason: sluice.WaitsFile}
	for _, err := range []*sluice.Error{later, {Code: sluice.Refused, Text: "The file is gone"}} {
		n.Shelf.fail(fileURL+"a.pdf", err)
		_, got := r.conn.Prepare(limited(t), m)
		refused(t, got, *err)
	}
	n.Shelf.fail(fileURL+"a.pdf", nil)
	r.shows(t, a, r.send(t, m), sluice.ContentDocument, noise(10))
}

func repeatedFile(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.file(a.Known, "a.pdf", "application/pdf", noise(10))
	r.send(t, m)
	if again := r.send(t, m); !again.Duplicate {
		t.Errorf("the repeat: %+v", again)
	}
	if got := n.Shelf.uploads(); got != 1 {
		t.Errorf("%d uploads", got)
	}
	next := r.again(t) // where nothing is known of the upload
	next.authorized(t)
	if again := next.send(t, m); !again.Duplicate {
		t.Errorf("the repeat after a restart: %+v", again)
	}
	next.visible(t, a, "caption of "+path.Base("a.pdf"))
}
