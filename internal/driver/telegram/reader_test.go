package telegram_test

import (
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

// calls returns how often an account called a method.
func (w *world) calls(method string) int {
	return len(w.Sandbox.Calls(sandbox.CallFilter{Method: method}))
}

func TestAReaderTellsTelegramWhatWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	able := r.Conn.(sluice.Reader)
	ctx := t.Context()
	number := w.Write(t, a, a.Known, a.Known, "one")
	r.heard(t, "one")
	must(t, able.MarkRead(ctx, a.Known, number))
	must(t, able.MarkRead(ctx, a.Supergroup, 0))
	if n, m := w.calls("messages.readHistory"), w.calls("channels.readHistory"); n != 1 || m != 1 {
		t.Errorf("%d and %d calls", n, m)
	}
	w.Write(t, a, a.Known, a.Known, "two") // what was read makes no gap
	before := differences(w)
	r.heard(t, "two")
	if n := differences(w) - before; n != 0 {
		t.Errorf("%d differences were asked for", n)
	}
	must(t, able.SetOnline(ctx, true))
	must(t, able.SetOnline(ctx, false))
	if n := w.calls("account.updateStatus"); n != 2 {
		t.Errorf("%d calls", n)
	}
	if err := able.MarkRead(ctx, a.Unmet, 0); sluice.CodeOf(err) != sluice.NotFound {
		t.Errorf("a chat that is not known: %v", err)
	}
}

// TestWhoWaitsIsToldWhetherTelegramWasAsked: what was not asked can be asked again,
// what has failed at Telegram may have been done.
func TestWhoWaitsIsToldWhetherTelegramWasAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	read := func() error { return r.Conn.(sluice.Reader).MarkRead(t.Context(), a.Known, 0) }
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "messages.readHistory", Error: "RPC_CALL_FAIL", Times: 1})
	if err := read(); sluice.CodeOf(err) != sluice.Unknown {
		t.Errorf("after a fault of Telegram's: %v", err)
	}
	w.fault(t, sandbox.Fault{Do: sandbox.DoOutage, Seconds: 7})
	r.until(t, "the loss", func(c sluice.Change) bool { return c.State == sluice.Starting })
	if err := read(); sluice.CodeOf(err) != sluice.Unavailable {
		t.Errorf("without a connection: %v", err)
	}
	for sluice.CodeOf(read()) == sluice.Unavailable { // as who waits does, until it is back
	}
}

func TestTypingRunsOnAfterTheCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	must(t, r.Conn.(sluice.Reader).ShowTyping(t.Context(), a.Known, sluice.Typing{For: 6 * time.Second}))
	if n := w.calls("messages.setTyping"); n != 1 {
		t.Errorf("when the call returns it was shown %d times, want once", n)
	}
	deadline := time.After(patience)
	for w.calls("messages.setTyping") < 2 {
		select {
		case <-deadline:
			t.Fatal("it was not shown again")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func TestAnArchivedChatIsStillAChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	for _, archived := range []bool{true, false} {
		must(t, r.Conn.(sluice.Reader).SetArchived(t.Context(), a.Known, archived))
		chats, err := r.Conn.(sluice.Directory).Chats(t.Context(), 0)
		must(t, err)
		told := 0
		for _, p := range chats {
			if p.Chat == a.Known {
				told++
			}
		}
		if told != 1 {
			t.Errorf("archived %v: it is told %d times among %+v", archived, told, chats)
		}
	}
	if n := w.calls("folders.editPeerFolders"); n != 2 {
		t.Errorf("%d calls", n)
	}
}

func TestALongWaitIsToldAndNotAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "account.updateStatus", Error: "FLOOD_WAIT_40", Account: string(a.ID)})
	for range 2 {
		err := r.Conn.(sluice.Reader).SetOnline(t.Context(), true)
		if sluice.CodeOf(err) != sluice.Limited {
			t.Errorf("%v", err)
		}
	}
	if n := w.calls("account.updateStatus"); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestWhatTelegramRefusesIsToldInItsOwnWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "messages.editChatTitle", Error: "CHAT_ADMIN_REQUIRED"})
	err := r.Conn.(sluice.Groups).RenameGroup(t.Context(), a.Group, "x")
	if sluice.CodeOf(err) != sluice.Refused || sluice.TextOf(err) != "chat_admin_required" {
		t.Errorf("%v", err)
	}
}
