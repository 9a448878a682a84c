package sluice

import (
	"cmp"
	"strconv"
	"strings"
)

// Card returns the contact as chats show it, with the vCard that goes with it.
func (c Contact) Card() Card {
	name := cmp.Or(strings.Join(strings.Fields(c.First+" "+c.Middle+" "+c.Last), " "), c.Company)
	var b strings.Builder
	line := func(key string, parts ...string) {
		for i, p := range parts {
			parts[i] = vCardText.Replace(p)
		}
		b.WriteString(key + ":" + strings.Join(parts, ";") + "\n")
	}
	b.WriteString("BEGIN:VCARD\nVERSION:3.0\n")
	line("N", c.Last, c.First, c.Middle, "", "")
	line("FN", name)
	if c.Company != "" {
		line("ORG", c.Company)
	}
	if c.Phone != 0 {
		line("TEL;TYPE=CELL", "+"+strconv.FormatInt(c.Phone, 10))
	}
	b.WriteString("END:VCARD")
	return Card{Name: name, VCard: b.String()}
}

// vCardText escapes what has a meaning in a card.
var vCardText = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`)
