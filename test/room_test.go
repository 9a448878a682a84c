package test

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A room is what the test files of a directory declare, by name.
type room map[string][]*member

// A member is a function, a method or a variable of a room.
type member struct {
	owner   string          // of a method: its type
	body    []ast.Node      // what it does, or is made of
	takes   map[string]bool // its parameters
	foreign map[string]bool // what is of other packages: the imports, a *testing.T

	lends    bool             // what it is given runs in a bubble
	bubbles  bool             // it opens one
	inside   map[string]bool  // what it speaks of in a bubble
	mentions map[mention]bool // what it speaks of elsewhere
	sleeps   bool             // when it is called
	holds    bool             // something that sleeps when that is called
}

// A mention is a name that is called, or kept for later: by the row of a table, or
// by who takes an interface. A method's name begins with a dot.
type mention struct {
	name string
	kept bool
}

// add takes in what a file declares.
func (r room) add(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			m := &member{body: []ast.Node{d.Body}, takes: map[string]bool{}, foreign: foreign(f, d)}
			if d.Recv != nil {
				m.owner = typeName(d.Recv.List[0].Type)
			}
			for _, p := range d.Type.Params.List {
				for _, n := range p.Names {
					m.takes[n.Name] = !m.foreign[n.Name]
				}
			}
			r[d.Name.Name] = append(r[d.Name.Name], m)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					m := &member{foreign: foreign(f, d)}
					for _, e := range v.Values {
						m.body = append(m.body, e)
					}
					for _, n := range v.Names {
						r[n.Name] = append(r[n.Name], m)
					}
				}
			}
		}
	}
}

// foreign are the names of a declaration whose methods are of other packages.
func foreign(f *ast.File, d ast.Decl) map[string]bool {
	names := map[string]bool{}
	for _, i := range f.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			names[path.Base(p)] = true
		}
		if i.Name != nil {
			names[i.Name.Name] = true
		}
	}
	ast.Inspect(d, func(n ast.Node) bool {
		if p, ok := n.(*ast.Field); ok && slices.Contains([]string{"testing", "rapid"}, strings.Split(typeName(p.Type), ".")[0]) {
			for _, n := range p.Names {
				names[n.Name] = true
			}
		}
		return true
	})
	return names
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	default:
		return ""
	}
}

// sleepers are the tests of the room that may sleep outside of a bubble.
func (r room) sleepers() []string {
	r.settle(func(m *member) bool {
		m.inside, m.mentions = map[string]bool{}, map[mention]bool{}
		for _, n := range m.body {
			r.read(m, n, place{})
		}
		before := m.lends
		for p, own := range m.takes {
			m.lends = m.lends || own && m.inside[p]
		}
		return m.lends != before
	})
	r.settle(func(m *member) bool {
		sleeps, holds := m.sleeps, m.holds
		for said := range m.mentions {
			s, h := r.ask(said.name)
			m.sleeps = m.sleeps || s && !said.kept
			m.holds = m.holds || (h || s && said.kept) && !m.bubbles // what waits for the bubble of its own member
		}
		return m.sleeps != sleeps || m.holds != holds
	})
	var names []string
	for name, all := range r {
		test := strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz")
		if test && slices.ContainsFunc(all, func(m *member) bool { return m.sleeps || m.holds }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// settle goes over the members until none changes.
func (r room) settle(changes func(*member) bool) {
	for again := true; again; {
		again = false
		for _, all := range r {
			for _, m := range all {
				again = changes(m) || again
			}
		}
	}
}

// ask says whether what has a name sleeps, or holds what does.
func (r room) ask(name string) (sleeps, holds bool) {
	if name == "time.Sleep" {
		return true, false
	}
	bare, method := strings.CutPrefix(name, ".")
	for _, m := range r[bare] {
		if method == (m.owner != "") {
			sleeps, holds = sleeps || m.sleeps, holds || m.holds
		}
	}
	for method, all := range r { // a type holds those methods that others call: through an interface
		for _, m := range all {
			holds = holds || m.owner == name && !r.says("."+method) && (m.sleeps || m.holds)
		}
	}
	return sleeps, holds
}

// says whether a member speaks of what has a name.
func (r room) says(name string) bool {
	for _, all := range r {
		for _, m := range all {
			if m.inside[name] || m.mentions[mention{name, true}] || m.mentions[mention{name, false}] {
				return true
			}
		}
	}
	return false
}

// A place is where in a member something stands.
type place struct {
	inside bool // in a bubble
	kept   bool // in a function that is called later
}

// read notes what a part of m speaks of.
func (r room) read(m *member, part ast.Node, p place) {
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			r.call(m, n, p)
		case *ast.FuncLit:
			r.read(m, n.Body, place{p.inside, true})
		case *ast.SelectorExpr:
			r.method(m, n, place{p.inside, true})
		case *ast.KeyValueExpr:
			r.read(m, n.Value, p)
		case *ast.Ident:
			m.note(n.Name, place{p.inside, true})
		default:
			return true
		}
		return false
	})
}

// call notes a call. A function that is written down in it is called as well.
func (r room) call(m *member, c *ast.CallExpr, p place) {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		m.note(f.Name, p)
	case *ast.FuncLit:
		r.read(m, f.Body, p)
	case *ast.SelectorExpr:
		if typeName(f) == "time.Sleep" && !past(c.Args[0]) {
			m.note("time.Sleep", p)
		}
		r.method(m, f, p)
	default:
		r.read(m, f, p)
	}
	if r.opens(c.Fun) && !p.inside {
		m.bubbles, p.inside = true, true
	}
	for _, a := range c.Args {
		if l, ok := a.(*ast.FuncLit); ok {
			r.read(m, l.Body, p)
		} else {
			r.read(m, a, p)
		}
	}
}

// method notes a method of the room.
func (r room) method(m *member, s *ast.SelectorExpr, p place) {
	if !m.foreign[typeName(s.X)] {
		m.note("."+s.Sel.Name, p)
	}
	r.read(m, s.X, p)
}

func (m *member) note(name string, p place) {
	if p.inside {
		m.inside[name] = true
	} else {
		m.mentions[mention{name, p.kept}] = true
	}
}

// opens says whether a call of f runs what it is given in a bubble.
func (r room) opens(f ast.Expr) bool {
	name := typeName(f)
	if name == "synctest.Test" || name == "rapid.SyncTest" {
		return true
	}
	bare := name[strings.LastIndex(name, ".")+1:]
	return slices.ContainsFunc(r[bare], func(m *member) bool { return m.lends && (m.owner != "") == (bare != name) })
}

// past says whether a sleep is until a date that the wall clock has left behind: it
// sets the clock of a bubble, and is none outside.
func past(d ast.Expr) bool {
	until, ok := d.(*ast.CallExpr)
	if !ok || typeName(until.Fun) != "time.Until" {
		return false
	}
	date, ok := until.Args[0].(*ast.CallExpr)
	if !ok || typeName(date.Fun) != "time.Date" {
		return false
	}
	year, ok := date.Args[0].(*ast.BasicLit)
	if !ok {
		return false
	}
	n, err := strconv.Atoi(year.Value)
	return err == nil && n <= time.Now().Year()
}
