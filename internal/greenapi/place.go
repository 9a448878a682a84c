package greenapi

import (
	"context"
	"strings"

	"sluice"
)

// The limits of places and persons.
const (
	maxLatitude  = 90
	maxLongitude = 180
	maxPlace     = 255
	maxPart      = 64 // of a name
	leastCard    = 100
	mostCard     = 999_999_999_999_999_999 // 3 to 18 digits
)

func (s sending) location(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	m.Body = sluice.LocationBody{
		Latitude:  in.Number("latitude", -maxLatitude, maxLatitude),
		Longitude: in.Number("longitude", -maxLongitude, maxLongitude),
		Name:      in.Optional("nameLocation", maxPlace),
		Address:   in.Optional("address", maxPlace),
	}
	s.readCommon(ctx, in, &m)
	return s.enqueue(ctx, c, m)
}

func (s sending) contact(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	var person sluice.Contact
	in.Object("contact", func(in *fields) { person = readPerson(in) })
	m.Body = sluice.ContactBody{Contact: person}
	s.readCommon(ctx, in, &m)
	return s.enqueue(ctx, c, m)
}

// readPerson reads a person, who must have some name.
func readPerson(in *fields) sluice.Contact {
	p := sluice.Contact{
		Phone:   in.Integer("phoneContact", leastCard, mostCard),
		First:   in.Optional("firstName", maxPart),
		Middle:  in.Optional("middleName", maxPart),
		Last:    in.Optional("lastName", maxPart),
		Company: in.Optional("company", maxPart),
	}
	if strings.TrimSpace(p.First+p.Middle+p.Last+p.Company) == "" {
		in.fail("firstName", "is required")
	}
	return p
}
