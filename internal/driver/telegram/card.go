package telegram

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/gotd/td/tg"

	"sluice"
)

// contactMedia returns the card of a contact. Telegram insists on a first name.
func contactMedia(c sluice.Contact) tg.InputMediaClass {
	phone := strconv.FormatInt(c.Phone, 10)
	card := &tg.InputMediaContact{
		PhoneNumber: phone, FirstName: cmp.Or(c.First, c.Middle, c.Company, c.Last), LastName: c.Last, Vcard: vCard(phone, c),
	}
	if c.First == "" && c.Middle == "" && c.Company == "" {
		card.LastName = ""
	}
	return card
}

// vCard returns the card as programs exchange it.
func vCard(phone string, c sluice.Contact) string {
	var b strings.Builder
	line := func(name string, parts ...string) {
		for i, p := range parts {
			parts[i] = vCardText.Replace(p)
		}
		b.WriteString(name + ":" + strings.Join(parts, ";") + "\n")
	}
	b.WriteString("BEGIN:VCARD\nVERSION:3.0\n")
	line("N", c.Last, c.First, c.Middle, "", "")
	line("FN", cmp.Or(strings.Join(strings.Fields(c.First+" "+c.Middle+" "+c.Last), " "), c.Company))
	if c.Company != "" {
		line("ORG", c.Company)
	}
	if phone != "" {
		line("TEL;TYPE=CELL", "+"+strings.TrimPrefix(phone, "+"))
	}
	b.WriteString("END:VCARD")
	return b.String()
}

// vCardText escapes what has a meaning in a card.
var vCardText = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`)
