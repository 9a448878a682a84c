package greenapi

import (
	"context"
	"math"
	"time"

	"sluice"
)

// partner has the methods that make, list and delete instances.
type partner struct {
	instances Registry
	publicURL string
}

// created is a new instance, with the only secret that it needs.
type created struct {
	ID     sluice.InstanceID `json:"idInstance"`
	Token  sluice.Token      `json:"apiTokenInstance"`
	Type   string            `json:"typeInstance"`
	APIURL string            `json:"apiUrl"`
}

func (p partner) create(ctx context.Context, c *call) (any, error) {
	i := sluice.Instance{Name: c.fields.Optional("name", sluice.MaxName), Settings: sluice.DefaultSettings()}
	change := readSettings(c.fields)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	change(&i.Settings)
	i, token, err := p.instances.Create(ctx, i, "")
	if err != nil {
		return nil, err
	}
	return created{i.ID, token, typeInstance, p.publicURL}, nil
}

// listed is an instance as its partner sees it. What has no meaning here is as
// constant as in the original's example.
type listed struct {
	ID         sluice.InstanceID `json:"idInstance"`
	Name       string            `json:"name"`
	Type       string            `json:"typeInstance"`
	Account    string            `json:"typeAccount"`
	Messenger  string            `json:"messenger"`
	PartnerUID string            `json:"partnerUserUiid"`
	Created    string            `json:"timeCreated"`
	Removed    string            `json:"timeDeleted"`
	Token      sluice.Token      `json:"apiTokenInstance"`
	Deleted    bool              `json:"deleted"`
	Tariff     string            `json:"tariff"`
	Free       bool              `json:"isFree"`
	Partner    bool              `json:"isPartner"`
	Expires    string            `json:"expirationDate"`
	Expired    bool              `json:"isExpired"`
}

func (p partner) list(ctx context.Context, _ *call) (any, error) {
	list := []listed{}
	for _, i := range p.instances.Instances() {
		token, err := p.instances.Token(ctx, i.ID)
		if err != nil && sluice.CodeOf(err) != sluice.NotFound && sluice.CodeOf(err) != sluice.Deleted {
			return nil, err
		}
		list = append(list, listed{
			ID: i.ID, Name: i.Name, Type: typeInstance, Messenger: typeInstance,
			Created: stamp(i.Created), Removed: removed(i.Deleted), Token: token, Deleted: !i.Deleted.IsZero(),
			Tariff: "BUSINESS", Partner: true, Expires: "2099-12-31T23:59:59.000Z",
		})
	}
	return list, nil
}

// removed is "" for an instance that exists.
func removed(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return stamp(at)
}

func (p partner) remove(ctx context.Context, c *call) (any, error) {
	id := c.fields.Integer("idInstance", 0, math.MaxInt64)
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	if err := p.instances.Remove(ctx, sluice.InstanceID(id)); err != nil {
		return nil, err
	}
	return struct {
		Done bool `json:"deleteInstanceAccount"`
	}{true}, nil
}
