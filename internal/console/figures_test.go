package console_test

import (
	"net/http"
	"testing"

	"sluice"
	"sluice/internal/console/news"
)

func happenedQueued(id sluice.InstanceID) news.Happened {
	return news.Happened{Instance: id, What: news.MessageQueued}
}

func TestHowClientsUseTheAPIIsCounted(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.news.Asked(news.Asked{Instance: w.a, Method: "sendMessage", Status: 200, Unknown: []string{"archiveChat"}})
	}
	w.news.Asked(news.Asked{Instance: w.a, Method: "sendMessage", Status: 400, Text: "'chatId' is required"})
	w.news.Asked(news.Asked{Instance: w.b, Method: "sendMessage", Status: 200})
	w.news.Asked(news.Asked{Status: 404, Text: "Not Found"})
	a := w.call("GET", "/v1/compatibility", "").want(http.StatusOK)
	if a.length("methods") != 2 || a.at("methods.0.known") != false || a.number("methods.1.calls") != 5 || a.number("methods.1.refused") != 1 {
		t.Errorf("all: %s", a.body)
	}
	if a.length("unknownFields") != 1 || a.number("unknownFields.0.count") != 3 || a.length("refused") != 2 {
		t.Errorf("all: %s", a.body)
	}
	b := w.call("GET", "/v1/compatibility?instance={b}", "").want(http.StatusOK)
	if b.length("methods") != 1 || b.number("methods.0.calls") != 1 || b.length("refused") != 0 {
		t.Errorf("one: %s", b.body)
	}
}
