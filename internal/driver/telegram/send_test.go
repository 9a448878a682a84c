package telegram_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/gotd/td/tg"
	"pgregory.net/rapid"

	"sluice/internal/driver/telegram"
)

func TestTheRandomIDFollowsFromTheKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		item := rapid.Uint32().Draw(t, "item")
		sum := sha256.Sum256(append(key[:], byte(item>>24), byte(item>>16), byte(item>>8), byte(item)))
		want := int64(binary.BigEndian.Uint64(sum[:8]))
		got := telegram.RandomID(key, item)
		if got != want {
			t.Fatalf("%d, want %d", got, want)
		}
		if telegram.RandomID(key, item) != got {
			t.Fatal("a repeat has another id")
		}
		if telegram.RandomID(key, item+1) == got {
			t.Fatal("another item has the same id")
		}
	})
}

func TestTheRandomIDIsTheSameInEveryRelease(t *testing.T) {
	key := [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	if got, want := telegram.RandomID(key, 0), int64(564148757116146393); got != want {
		t.Errorf("%d, want %d: messages in doubt from the release before would be sent twice", got, want)
	}
}

func TestTheNumberIsReadFromEveryFormOfAnswer(t *testing.T) {
	const random = 77
	out := func(id int) *tg.UpdateNewMessage {
		return &tg.UpdateNewMessage{Message: &tg.Message{ID: id, Out: true, Date: 1000 + id, PeerID: &tg.PeerUser{UserID: 5}}}
	}
	rows := []struct {
		name string
		give tg.UpdatesClass
		id   int64
		at   int64
	}{
		{"the short one", &tg.UpdateShortSentMessage{Out: true, ID: 9, Date: 1009}, 9, 1009},
		{"by the random id, among others", &tg.Updates{Date: 5, Updates: []tg.UpdateClass{
			&tg.UpdateMessageID{ID: 8, RandomID: 76}, &tg.UpdateMessageID{ID: 9, RandomID: random}, out(8), out(9),
		}}, 9, 1009},
		{"by the random id alone", &tg.UpdatesCombined{Date: 5, Updates: []tg.UpdateClass{&tg.UpdateMessageID{ID: 9, RandomID: random}}}, 9, 5},
		{"the one outgoing message", &tg.Updates{Updates: []tg.UpdateClass{
			&tg.UpdateNewChannelMessage{Message: &tg.Message{ID: 9, Out: true, Date: 1009, PeerID: &tg.PeerChannel{ChannelID: 5}}},
			&tg.UpdateNewMessage{Message: &tg.Message{ID: 10, PeerID: &tg.PeerUser{UserID: 5}}},
		}}, 9, 1009},
		{"not when two could be it", &tg.Updates{Date: 5, Updates: []tg.UpdateClass{out(8), out(9)}}, 0, 5},
		{"not when nothing fits", &tg.Updates{Date: 5}, 0, 5},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			id, at := telegram.ReadAnswer(r.give, random)
			if id != r.id || at.Unix() != r.at {
				t.Errorf("%d at %d, want %d at %d", id, at.Unix(), r.id, r.at)
			}
		})
	}
}

func TestARequestIsWrittenWhenTheLibraryBeginsToEncodeIt(t *testing.T) {
	encode, written := telegram.Outgoing(&tg.MessagesSendMessageRequest{Peer: &tg.InputPeerSelf{}, Message: "a", RandomID: 1})
	if written() {
		t.Fatal("written before it was encoded")
	}
	if err := encode(); err != nil {
		t.Fatal(err)
	}
	if !written() {
		t.Error("it was encoded, and nothing may have been written")
	}
}
