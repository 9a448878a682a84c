package sandbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/telegram/downloader"
	"github.com/gotd/td/telegram/uploader"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

// picture is a JPEG of the given size.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func upload(t testing.TB, c *client, name string, b []byte) tg.InputFileClass {
	t.Helper()
	f, err := uploader.NewUploader(c.api).FromBytes(t.Context(), name, b)
	must(t, err)
	return f
}

func send(t testing.TB, c *client, to tg.InputPeerClass, m tg.InputMediaClass, randomID int64) (tg.UpdatesClass, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return c.api.MessagesSendMedia(ctx, &tg.MessagesSendMediaRequest{Peer: to, Media: m, Message: "look", RandomID: randomID})
}

// held returns the media of the one new message in an answer.
func held[M tg.MessageMediaClass](t testing.TB, u tg.UpdatesClass) M {
	t.Helper()
	for _, update := range list(u) {
		var m tg.MessageClass
		switch update := update.(type) {
		case *tg.UpdateNewMessage:
			m = update.Message
		case *tg.UpdateNewChannelMessage:
			m = update.Message
		default:
			continue
		}
		if got, ok := message(t, m).Media.(M); ok {
			return got
		}
	}
	var want M
	t.Fatalf("the answer holds no %T: %v", want, u)
	return want
}

func download(t testing.TB, c *client, at tg.InputFileLocationClass) ([]byte, error) {
	t.Helper()
	var out bytes.Buffer
	_, err := downloader.NewDownloader().Download(c.api, at).Stream(t.Context(), &out)
	return out.Bytes(), err
}

func TestWhatIsUploadedIsDownloaded(t *testing.T) {
	big := make([]byte, 11<<20)
	_, _ = rand.Read(big)
	for name, content := range map[string][]byte{"small": []byte("hello"), "big": big} {
		t.Run(name, func(t *testing.T) {
			s, _ := start(t, sandbox.Options{})
			_, c := planted(t, s, sandbox.Order{})
			answer, err := send(t, c, user(t, c, "silent"), &tg.InputMediaUploadedDocument{
				File: upload(t, c, "a.bin", content), MimeType: "application/octet-stream",
				Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: "a.bin"}},
			}, 7)
			must(t, err)
			doc := held[*tg.MessageMediaDocument](t, answer).Document.(*tg.Document)
			if doc.Size != int64(len(content)) || doc.MimeType != "application/octet-stream" || len(doc.Attributes) != 1 {
				t.Errorf("the document is %v", doc)
			}
			got, err := download(t, c, doc.AsInputDocumentFileLocation(""))
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("downloaded %d bytes, %v; uploaded %d", len(got), err, len(content))
			}
			sum := sha256.Sum256(content)
			row := s.Messages(0)[0]
			if row.Kind != sandbox.KindDocument || row.SHA256 != hex.EncodeToString(sum[:]) || row.Size != int64(len(content)) ||
				row.Name != "a.bin" || row.Text != "look" || row.RandomID != "7" {
				t.Errorf("the evidence is %+v", row)
			}
		})
	}
}

func TestAPhotoHasSmallerSizes(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	content := picture(t, 900, 450)
	answer, err := send(t, c, user(t, c, "silent"), &tg.InputMediaUploadedPhoto{File: upload(t, c, "a.jpg", content)}, 1)
	must(t, err)
	p := held[*tg.MessageMediaPhoto](t, answer).Photo.(*tg.Photo)
	at := &tg.InputPhotoFileLocation{ID: p.ID, AccessHash: p.AccessHash, FileReference: p.FileReference, ThumbSize: "y"}
	if got, err := download(t, c, at); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the photo has %d bytes, %v; want %d", len(got), err, len(content))
	}
	at.ThumbSize = "m"
	small, err := download(t, c, at)
	must(t, err)
	size, err := jpeg.DecodeConfig(bytes.NewReader(small))
	if err != nil || size.Width != 320 || size.Height != 160 {
		t.Errorf("the thumbnail is %v, %v", size, err)
	}
	for _, size := range p.Sizes {
		if i, ok := size.(*tg.PhotoStrippedSize); ok {
			wantStripped(t, i.Bytes)
			return
		}
	}
	t.Error("there is no stripped thumbnail")
}

// wantStripped puts the head back that Telegram leaves out, and reads the result.
func wantStripped(t *testing.T, b []byte) {
	t.Helper()
	var whole bytes.Buffer
	must(t, jpeg.Encode(&whole, image.NewRGBA(image.Rect(0, 0, int(b[2]), int(b[1]))), &jpeg.Options{Quality: 20}))
	head := whole.Bytes()[:bytes.Index(whole.Bytes(), []byte("\xff\xda\x00\x0c"))+14]
	m, err := jpeg.Decode(bytes.NewReader(append(append(head, b[3:]...), 0xff, 0xd9)))
	if err != nil || m.Bounds().Dx() != 40 || m.Bounds().Dy() != 20 || b[0] != 1 {
		t.Errorf("the stripped thumbnail is %v, %v", m, err)
	}
}

func TestABrokenUploadIsRefused(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	part := func(id int64, n, size int) {
		t.Helper()
		_, err := c.api.UploadSaveFilePart(t.Context(), &tg.UploadSaveFilePartRequest{FileID: id, FilePart: n, Bytes: make([]byte, size)})
		must(t, err)
	}
	part(1, 0, 1024)
	part(1, 2, 1024)
	part(2, 0, 1000)
	part(2, 1, 1000)
	part(3, 0, 1024)
	part(3, 1, 2048)
	part(4, 0, 5)
	tests := []struct {
		file tg.InputFileClass
		want string
	}{
		{&tg.InputFile{ID: 1, Parts: 3}, "FILE_PART_1_MISSING"},
		{&tg.InputFile{ID: 9, Parts: 1}, "FILE_PART_0_MISSING"},
		{&tg.InputFile{ID: 2, Parts: 2}, "FILE_PART_SIZE_INVALID"},
		{&tg.InputFile{ID: 3, Parts: 2}, "FILE_PART_SIZE_CHANGED"},
		{&tg.InputFile{ID: 4, Parts: 0}, "FILE_PARTS_INVALID"},
		{&tg.InputFileBig{ID: 4, Parts: 1}, "FILE_PARTS_INVALID"},
		{&tg.InputFile{ID: 4, Parts: 1, MD5Checksum: strings.Repeat("0", 32)}, "MD5_CHECKSUM_INVALID"},
	}
	for i, tt := range tests {
		_, err := send(t, c, to, &tg.InputMediaUploadedDocument{File: tt.file, MimeType: "text/plain"}, int64(i)+1)
		if e, ok := tgerr.As(err); !ok || e.Message != tt.want {
			t.Errorf("%v: %v, want %s", tt.file, err, tt.want)
		}
	}
	_, err := send(t, c, to, &tg.InputMediaUploadedPhoto{File: &tg.InputFile{ID: 4, Parts: 1}}, 90)
	if !tgerr.Is(err, "IMAGE_PROCESS_FAILED") {
		t.Errorf("what is no picture: %v", err)
	}
	if _, err := send(t, c, to, &tg.InputMediaUploadedDocument{File: &tg.InputFile{ID: 4, Parts: 1}, MimeType: "text/plain"}, 90); err != nil {
		t.Errorf("the same file as a document: %v", err)
	}
}

func TestAReferenceToAFileExpires(t *testing.T) {
	now := newClock()
	s, _ := start(t, sandbox.Options{Now: now.now})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	answer, err := send(t, c, to, &tg.InputMediaUploadedDocument{File: upload(t, c, "a", []byte("hello")), MimeType: "text/plain"}, 1)
	must(t, err)
	doc := held[*tg.MessageMediaDocument](t, answer).Document.(*tg.Document)
	reload := func() tg.InputFileLocationClass {
		t.Helper()
		got, err := c.api.MessagesGetMessages(t.Context(), []tg.InputMessageClass{&tg.InputMessageID{ID: sentID(t, answer, 1)}})
		must(t, err)
		return message(t, got.(*tg.MessagesMessages).Messages[0]).Media.(*tg.MessageMediaDocument).Document.(*tg.Document).AsInputDocumentFileLocation("")
	}
	at := tg.InputFileLocationClass(doc.AsInputDocumentFileLocation(""))
	for _, age := range []func(){
		func() { now.step(2 * time.Hour) },
		func() { setFault(t, s, sandbox.Fault{Do: sandbox.DoExpire}) },
	} {
		if _, err := download(t, c, at); err != nil {
			t.Fatal(err)
		}
		age()
		if _, err := download(t, c, at); !tgerr.Is(err, "FILE_REFERENCE_EXPIRED") {
			t.Fatalf("an old reference: %v", err)
		}
		at = reload()
	}
	_, err = send(t, c, to, &tg.InputMediaDocument{ID: doc.AsInput()}, 2)
	if !tgerr.Is(err, "FILE_REFERENCE_EXPIRED") {
		t.Errorf("sent by an old reference: %v", err)
	}
	other, d := planted(t, s, sandbox.Order{})
	if _, err := download(t, d, reload()); !tgerr.Is(err, "DOCUMENT_INVALID") {
		t.Errorf("account %s has the file of another: %v", other.Phone, err)
	}
}

func TestARepeatedFileIsNotSentTwice(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	m := &tg.InputMediaUploadedDocument{File: upload(t, c, "a", []byte("hello")), MimeType: "text/plain"}
	_, err := send(t, c, to, m, 1)
	must(t, err)
	if _, err := send(t, c, to, m, 1); !tgerr.Is(err, "RANDOM_ID_DUPLICATE") {
		t.Errorf("a repeat: %v", err)
	}
	setFault(t, s, sandbox.Fault{Do: sandbox.DoDuplicates, Form: "original"})
	gone := &tg.InputMediaUploadedDocument{File: &tg.InputFile{ID: 1, Parts: 1}, MimeType: "text/plain"}
	again, err := send(t, c, to, gone, 1)
	must(t, err)
	held[*tg.MessageMediaDocument](t, again)
	if rows := s.Messages(0); len(rows) != 1 || rows[0].Repeats != 2 {
		t.Errorf("visible is %+v", rows)
	}
}

func TestFilesSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, sandbox.Options{Dir: dir})
	a, c := planted(t, s, sandbox.Order{})
	answer, err := send(t, c, user(t, c, "silent"), &tg.InputMediaUploadedDocument{
		File: upload(t, c, "a", []byte("hello")), MimeType: "text/plain",
		Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: "a.txt"}},
	}, 1)
	must(t, err)
	doc := held[*tg.MessageMediaDocument](t, answer).Document.(*tg.Document)
	stop()
	s, _ = start(t, sandbox.Options{Dir: dir})
	c = dial(t, s, login{session: a.Session})
	if got, err := download(t, c, doc.AsInputDocumentFileLocation("")); err != nil || string(got) != "hello" {
		t.Errorf("after the restart it holds %q, %v", got, err)
	}
	got, err := c.api.MessagesGetMessages(t.Context(), []tg.InputMessageClass{&tg.InputMessageID{ID: sentID(t, answer, 1)}})
	must(t, err)
	again := message(t, got.(*tg.MessagesMessages).Messages[0]).Media.(*tg.MessageMediaDocument).Document.(*tg.Document)
	if name := again.Attributes[0].(*tg.DocumentAttributeFilename).FileName; name != "a.txt" {
		t.Errorf("the file is called %q", name)
	}
}

func TestNothingIsLeftOnDisk(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, stop := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	upload(t, c, "a", []byte("hello"))
	there, err := os.ReadDir(os.TempDir())
	must(t, err)
	stop()
	left, err := os.ReadDir(os.TempDir())
	must(t, err)
	if len(there) != 1 || len(left) != 0 {
		t.Errorf("%d directories while it runs, %d afterwards", len(there), len(left))
	}
}

func TestABigFileIsNotHeldInMemory(t *testing.T) {
	const size, most = 48 << 20, 16 << 20
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	before := heap()
	file, err := uploader.NewUploader(c.api).WithPartSize(512<<10).Upload(t.Context(), uploader.NewUpload("big", io.LimitReader(zeros{}, size), size))
	must(t, err)
	if grown := heap() - before; grown > most {
		t.Errorf("the parts cost %d bytes of memory, want %d at most", grown, most)
	}
	_, err = send(t, c, to, &tg.InputMediaUploadedDocument{File: file, MimeType: "application/octet-stream"}, 1)
	must(t, err)
	if grown := heap() - before; grown > most || s.Messages(0)[0].Size != size {
		t.Errorf("the file costs %d bytes of memory, want %d at most; it has %d", grown, most, s.Messages(0)[0].Size)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// zeros is a file without an end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
