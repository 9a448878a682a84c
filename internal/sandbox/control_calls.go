package sandbox

import (
	"net/http"
)

func (c control) getConnect(*http.Request) (any, error) { return c.s.Connect(), nil }

func (c control) getAccounts(*http.Request) (any, error) { return c.s.Accounts(), nil }

func (c control) postAccounts(r *http.Request) (any, error) {
	var in Order
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return c.s.AddAccount(r.Context(), in)
}

func (c control) postChats(r *http.Request) (any, error) {
	var in Gathering
	if err := read(r, &in); err != nil {
		return nil, err
	}
	chat, err := c.s.Gather(in)
	if err != nil {
		return nil, err
	}
	return map[string]string{"chat": chat}, nil
}

func (c control) getCode(r *http.Request) (any, error) {
	phone := r.URL.Query().Get("phone")
	if digits(phone) == "" {
		return nil, badf("name the phone: GET /code?phone=79001234567")
	}
	code, ok := c.s.Code(phone)
	if !ok {
		return nil, &statusError{http.StatusNotFound, "no code was sent to this phone: start the login first"}
	}
	return map[string]string{"code": code}, nil
}

func (c control) postScan(r *http.Request) (any, error) {
	var in struct {
		Instance Instance `json:"idInstance"`
		Phone    string   `json:"phone"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	if in.Instance == "" {
		return nil, badf("'idInstance' is required: the instance whose QR is to be scanned")
	}
	if in.Phone != "" {
		if err := (Order{Phone: digits(in.Phone)}).check(); err != nil {
			return nil, err
		}
	}
	return c.s.Scan(r.Context(), string(in.Instance), in.Phone)
}

func (c control) listMessages(r *http.Request) (any, error) {
	after, err := queryInt(r, "after")
	if err != nil {
		return nil, err
	}
	return c.s.Messages(after), nil
}

func (c control) listCalls(r *http.Request) (any, error) {
	after, err := queryInt(r, "after")
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	return c.s.Calls(CallFilter{After: after, Method: q.Get("method"), Instance: q.Get("idInstance"), Account: q.Get("account")}), nil
}

func (c control) getFaults(*http.Request) (any, error) { return c.s.Faults(), nil }

func (c control) postFault(r *http.Request) (any, error) {
	var in Fault
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return c.s.Fault(in)
}

func (c control) deleteFault(r *http.Request) (any, error) {
	id, err := queryInt(r, "id")
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return c.s.Fault(Fault{Do: DoHeal})
	}
	if !c.s.Unfault(int(id)) {
		return nil, &statusError{http.StatusNotFound, "there is no fault with this id: GET /fault lists them"}
	}
	return struct{}{}, nil
}

func (c control) postWrite(r *http.Request) (any, error) {
	var in Writing
	if err := read(r, &in); err != nil {
		return nil, err
	}
	id, err := c.s.Write(in)
	if err != nil {
		return nil, err
	}
	return map[string]int{"messageId": id}, nil
}

func (c control) postEdit(r *http.Request) (any, error) { return c.touch(r, c.s.Edit) }

func (c control) postDelete(r *http.Request) (any, error) { return c.touch(r, c.s.Delete) }

func (c control) postReact(r *http.Request) (any, error) { return c.touch(r, c.s.React) }

func (c control) postVote(r *http.Request) (any, error) { return c.touch(r, c.s.Vote) }

func (c control) postRead(r *http.Request) (any, error) { return c.touch(r, c.s.Read) }

func (c control) touch(r *http.Request, do func(Touch) error) (any, error) {
	var in Touch
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return struct{}{}, do(in)
}
