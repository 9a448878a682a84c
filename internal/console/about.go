package console

import "context"

type shownCheck struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Code   string `json:"code"`
	Text   string `json:"text"`
	Figure int64  `json:"figure,omitempty"`
	Until  moment `json:"until,omitzero"`
}

// health says in words how the parts do.
func (s *Server) health(c *call) (any, error) {
	ok, list := true, []shownCheck{}
	for _, k := range s.checks(c.ctx()) {
		ok = ok && k.OK
		list = append(list, shownCheck{k.Name, k.OK, k.Code, k.Text, k.Figure, moment(k.Until)})
	}
	return struct {
		OK     bool         `json:"ok"`
		Checks []shownCheck `json:"checks"`
	}{ok, list}, nil
}

func (s *Server) checks(ctx context.Context) []Check {
	if s.Gateway.Checks == nil {
		return nil
	}
	return s.Gateway.Checks(ctx)
}

func (s *Server) about(*call) (any, error) {
	return struct {
		Version string `json:"version"`
		Commit  string `json:"commit,omitempty"`
		Go      string `json:"go"`
		Started moment `json:"startedAt"`
		API     string `json:"apiUrl"`
		Media   string `json:"mediaUrl"`
		Docs    string `json:"docsUrl"`
		Sandbox bool   `json:"sandbox"`
	}{
		s.Version.Version, s.Version.Commit, s.Version.Go, moment(s.News.Began()), s.PublicURL, s.MediaURL, "/docs/api", s.Sandbox != nil,
	}, nil
}
