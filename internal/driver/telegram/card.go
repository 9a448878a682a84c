package telegram

import (
	"cmp"
	"strconv"

	"github.com/gotd/td/tg"

	"sluice"
)

// contactMedia returns the card of a contact. Telegram insists on a first name.
func contactMedia(c sluice.Contact) tg.InputMediaClass {
	phone := strconv.FormatInt(c.Phone, 10)
	card := &tg.InputMediaContact{
		PhoneNumber: phone, FirstName: cmp.Or(c.First, c.Middle, c.Company, c.Last), LastName: c.Last, Vcard: c.Card().VCard,
	}
	if c.First == "" && c.Middle == "" && c.Company == "" {
		card.LastName = ""
	}
	return card
}
