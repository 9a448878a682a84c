package news_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/console/news"
)

// publish tells the streams a numbered entry of instance 1.
func publish(t *testing.T, n *news.News, numbers ...int) {
	t.Helper()
	var notes []news.Note
	for _, k := range numbers {
		notes = append(notes, news.Note{Kind: "number", Instance: 1, Data: map[string]int{"n": k}})
	}
	if err := n.Publish(notes...); err != nil {
		t.Fatal(err)
	}
}

// take returns the data of what is new to a cursor.
func take(t *testing.T, c *news.Cursor) []string {
	t.Helper()
	list, _, ok := c.Take()
	if !ok {
		t.Fatal("some entries are forgotten")
	}
	var data []string
	for _, e := range list {
		data = append(data, string(e.Data))
	}
	return data
}

func TestACursorGoesOnWhereItsClientLeftOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := news.New(nil)
		c := n.Open(1, "")
		first := c.At()
		publish(t, n, 1, 2)
		if got := take(t, c); !slices.Equal(got, []string{
			`{"revision":` + strconv.FormatInt(first+1, 10) + `,"n":1}`, `{"revision":` + strconv.FormatInt(first+2, 10) + `,"n":2}`,
		}) {
			t.Errorf("taken: %q", got)
		}
		name := c.Name(first + 1)
		c.Close()
		time.Sleep(29 * time.Second)
		publish(t, n, 3)
		again := n.Open(1, name)
		if got := take(t, again); !again.Resumed() || len(got) != 2 {
			t.Errorf("resumed %v with %q", again.Resumed(), got)
		}
		again.Close()
		other := news.New(func() time.Time { return time.Now().Add(time.Hour) }) // the process after
		publish(t, other, 1, 2, 3)
		if c := other.Open(1, name); c.Resumed() {
			t.Error("a cursor goes on in another process")
		}
	})
}

func TestNothingIsMadeWhileNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := news.New(nil)
		c := n.Open(1, "")
		if anybody, closely := n.Looked(1); !anybody || !closely {
			t.Errorf("looked at: %v, %v", anybody, closely)
		}
		n.Happened(news.Happened{Instance: 1, What: news.MessageSent})
		n.Happened(news.Happened{Instance: 2, What: news.MessageSent})
		if items, _ := n.Take(); len(items) != 1 || items[0].Instance != 1 {
			t.Errorf("taken: %v", items)
		}
		name := c.Name(c.At())
		c.Close()
		time.Sleep(30 * time.Second)
		publish(t, n, 1)
		n.Happened(news.Happened{Instance: 1, What: news.MessageSent})
		if items, _ := n.Take(); len(items) != 0 {
			t.Errorf("noted for nobody: %v", items)
		}
		late := n.Open(1, name)
		if late.Resumed() || late.At() == c.At() {
			t.Error("who comes back late is told that nothing changed")
		}
		if got := take(t, late); len(got) != 0 {
			t.Errorf("made for nobody: %q", got)
		}
	})
}

func TestWhatCannotBeEncodedIsLeftOut(t *testing.T) {
	n := news.New(nil)
	c := n.Open(0, "")
	err := n.Publish(news.Note{Kind: "odd", Data: func() {}}, news.Note{Kind: "even", Data: struct{}{}})
	if err == nil || !strings.Contains(err.Error(), "encode odd") {
		t.Errorf("the error is %v", err)
	}
	if got := take(t, c); len(got) != 1 || got[0] != `{"revision":`+strconv.FormatInt(c.At(), 10)+`}` {
		t.Errorf("taken: %q", got)
	}
}

func TestWhoIsTooSlowHasToBeginAnew(t *testing.T) {
	n := news.New(nil)
	slow, quick := n.Open(0, ""), n.Open(0, "")
	for k := range 5000 { // more than the ring holds
		publish(t, n, k)
		if got := take(t, quick); len(got) != 1 {
			t.Fatalf("%d entries are new", len(got))
		}
	}
	if _, _, ok := slow.Take(); ok {
		t.Error("a gap is not noticed")
	}
}

func TestACursorHearsOfMoreAndOfTheEnd(t *testing.T) {
	n := news.New(nil)
	c := n.Open(0, "")
	_, more, _ := c.Take()
	select {
	case <-more:
		t.Error("there is more before anything was published")
	default:
	}
	publish(t, n, 1)
	<-more
	_, more, _ = c.Take()
	n.Rouse()
	<-more
	n.Drain()
	n.Drain() // twice does no harm
	<-c.Ending()
}

func TestALoginThatSucceededLeavesNothing(t *testing.T) {
	n := news.New(nil)
	n.Starting(1)
	if !n.Prompt(1).Starting {
		t.Error("a login that begins is not noted")
	}
	n.Prompted(1, sluice.Prompt{Step: sluice.StepQR, QR: "tg://login"})
	if p := n.Prompt(1); p.Starting || p.QR != "tg://login" {
		t.Errorf("the prompt: %+v", p)
	}
	n.Prompted(1, sluice.Prompt{Problem: sluice.ProblemRegistered})
	if p := n.Prompt(1); p != (news.Prompt{}) {
		t.Errorf("it left %+v", p)
	}
	<-n.Stirred()
	if _, logins := n.Take(); !slices.Equal(logins, []sluice.InstanceID{1}) {
		t.Errorf("logins: %v", logins)
	}
}

func TestWhatIsRememberedOfMany(t *testing.T) {
	n := news.New(nil)
	for k := range 3000 {
		id := sluice.InstanceID(k + 1)
		n.Asked(news.Asked{Instance: id, Method: "sendMessage", Status: 200})
		n.Born(id, 1, sluice.Notification{Type: sluice.NotifyState})
		n.Happened(news.Happened{Instance: id, What: news.MessageQueued})
		n.Waits(id, 2)
	}
	if u := n.Usage(0); len(u.Methods) != 1 || u.Methods[0].Calls != 1000 {
		t.Errorf("calls: %+v", u.Methods)
	}
	for id, want := range map[sluice.InstanceID]int{2500: 0, 2501: 1, 3000: 1} {
		if got := len(n.Births(id, 10)); got != want {
			t.Errorf("instance %d has %d notifications, want %d", id, got, want)
		}
	}
	if n.Waiting() != 6000 {
		t.Errorf("%d wait", n.Waiting())
	}
	for k := range 300 {
		n.Born(7, int64(k), sluice.Notification{Type: sluice.NotifyState})
	}
	if list := n.Births(7, 500); len(list) != 200 || list[0].Receipt != 299 {
		t.Errorf("%d notifications are remembered", len(list))
	}
	n.Forget(3000)
	if _, ok := n.Birth(3000, 1); ok || n.Waiting() != 5998 {
		t.Errorf("what was forgotten is there: %v, %d wait", ok, n.Waiting())
	}
}
