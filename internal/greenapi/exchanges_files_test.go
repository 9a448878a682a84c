package greenapi_test

import (
	"fmt"
	"net/http"
	"strings"

	"sluice"
)

// jpeg is what a JPEG begins with, and enough for who does not look further.
const jpeg = "\xff\xd8\xff\xe0picture"

// formType is the Content-Type of what form returns.
const formType = "multipart/form-data; boundary=b"

// A part of a form: a field, or with a file name a file.
type part struct {
	name, value string
	file, kind  string // of the file "file"
}

// form writes parts as multipart.
func form(parts ...part) string { return bounded("b", parts...) }

// bounded writes parts as multipart with a boundary.
func bounded(boundary string, parts ...part) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q", boundary, p.name)
		if p.file != "" {
			fmt.Fprintf(&b, `; filename="%s"`, p.file)
		}
		if p.kind != "" {
			fmt.Fprintf(&b, "\r\nContent-Type: %s", p.kind)
		}
		fmt.Fprintf(&b, "\r\n\r\n%s\r\n", p.value)
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// upload is an exchange with a form.
func upload(name string, parts ...part) exchange {
	return exchange{name: name, verb: http.MethodPost, body: form(parts...), headers: []string{"Content-Type", formType}}
}

// in lets something be given to an exchange.
func (e exchange) in(given func(*world)) exchange {
	e.given = given
	return e
}

func (e exchange) with(headers ...string) exchange {
	e.headers = append(e.headers, headers...)
	return e
}

// fileExchanges are those of the methods that take a file.
func fileExchanges() map[string][]exchange {
	chat, pdf := part{name: "chatId", value: "10000000"}, part{"file", "%PDF-1.7", "a.pdf", "application/pdf"}
	picture, group := part{"file", jpeg, "me.jpg", "image/jpeg"}, part{name: "chatId", value: "-10000000000000"}
	post := func(name, body string, headers ...string) exchange {
		return exchange{name: name, verb: http.MethodPost, body: body, headers: headers}
	}
	large := func(n int) string { return strings.Repeat("x", n) }
	return map[string][]exchange{
		"sendFileByUpload": {
			upload("a file", chat, pdf),
			upload("the file first, all fields", pdf, part{name: "typingType", value: "upload_document"}, part{name: "typingTime", value: "5000"},
				part{name: "quotedMessageId", value: "1763115112345"}, part{name: "caption", value: "<c>"}, part{name: "fileName", value: `C:\x\b.pdf`}, chat),
			upload("a text part with a type of its own", part{name: "chatId", value: "10000000", kind: "text/plain; charset=utf-8"}, pdf),
			upload("a blob", chat, part{"file", "x", "blob", "image/png"}),
			upload("a blob of no type", chat, part{"file", "x", "blob", ""}),
			upload("a name without an extension", chat, pdf, part{name: "fileName", value: "report"}),
			upload("absent in every way", chat, pdf, part{name: "fileName"}, part{name: "caption"}, part{name: "typingTime", value: "0"}, part{name: "quotedMessageId"}),
			upload("with a key", chat, pdf).with("Idempotency-Key", "order-17"),
			upload("no chat", pdf),
			upload("a chat that is none", part{name: "chatId", value: "Anna"}, part{"file", "", "a.pdf", ""}),
			upload("no file", chat),
			upload("an empty file", chat, part{"file", "", "a.pdf", ""}),
			upload("two files", chat, pdf, pdf),
			upload("a name too long", chat, pdf, part{name: "fileName", value: large(256)}),
			upload("a caption too long", chat, pdf, part{name: "caption", value: large(1025)}),
			upload("typing too short", chat, pdf, part{name: "typingTime", value: "5"}),
			upload("a quote that is no id", chat, pdf, part{name: "quotedMessageId", value: "x"}),
			upload("not UTF-8", chat, pdf, part{name: "caption", value: "\xff"}),
			upload("the queue is full", chat, pdf).in(fails(&sluice.Error{Code: sluice.Full})),
			upload("the disk is full", chat, pdf).in(func(w *world) { w.media.err = &sluice.Error{Code: sluice.Full} }),
			upload("too large for the media", chat, pdf).in(func(w *world) { w.media.err = &sluice.Error{Code: sluice.TooLarge} }),
			upload("a fault of ours", chat, pdf).in(broken),
			post("a form that ends early", form(chat, pdf)[:len(form(chat, pdf))-12], "Content-Type", formType),
			post("no boundary", "x", "Content-Type", "multipart/form-data"),
			post("no form", `{"chatId":"10000000"}`),
			post("a boundary that should have quotes", bounded("a/b=c", chat, pdf), "Content-Type", "multipart/form-data; boundary=a/b=c"),
		},
		"uploadFile": {
			post("no boundary", "x", "Content-Type", "multipart/form-data; boundary="),
			post("raw", "%PDF-1.7", "Content-Type", "application/pdf", "GA-Filename", "a.pdf"),
			post("without a type", "x", "GA-Filename", "a.pdf"),
			post("without a name", "x", "Content-Type", "image/jpeg"),
			post("with nothing", "x"),
			post("a name in percents", "x", "GA-Filename", "%D1%84.txt "),
			upload("as a form", pdf),
			post("empty", "", "Content-Type", "application/pdf"),
			upload("a form without a file", chat),
			upload("a form with an empty one", part{"file", "", "a", ""}),
		},
		"setProfilePicture": {
			upload("done", picture),
			upload("throttled", picture).in(answers(&sluice.Error{Code: sluice.Limited, Wait: 3e10})),
			upload("refused", picture).in(func(w *world) { w.network.err = &sluice.Error{Code: sluice.Refused, Text: "photo_crop_size_small"} }),
			upload("no JPEG", part{"file", "GIF89a", "me.jpg", "image/jpeg"}),
			upload("an empty one", part{"file", "", "me.jpg", "image/jpeg"}),
			upload("no part"),
			post("no form", ""),
			upload("not authorized", picture).in(state(sluice.NotAuthorized)),
			upload("an empty one before not authorized", part{"file", "", "me.jpg", ""}).in(state(sluice.NotAuthorized)),
			upload("out of reach", picture).in(answers(&sluice.Error{Code: sluice.Unavailable})),
		},
		"setGroupPicture": {
			upload("done", group, picture),
			upload("by its other name", picture, part{name: "groupId", value: "10000000000000@g.us"}),
			upload("refused", group, picture).in(refused),
			upload("no group", picture),
			upload("a person", chat, picture),
			upload("no JPEG", group, part{"file", "x", "me.jpg", ""}),
			upload("no picture", group),
			upload("not authorized", group, picture).in(state(sluice.Starting)),
		},
	}
}
