package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"sluice"
	"sluice/internal/access"
)

// A Doorkeeper says who may sign in to the console.
type Doorkeeper interface {
	// ConsoleLink returns an address that signs an operator in to the console, once.
	ConsoleLink(ctx context.Context) (string, error)
	Operators(ctx context.Context) ([]ConsoleOperator, error)
	AddOperator(ctx context.Context, o NewOperator) error
	// ChangeOperator changes what o has. All sessions of that name end.
	ChangeOperator(ctx context.Context, o NewOperator) error
	RemoveOperator(ctx context.Context, name string) error
}

// A ConsoleOperator is somebody who signs in to the console with a password.
type ConsoleOperator struct {
	Name  string    `json:"name"`
	Role  string    `json:"role"`
	Added time.Time `json:"addedAt"`
	Seen  time.Time `json:"lastSeenAt,omitzero"`
}

// A NewOperator is somebody who is to sign in, or what changes of somebody who does.
type NewOperator struct {
	Name     string `json:"name"`
	Role     string `json:"role,omitempty"`
	Password string `json:"password,omitempty"`
}

// doors returns who may come in: as the console knows it, or of a store that
// nobody else has open.
func (o *operations) doors(ctx context.Context) (*access.Keeper, error) {
	if o.desk != nil {
		return o.desk.keeper, nil
	}
	return access.Open(ctx, o.store.Deployment(), access.Options{})
}

// Operators returns who signs in with a password, by name.
func (o *operations) Operators(ctx context.Context) ([]ConsoleOperator, error) {
	k, err := o.doors(ctx)
	if err != nil {
		return nil, err
	}
	all := []ConsoleOperator{}
	for _, p := range k.Operators() {
		all = append(all, ConsoleOperator{Name: p.Name, Role: string(p.Role), Added: p.Added, Seen: p.Seen})
	}
	return all, nil
}

// AddOperator lets somebody sign in.
func (o *operations) AddOperator(ctx context.Context, n NewOperator) error {
	k, err := o.doors(ctx)
	if err != nil {
		return err
	}
	if err := k.AddOperator(ctx, n.Name, sluice.Role(n.Role), n.Password); err != nil {
		return err
	}
	return noteOperator(ctx, k, "operator.add", n.Name, n.Role)
}

// ChangeOperator changes somebody's password, role or both.
func (o *operations) ChangeOperator(ctx context.Context, n NewOperator) error {
	k, err := o.doors(ctx)
	if err != nil {
		return err
	}
	if n.Role != "" {
		if err := k.SetRole(ctx, n.Name, sluice.Role(n.Role)); err != nil {
			return err
		}
		if err := noteOperator(ctx, k, "operator.role", n.Name, n.Role); err != nil {
			return err
		}
	}
	if n.Password == "" {
		return nil
	}
	if err := k.SetPassword(ctx, n.Name, n.Password, ""); err != nil {
		return err
	}
	return noteOperator(ctx, k, "operator.password", n.Name, "")
}

// RemoveOperator signs somebody out for good.
func (o *operations) RemoveOperator(ctx context.Context, name string) error {
	k, err := o.doors(ctx)
	if err != nil {
		return err
	}
	if err := k.RemoveOperator(ctx, name); err != nil {
		return err
	}
	return noteOperator(ctx, k, "operator.remove", name, "")
}

// noteOperator writes down what was done from the command line.
func noteOperator(ctx context.Context, k *access.Keeper, action, name, detail string) error {
	return k.Note(context.WithoutCancel(ctx), sluice.Deed{
		Who: commandLine, Role: sluice.RoleOperator, Action: action, Target: name, Detail: detail,
	})
}

// operator reads who a request of the control socket is about.
func (c control) operator(do func(context.Context, NewOperator) error) http.HandlerFunc {
	return c.handle(func(r *http.Request, _ int64) (any, error) {
		var n NewOperator
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			return nil, &sluice.Error{Code: sluice.Invalid, Text: "the request is no JSON object", Err: err}
		}
		return nil, do(r.Context(), n)
	})
}

// Operators returns who signs in with a password.
func (r *remote) Operators(ctx context.Context) (all []ConsoleOperator, err error) {
	return all, r.do(ctx, http.MethodGet, "/operators", nil, &all)
}

// AddOperator lets somebody sign in.
func (r *remote) AddOperator(ctx context.Context, n NewOperator) error {
	return r.do(ctx, http.MethodPost, "/operators", n, nil)
}

// ChangeOperator changes somebody's password, role or both.
func (r *remote) ChangeOperator(ctx context.Context, n NewOperator) error {
	return r.do(ctx, http.MethodPatch, "/operators", n, nil)
}

// RemoveOperator signs somebody out for good.
func (r *remote) RemoveOperator(ctx context.Context, name string) error {
	return r.do(ctx, http.MethodDelete, "/operators", NewOperator{Name: name}, nil)
}
