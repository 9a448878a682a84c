package sluice_test

import (
	"testing"

	"sluice"
)

func TestCards(t *testing.T) {
	for _, tt := range []struct {
		name string
		give sluice.Contact
		want sluice.Card
	}{
		{
			"a whole name",
			sluice.Contact{Phone: 79876543210, First: "Ann", Middle: "M.", Last: "Lee", Company: "Acme"},
			sluice.Card{Name: "Ann M. Lee", VCard: "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;M.;;\nFN:Ann M. Lee\nORG:Acme\nTEL;TYPE=CELL:+79876543210\nEND:VCARD"},
		},
		{
			"a company alone",
			sluice.Contact{Phone: 123, Company: "Acme"},
			sluice.Card{Name: "Acme", VCard: "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:Acme\nORG:Acme\nTEL;TYPE=CELL:+123\nEND:VCARD"},
		},
		{
			"signs with a meaning",
			sluice.Contact{Last: "a;b,c\\d\ne"},
			sluice.Card{Name: "a;b,c\\d e", VCard: "BEGIN:VCARD\nVERSION:3.0\nN:a\\;b\\,c\\\\d\\ne;;;;\nFN:a\\;b\\,c\\\\d e\nEND:VCARD"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.give.Card(); got != tt.want {
				t.Errorf("%q\n%q", got, tt.want)
			}
		})
	}
}
