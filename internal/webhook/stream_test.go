package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/webhook"
)

const host = "a.example"

// each runs f in a bubble.
func each(t *testing.T, opts webhook.Options, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(start(t, opts)) })
}

func TestNotificationsArePostedInOrderOneRightAfterTheOther(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, func(http.ResponseWriter, *http.Request) { time.Sleep(300 * ms) })
		w.receive(1, "1", "2", "3")
		w.pass(time.Hour)
		w.wantBodies(host, "1 2 3")
		w.wantTimes(host, 0, 300*ms, 600*ms)
		w.wantPending(1, 0)
		if n := w.value("sluice_webhook_streams"); n != 0 {
			t.Errorf("%v streams run though nothing waits", n)
		}
	})
}

func TestAPostHasTheBytesTheirLengthAndNothingElseInItsBody(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.receive(1, "{\"a\":\"Привет <&>\"}")
		w.pass(0)
		got := w.net.got(host)
		if len(got) != 1 {
			t.Fatalf("%d posts", len(got))
		}
		p := got[0]
		want := http.Header{
			"Content-Type": {"application/json"}, "Content-Length": {fmt.Sprint(len(p.body))}, "User-Agent": {"sluice"},
		}
		if p.method != "POST" || p.path != "/hook" || p.body != `{"a":"Привет <&>"}` || p.coded != nil || p.length != int64(len(p.body)) {
			t.Errorf("got %+v", p)
		}
		if diff := cmp.Diff(want, p.header); diff != "" {
			t.Errorf("headers (-want +got):\n%s", diff)
		}
	})
}

func TestAuthorizationFollowsTheToken(t *testing.T) {
	for token, want := range map[sluice.Token]string{
		"":              "",
		"abc":           "Bearer abc",
		"Bearer abc":    "Bearer abc",
		"bearer abc":    "bearer abc",
		"Basic dTpw":    "Basic dTpw",
		"BASIC dTpw":    "BASIC dTpw",
		"Basic":         "Bearer Basic",
		"Bearerabc":     "Bearer Bearerabc",
		"Digest abc":    "Bearer Digest abc",
		"Token Basic x": "Bearer Token Basic x",
	} {
		each(t, webhook.Options{}, func(w *world) {
			w.settings(1, func(s *sluice.Settings) { s.WebhookToken = token })
			w.receive(1, "a")
			w.pass(0)
			h := w.net.got(host)[0].header
			if got := h.Get("Authorization"); got != want || want == "" && h["Authorization"] != nil {
				t.Errorf("token %q: got %q, want %q", string(token), got, want)
			}
		})
	}
}

func TestANotificationNeverGoesToATargetThatWasLeftBefore(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.pass(0)
		w.store.beforeLook(func() { // the stream has read the target
			w.settings(1, func(s *sluice.Settings) { s.WebhookURL, s.WebhookToken = "http://b.example/hook", "later" })
			w.receive(1, "b")
		})
		w.settings(1, func(s *sluice.Settings) { s.WebhookToken = "sooner" }) // wakes a stream
		w.pass(0)
		w.wantBodies("a.example", "")
		w.wantBodies("b.example", "b")
		if got := w.net.got("b.example")[0].header.Get("Authorization"); got != "Bearer later" {
			t.Errorf("authorized by %q", got)
		}
	})
}

func TestAnAnswerOf(t *testing.T) {
	for code := range map[int]bool{
		200: true, 201: true, 202: true, 204: true, 206: true, 226: true, 299: true,
		300: false, 301: false, 302: false, 303: false, 304: false, 307: false, 308: false, 400: false, 401: false,
		404: false, 410: false, 429: false, 500: false, 502: false, 503: false, 599: false,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			each(t, webhook.Options{}, func(w *world) {
				w.net.handle(host, status(code))
				w.receive(1, "a")
				w.pass(0)
				d := w.Deliveries(1)
				if len(d) != 1 || d[0].Status != code || (d[0].Error == "") != (code < 300) {
					t.Errorf("the log says %+v", d)
				}
				if code < 300 {
					w.wantPending(1, 0)
				} else {
					w.wantPending(1, 1)
				}
			})
		})
	}
}

func TestAFailureIsRepeatedEachMinuteAndItsFollowersWait(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "1", "2")
		w.pass(90 * s)
		w.receive(1, "3") // a birth does not hasten the next try
		w.pass(30 * s)
		w.wantTimes(host, 0, 60*s, 120*s)
		w.wantBodies(host, "1 1 1")
		if n := w.value("sluice_webhook_failing"); n != 1 {
			t.Errorf("%v instances fail", n)
		}
		w.net.handle(host, nil)
		w.pass(60 * s)
		w.wantTimes(host, 0, 60*s, 120*s, 180*s, 180*s, 180*s)
		w.wantBodies(host, "1 1 1 1 2 3")
		w.wantPending(1, 0)
	})
}

func TestTheHeadIsTriedForADayAndThenItsFollowersAre(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "old")
		w.pass(time.Hour + 30*s)
		w.receive(1, "young")
		w.pass(23*time.Hour - 31*s)
		w.wantPending(1, 2)
		posts := w.net.got(host)
		if len(posts) != 24*60 || strings.Contains(w.net.bodies(host), "young") {
			t.Errorf("%d posts in a day, want one each minute", len(posts))
		}
		w.pass(2 * s)
		w.wantPending(1, 1)
		w.net.handle(host, nil)
		w.pass(60 * s)
		var after []string
		for _, p := range w.net.got(host)[len(posts):] {
			after = append(after, p.at.String()+" "+p.body)
		}
		if want := []string{"24h0m0s young", "24h1m0s young"}; !slices.Equal(after, want) {
			t.Errorf("after a day: %q, want %q", after, want)
		}
		w.wantPending(1, 0)
	})
}

func TestAnotherTargetIsTriedAtOnce(t *testing.T) {
	tests := []struct {
		name   string
		change func(*sluice.Settings)
		host   string
	}{
		{"another URL", func(s *sluice.Settings) { s.WebhookURL = "http://b.example/" }, "b.example"},
		{"another token", func(s *sluice.Settings) { s.WebhookToken = "t" }, host},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			each(t, webhook.Options{}, func(w *world) {
				w.net.handle(host, status(500))
				w.receive(1, "1", "2")
				w.pass(10 * s)
				w.net.handle(host, nil)
				w.settings(1, func(s *sluice.Settings) { s.NotifyStatus = true }) // not that
				w.pass(10 * s)
				w.wantTimes(host, 0)
				w.settings(1, tt.change)
				w.pass(0)
				got := w.net.got(tt.host)
				if n := len(got); n < 2 || got[n-1].body != "2" || got[n-2].body != "1" || got[n-2].at != 20*s {
					t.Errorf("got %+v", got)
				}
			})
		})
	}
}

func TestAnotherTargetEndsADeliveryThatHangs(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, hang)
		w.receive(1, "1")
		w.pass(100 * s)
		w.url(1, "http://b.example/")
		w.pass(0)
		w.wantTimes("b.example", 100*s)
		w.wantErrors(1, "", "webhookUrl or its token has changed meanwhile")
	})
}

func TestWithoutAURLWhatWaitsIsKeptForPolls(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "1", "2")
		w.pass(10 * s)
		w.url(1, "")
		w.pass(10 * s)
		if n := w.value("sluice_webhook_streams"); n != 0 {
			t.Errorf("%v streams run", n)
		}
		w.receive(1, "3")
		w.pass(time.Hour)
		w.wantTimes(host, 0)
		w.wantPending(1, 3)
		w.net.handle(host, nil)
		w.url(1, "http://a.example/hook")
		w.pass(0)
		w.wantBodies(host, "1 1 2 3")
	})
}

func TestADeletedInstanceIsNotPushedFor(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, hang)
		w.receive(1, "1")
		w.pass(10 * s)
		w.must(w.store.Remove(context.Background(), 1))
		w.pass(time.Hour)
		w.wantTimes(host, 0)
		if n := w.value("sluice_webhook_streams"); n != 0 {
			t.Errorf("%v streams run", n)
		}
		if d := w.Deliveries(1); d != nil {
			t.Errorf("it is remembered: %+v", d)
		}
	})
}

func TestClearedNotificationsAreNotPosted(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "1", "2")
		w.pass(10 * s)
		w.must(w.store.ClearNotifications(context.Background(), 1))
		w.receive(1, "3")
		w.net.handle(host, nil)
		w.pass(time.Hour)
		w.wantBodies(host, "1 3")
		w.wantTimes(host, 0, 60*s)
	})
}

func TestNoWakeIsLostAsAStreamEnds(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.pass(0) // the stream of the start has ended
		w.store.onceEmpty(func() {
			w.receive(1, "2")
			time.Sleep(ms) // the wake meets the stream that is about to end
		})
		w.receive(1, "1")
		w.pass(time.Hour)
		w.wantBodies(host, "1 2")
	})
}

func TestAStuckHeadIsBuriedAndItsFollowersGoOn(t *testing.T) {
	each(t, webhook.Options{StuckAfter: 3}, func(w *world) {
		w.net.handle(host, func(rw http.ResponseWriter, _ *http.Request) {
			if got := w.net.got(host); got[len(got)-1].body == "poison" {
				rw.WriteHeader(http.StatusInternalServerError)
			}
		})
		w.receive(1, "1", "poison", "2", "3")
		w.pass(time.Hour)
		w.wantBodies(host, "1 poison poison poison 2 3")
		w.wantTimes(host, 0, 0, 60*s, 120*s, 120*s, 120*s)
		if got := w.store.buried(); !slices.Equal(got, []int64{2}) {
			t.Errorf("buried: %v", got)
		}
		if d := w.Deliveries(1)[2]; !d.Buried || d.Attempt != 3 || d.Receipt != 2 || d.Status != 500 {
			t.Errorf("the log says %+v", d)
		}
		if n := w.value("sluice_webhook_buried_total"); n != 1 {
			t.Errorf("%v buried", n)
		}
	})
}

func TestADeadReceiverIsNotHammeredByBurying(t *testing.T) {
	each(t, webhook.Options{StuckAfter: 1}, func(w *world) {
		w.net.handle(host, status(500))
		w.url(1, "")
		w.receive(1, "1", "2", "3", "4")
		w.url(1, "http://"+host+"/hook") // now, with all of them: a stream that ends in between knows of no burial
		w.pass(90 * s)
		w.wantTimes(host, 0, 0, 60*s)
		w.wantBodies(host, "1 2 3")
	})
}

func TestNothingIsBuriedUnlessTheOperatorWantsIt(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "1")
		w.pass(23 * time.Hour)
		w.wantPending(1, 1)
		if got := w.store.buried(); got != nil {
			t.Errorf("buried: %v", got)
		}
	})
}

func TestAnAnswerThatWasLostMeansARepeatWithTheSameIDInOrder(t *testing.T) {
	each(t, webhook.Options{Secrets: secrets(t, first)}, func(w *world) {
		lost := false
		w.net.handle(host, func(rw http.ResponseWriter, _ *http.Request) {
			if got := w.net.got(host); got[len(got)-1].body != "2" || lost {
				return
			}
			lost = true
			c, _, err := rw.(http.Hijacker).Hijack()
			w.must(err)
			_ = c.Close()
		})
		w.receive(1, "1", "2", "3")
		w.pass(time.Hour)
		w.wantBodies(host, "1 2 2 3")
		var ids []string
		for _, p := range w.net.got(host) {
			ids = append(ids, p.header.Get("webhook-id"))
		}
		if want := []string{"msg_1_1", "msg_1_2", "msg_1_2", "msg_1_3"}; !slices.Equal(ids, want) {
			t.Errorf("ids %v, want %v", ids, want)
		}
	})
}

func TestAResultThatTheStoreDoesNotTakeMeansARepeat(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.store.fail(errors.New("full"))
		w.receive(1, "1", "2")
		w.pass(2 * s)
		w.wantBodies(host, "1 1")
		w.store.fail(nil)
		w.pass(time.Hour)
		w.wantBodies(host, "1 1 1 2")
		w.wantPending(1, 0)
		if !strings.Contains(w.log.String(), "webhook: the store failed") {
			t.Errorf("nobody is told: %s", w.log)
		}
	})
}

func TestARestartTriesEachReceiverOnceAndThenEachMinute(t *testing.T) {
	each(t, webhook.Options{Random: func() float64 { return 0.3 }}, func(w *world) {
		w.net.handle(host, status(500))
		w.receive(1, "1")
		w.pass(10 * s)
		w.close()
		w.open()
		w.pass(130 * s)
		w.wantTimes(host, 0, 13*s, 74*s+500*ms, 136*s)
	})
}

func TestWhatIsBornAfterAStartIsNotHeldUp(t *testing.T) {
	each(t, webhook.Options{Random: func() float64 { return 1 }}, func(w *world) {
		w.receive(1, "1")
		w.pass(0)
		w.wantTimes(host, 0)
	})
}

func TestAStopLetsADeliveryEndAndRecordsIt(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, func(http.ResponseWriter, *http.Request) { time.Sleep(5 * s) })
		w.receive(1, "1", "2")
		w.pass(s)
		w.close()
		w.wantTimes(host, 0)
		w.net.handle(host, nil)
		w.open()
		w.pass(time.Hour)
		w.wantBodies(host, "1 2")
	})
}

func TestAStopDoesNotWaitForAReceiverThatHangs(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, hang)
		w.receive(1, "1")
		w.pass(s)
		stopped := time.Now()
		w.close()
		if took := time.Since(stopped); took != 10*s {
			t.Errorf("it stopped after %v", took)
		}
		w.wantErrors(1, "The gateway stopped meanwhile")
	})
}

func TestAStopRecordsADeliveryWhoseAnswerIsNotOver(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, raw("HTTP/1.1 200 OK\r\n\r\n", drip))
		w.receive(1, "1", "2")
		w.pass(s)
		w.close()
		w.net.handle(host, nil)
		w.open()
		w.pass(time.Hour)
		w.wantBodies(host, "1 2")
	})
}
