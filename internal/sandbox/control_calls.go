package sandbox

import (
	"net/http"
)

func (s *Sandbox) getConnect(*http.Request) (any, error) { return s.Connect(), nil }

func (s *Sandbox) getAccounts(*http.Request) (any, error) { return s.Accounts(), nil }

func (s *Sandbox) postAccounts(r *http.Request) (any, error) {
	var in Order
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return s.AddAccount(r.Context(), in)
}

func (s *Sandbox) getCode(r *http.Request) (any, error) {
	phone := r.URL.Query().Get("phone")
	if digits(phone) == "" {
		return nil, badf("name the phone: GET /code?phone=79001234567")
	}
	code, ok := s.Code(phone)
	if !ok {
		return nil, &statusError{http.StatusNotFound, "no code was sent to this phone: start the login first"}
	}
	return map[string]string{"code": code}, nil
}

func (s *Sandbox) postScan(r *http.Request) (any, error) {
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
	return s.Scan(r.Context(), string(in.Instance), in.Phone)
}

func (s *Sandbox) listMessages(r *http.Request) (any, error) {
	after, err := queryInt(r, "after")
	if err != nil {
		return nil, err
	}
	return s.Messages(after), nil
}

func (s *Sandbox) listCalls(r *http.Request) (any, error) {
	after, err := queryInt(r, "after")
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	return s.Calls(CallFilter{After: after, Method: q.Get("method"), Instance: q.Get("idInstance"), Account: q.Get("account")}), nil
}

func (s *Sandbox) getFaults(*http.Request) (any, error) { return s.Faults(), nil }

func (s *Sandbox) postFault(r *http.Request) (any, error) {
	var in Fault
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return s.Fault(in)
}

func (s *Sandbox) deleteFault(r *http.Request) (any, error) {
	id, err := queryInt(r, "id")
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return s.Fault(Fault{Do: DoHeal})
	}
	if !s.Unfault(int(id)) {
		return nil, &statusError{http.StatusNotFound, "there is no fault with this id: GET /fault lists them"}
	}
	return struct{}{}, nil
}

func (s *Sandbox) postWrite(r *http.Request) (any, error) {
	var in Writing
	if err := read(r, &in); err != nil {
		return nil, err
	}
	id, err := s.Write(in)
	if err != nil {
		return nil, err
	}
	return map[string]int{"messageId": id}, nil
}

func (s *Sandbox) postEdit(r *http.Request) (any, error) { return s.touch(r, s.Edit) }

func (s *Sandbox) postDelete(r *http.Request) (any, error) { return s.touch(r, s.Delete) }

func (s *Sandbox) postReact(r *http.Request) (any, error) { return s.touch(r, s.React) }

func (s *Sandbox) postRead(r *http.Request) (any, error) { return s.touch(r, s.Read) }

func (s *Sandbox) touch(r *http.Request, do func(Touch) error) (any, error) {
	var in Touch
	if err := read(r, &in); err != nil {
		return nil, err
	}
	return struct{}{}, do(in)
}
