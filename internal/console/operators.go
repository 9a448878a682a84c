package console

import (
	"net/http"
	"strconv"
	"time"

	"sluice"
)

type shownOperator struct {
	Name     string      `json:"name"`
	Role     sluice.Role `json:"role"`
	Password bool        `json:"passwordSet"`
	Added    moment      `json:"addedAt"`
	Seen     moment      `json:"lastSeenAt,omitzero"`
}

func showOperator(o sluice.Operator) shownOperator {
	return shownOperator{o.Name, o.Role, o.Password, moment(o.Added), moment(o.Seen)}
}

func (s *Server) listOperators(*call) (any, error) {
	list := []shownOperator{}
	for _, o := range s.Access.Operators() {
		list = append(list, showOperator(o))
	}
	return map[string]any{"operators": list}, nil
}

// addOperator lets somebody sign in, and see secrets then: who may not see them now
// adds nobody.
func (s *Server) addOperator(c *call) (any, error) {
	if err := c.proved(); err != nil {
		return nil, err
	}
	var in struct {
		Name     string      `json:"name"`
		Role     sluice.Role `json:"role"`
		Password string      `json:"password"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if err := s.Access.AddOperator(c.ctx(), in.Name, in.Role, in.Password); err != nil {
		return nil, err
	}
	if err := c.note("operator.add", in.Name, string(in.Role)); err != nil {
		return nil, err
	}
	for _, o := range s.Access.Operators() {
		if o.Name == in.Name {
			return made{showOperator(o)}, nil
		}
	}
	return nil, missing("the operator was removed again")
}

func (s *Server) removeOperator(c *call) (any, error) {
	name := c.r.PathValue("name")
	if err := s.Access.RemoveOperator(c.ctx(), name); err != nil {
		return nil, err
	}
	return done{}, c.note("operator.remove", name, "")
}

// setPassword changes a password. One's own needs the one before, if there is one;
// another's lets its holder see secrets, as with addOperator.
func (s *Server) setPassword(c *call) (any, error) {
	name := c.r.PathValue("name")
	own := c.cookie != "" && name == c.caller.Name
	if !own && c.caller.Role != sluice.RoleOperator {
		return nil, forbidden("a viewer may change no password but its own")
	}
	if !own {
		if err := c.proved(); err != nil {
			return nil, err
		}
	}
	var in struct {
		Password string `json:"password"`
		Current  string `json:"current"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if own && c.caller.Password {
		err := s.Access.CheckPassword(c.ctx(), name, in.Current, c.caller.Address)
		if sluice.CodeOf(err) == sluice.Unauthorized {
			return nil, wrong("current", "is not the present password")
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.Access.SetPassword(c.ctx(), name, in.Password, c.cookie); err != nil {
		return nil, err
	}
	return done{}, c.note("operator.password", name, "")
}

type shownDeed struct {
	Number   int64             `json:"number"`
	At       moment            `json:"at"`
	Who      string            `json:"who"`
	Role     sluice.Role       `json:"role"`
	Address  string            `json:"address"`
	Action   string            `json:"action"`
	Instance sluice.InstanceID `json:"idInstance,omitempty"`
	Target   string            `json:"target,omitempty"`
	Detail   string            `json:"detail,omitempty"`
}

func (s *Server) audit(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	before, err := strconv.ParseInt("0"+c.query("before"), 10, 64)
	if err != nil {
		return nil, wrong("before", "must be a number")
	}
	deeds, err := s.Access.Deeds(c.ctx(), before, limit, c.query("text"))
	if err != nil {
		return nil, err
	}
	out := struct {
		Entries []shownDeed `json:"entries"`
		Next    string      `json:"next,omitempty"`
	}{Entries: []shownDeed{}}
	for _, d := range deeds {
		out.Entries = append(out.Entries, shownDeed{d.Number, moment(d.At), d.Who, d.Role, d.Address, d.Action, d.Instance, d.Target, d.Detail})
	}
	if len(deeds) == limit && deeds[limit-1].Number > 1 {
		out.Next = strconv.FormatInt(deeds[limit-1].Number, 10)
	}
	return out, nil
}

// provedFor is how long after a password a session shows secrets, and lets others in.
const provedFor = time.Hour

var errProve = &problem{
	status: http.StatusForbidden, code: "reauthenticate",
	text: "sign in with your password again to do this",
}

// proved says why the caller may not be shown a secret now, or let somebody else see
// them: a session with a password may for a while after it was given.
func (c *call) proved() error {
	if c.cookie == "" || c.caller.Role != sluice.RoleOperator || !c.caller.Password {
		return nil
	}
	if c.s.Now().Sub(c.caller.Proved) < provedFor {
		return nil
	}
	return errProve
}
