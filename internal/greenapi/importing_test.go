package greenapi_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

func TestSettingsAreReadAsTheyAreAnswered(t *testing.T) {
	change, err := greenapi.ParseSettings([]byte(`{"wid":"79876543210@c.us","delaySendMessagesMilliseconds":3000,
		"webhookUrl":"https://example.com/hook","outgoingWebhook":"yes","incomingWebhook":"no"}`))
	if err != nil {
		t.Fatal(err)
	}
	got := sluice.Settings{NotifyIncoming: true, NotifyState: true}
	change(&got)
	want := sluice.Settings{WebhookURL: "https://example.com/hook", Interval: 3 * time.Second, NotifyStatus: true, NotifyState: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestSettingsThatAreWrongAreRefused(t *testing.T) {
	for _, data := range []string{``, `{}`, `[]`, `{`, `{"delaySendMessagesMilliseconds":3}`, `{"stateWebhook":"maybe"}`} {
		if _, err := greenapi.ParseSettings([]byte(data)); sluice.CodeOf(err) != sluice.Invalid {
			t.Errorf("%s: %v", data, err)
		}
	}
}
