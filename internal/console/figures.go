package console

import "sluice/internal/console/news"

// A shownFigure is what happened within one step.
type shownFigure struct {
	At       moment `json:"at"`
	Queued   int    `json:"queued"`
	Sent     int    `json:"sent"`
	Failed   int    `json:"failed"`
	Received int    `json:"received"`
	Waiting  int    `json:"waiting"`
}

func showFigure(f news.Figure) shownFigure {
	return shownFigure{moment(f.At), f.Queued, f.Sent, f.Failed, f.Received, f.Waiting}
}

// A shownChart has one value for each step.
type shownChart struct {
	Step     int64  `json:"stepMs"`
	From     moment `json:"from"`
	Queued   []int  `json:"queued"`
	Sent     []int  `json:"sent"`
	Failed   []int  `json:"failed"`
	Received []int  `json:"received"`
	Waiting  []int  `json:"waiting"`
}

func (s *Server) metrics(c *call) (any, error) {
	minutes, err := c.number("minutes", 60, 1, news.ChartMinutes)
	if err != nil {
		return nil, err
	}
	f := s.News.Chart(c.id, minutes)
	return shownChart{news.FigureStep.Milliseconds(), moment(f.From), f.Queued, f.Sent, f.Failed, f.Received, f.Waiting}, nil
}

type usedMethod struct {
	Method  string `json:"method"`
	Known   bool   `json:"known"`
	Calls   int    `json:"calls"`
	Refused int    `json:"refused"`
	Last    moment `json:"lastAt"`
}

type usedField struct {
	Method string `json:"method"`
	Field  string `json:"field"`
	Count  int    `json:"count"`
	Last   moment `json:"lastAt"`
}

type refusedCall struct {
	Method string `json:"method"`
	Status int    `json:"status"`
	Text   string `json:"text"`
	Count  int    `json:"count"`
	Last   moment `json:"lastAt"`
}

// compatibility tells how clients use the API: of one instance, or of all
// together.
func (s *Server) compatibility(c *call) (any, error) {
	u := s.News.Usage(c.id)
	out := struct {
		Since   moment        `json:"since"`
		Methods []usedMethod  `json:"methods"`
		Fields  []usedField   `json:"unknownFields"`
		Refused []refusedCall `json:"refused"`
	}{moment(u.Since), []usedMethod{}, []usedField{}, []refusedCall{}}
	for _, m := range u.Methods {
		out.Methods = append(out.Methods, usedMethod{m.Method, m.Known, m.Calls, m.Refused, moment(m.Last)})
	}
	for _, f := range u.Fields {
		out.Fields = append(out.Fields, usedField{f.Method, cut(f.Field), f.Count, moment(f.Last)})
	}
	for _, r := range u.Refused {
		out.Refused = append(out.Refused, refusedCall{r.Method, r.Status, cut(r.Text), r.Count, moment(r.Last)})
	}
	return out, nil
}
