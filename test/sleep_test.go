package test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A test that sleeps on the wall clock fails on a slow machine. In a bubble of
// synctest the clock is virtual.
func TestNoTestSleepsOnTheWallClock(t *testing.T) {
	rooms, files := map[string]room{}, 0
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		dir := filepath.Dir(s.path)
		if rooms[dir] == nil {
			rooms[dir] = room{}
		}
		rooms[dir].add(s.file)
		files++
	}
	if files < 200 {
		t.Errorf("only %d files of tests were looked at", files)
	}
	for dir, r := range rooms {
		for _, name := range r.sleepers() {
			t.Errorf("%s: %s sleeps on the wall clock; run it in a bubble of synctest, or wait for what is to happen", dir, name)
		}
	}
}

func TestSleepersAreFound(t *testing.T) {
	const bubble = "synctest.Test(t, func(t *testing.T) { "
	tests := []struct{ name, source, want string }{
		{"asleep", "func TestX(t *testing.T) { time.Sleep(1) }", "TestX"},
		{"in a bubble", "func TestX(t *testing.T) { " + bubble + "time.Sleep(1) }) }", ""},
		{"beside its bubble", "func TestX(t *testing.T) { " + bubble + "}); time.Sleep(1) }", "TestX"},
		{"in one of two rows", "func TestX(t *testing.T) { t.Run(``, func(t *testing.T) { time.Sleep(1) }); t.Run(``, func(t *testing.T) { " + bubble + "}) }) }", "TestX"},
		{"in a goroutine", "func TestX(t *testing.T) { go func() { time.Sleep(1) }() }", "TestX"},
		{"called by a test", "func TestX(t *testing.T) { nap() }\nfunc nap() { doze() }\nfunc doze() { time.Sleep(1) }", "TestX"},
		{"called in a bubble", "func TestX(t *testing.T) { " + bubble + "nap() }) }\nfunc nap() { time.Sleep(1) }", ""},
		{
			"called in a bubble by one of two", "func TestX(t *testing.T) { " + bubble + "nap() }) }\nfunc TestY(t *testing.T) { nap() }\nfunc nap() { time.Sleep(1) }",
			"TestY",
		},
		{"a method", "func TestX(t *testing.T) { w := start(); w.nap() }\nfunc (w *world) nap() { time.Sleep(1) }\nfunc start() *world { return nil }", "TestX"},
		{"a method that is called by others", "func TestX(t *testing.T) { use(&world{}) }\nfunc (w *world) nap() { time.Sleep(1) }", "TestX"},
		{"a method of another package", "func TestX(t *testing.T) { t.Run(``, nil); http.Run() }\nfunc (w *world) Run() { time.Sleep(1) }", ""},
		{"a row that sleeps", "func TestX(t *testing.T) { rows := []func(){ func() { time.Sleep(1) } }; rows[0]() }", "TestX"},
		{"a row for a bubble", "func TestX(t *testing.T) { rows := []func(){ func() { time.Sleep(1) } }; " + bubble + "rows[0]() }) }", ""},
		{"a row elsewhere", "func TestX(t *testing.T) { rows[0]() }\nvar rows = []func(){nap}\nfunc nap() { time.Sleep(1) }", "TestX"},
		{"a row elsewhere for a bubble", "func TestX(t *testing.T) { for _, r := range rows { " + bubble + "r() }) } }\nvar rows = []func(){nap}\nfunc nap() { time.Sleep(1) }", ""},
		{"a bubble of the room", "func TestX(t *testing.T) { virtual(t, func(*testing.T) { time.Sleep(1) }) }\nfunc virtual(t *testing.T, f func(*testing.T)) { synctest.Test(t, f) }", ""},
		{
			"a bubble of the room, by way of another",
			"func TestX(t *testing.T) { world(t, func() { time.Sleep(1) }) }\nfunc world(t *testing.T, f func()) { virtual(t, func(*testing.T) { f() }) }\n" +
				"func virtual(t *testing.T, f func(*testing.T)) { synctest.Test(t, f) }", "",
		},
		{"no bubble, though it opens one", "func TestX(t *testing.T) { run(t, func() { time.Sleep(1) }) }\nfunc run(t *testing.T, f func()) { f(); " + bubble + "}) }", "TestX"},
		{"until what is past", "func TestX(t *testing.T) { time.Sleep(time.Until(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))) }", ""},
		{"until what is to come", "func TestX(t *testing.T) { time.Sleep(time.Until(time.Date(9999, 3, 1, 0, 0, 0, 0, time.UTC))) }", "TestX"},
		{"a benchmark", "func BenchmarkX(b *testing.B) { time.Sleep(1) }", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source := "package x\nimport (\n\"net/http\"\n\"testing\"\n\"testing/synctest\"\n\"time\"\n)\n" + tt.source
			f, err := parser.ParseFile(token.NewFileSet(), "x_test.go", source, 0)
			if err != nil {
				t.Fatal(err)
			}
			r := room{}
			r.add(f)
			if got := strings.Join(r.sleepers(), " "); got != tt.want {
				t.Errorf("%q sleep, want %q:\n%s", got, tt.want, tt.source)
			}
		})
	}
}
