package telegram_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDriver(t *testing.T) { drivertest.Run(t, open) }

// serverKey is the sandbox's; making one takes a while.
var serverKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return key
})

// world is a sandbox, as the contract suite and the tests here drive it.
type world struct {
	*sandbox.Sandbox
	driver *telegram.Driver
}

func open(t *testing.T) drivertest.Network {
	t.Helper()
	shelf := drivertest.NewShelf()
	var apart atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(apart.Load())) }
	w := newWorld(t, sandbox.Options{Now: now}, telegram.Options{SendTime: 2 * time.Second, Files: shelf})
	return drivertest.Network{
		Driver: w.driver, Owners: w, Others: w, Faults: w, Seen: w, Shelf: shelf,
		Apart: func(d time.Duration) { apart.Store(int64(d)) },
	}
}

// newWorld serves a sandbox until the test ends, with a driver that dials it.
func newWorld(t *testing.T, s sandbox.Options, d telegram.Options) *world {
	t.Helper()
	s.Key = serverKey()
	box, err := sandbox.New(s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	wire, control := listen(t), listen(t)
	go func() { ended <- box.Serve(ctx, wire, control) }()
	<-box.Serving()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("sandbox: %v", err)
		}
	})
	connect := box.Connect()
	d.Endpoint = &telegram.Endpoint{Address: connect.Address, PublicKey: connect.PublicKey, DC: connect.DC}
	drv, err := telegram.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Sandbox: box, driver: drv}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func (w *world) New(t *testing.T, phone sluice.Phone, password string) {
	t.Helper()
	if _, err := w.AddAccount(t.Context(), sandbox.Order{Phone: string(phone), Password: &password}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) Plant(t *testing.T, id sluice.InstanceID, store driver.SessionStore, dialogs int) drivertest.Account {
	t.Helper()
	p, err := w.AddAccount(t.Context(), sandbox.Order{Planted: true, Instance: name(id), Dialogs: dialogs})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.driver.Import(t.Context(), store, p.Session); err != nil {
		t.Fatal(err)
	}
	a := drivertest.Account{
		ID: sluice.ChatID(p.Account.Account), Phone: sluice.Phone(p.Phone), Instance: id,
		Known: "10000001", KnownPhone: "79998887767", KnownName: "silent", Member: "10000002",
		Stranger: "79501000001", Nobody: "70001112233", Unmet: "41000001",
	}
	if dialogs > 0 {
		a.Dialog = sluice.ChatID(strconv.Itoa(40_000_000 + dialogs))
	}
	for _, c := range p.Chats {
		switch c.Type {
		case "group":
			a.Group = sluice.ChatID(c.Chat)
		case "supergroup":
			a.Supergroup = sluice.ChatID(c.Chat)
		}
	}
	return a
}

func name(id sluice.InstanceID) sandbox.Instance {
	return sandbox.Instance(strconv.FormatInt(int64(id), 10))
}

func (w *world) Scan(t *testing.T, id sluice.InstanceID, phone sluice.Phone) {
	t.Helper()
	if _, err := w.Sandbox.Scan(t.Context(), string(name(id)), string(phone)); err != nil {
		t.Fatal(err)
	}
}

func (w *world) Code(t *testing.T, phone sluice.Phone) string {
	t.Helper()
	code, ok := w.Sandbox.Code(string(phone))
	if !ok {
		t.Fatalf("no code was sent to %s", string(phone))
	}
	return code
}

func (w *world) Write(t *testing.T, a drivertest.Account, chat, from sluice.ChatID, text string) int64 {
	t.Helper()
	n, err := w.Sandbox.Write(sandbox.Writing{Account: string(a.ID), Chat: string(chat), From: string(from), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return int64(n)
}

func touch(a drivertest.Account, chat sluice.ChatID, number int64) sandbox.Touch {
	return sandbox.Touch{Account: string(a.ID), Chat: string(chat), MessageID: int(number)}
}

func (w *world) Edit(t *testing.T, a drivertest.Account, chat sluice.ChatID, number int64, text string) {
	t.Helper()
	in := touch(a, chat, number)
	in.Text = text
	must(t, w.Sandbox.Edit(in))
}

func (w *world) Delete(t *testing.T, a drivertest.Account, chat sluice.ChatID, number int64) {
	t.Helper()
	must(t, w.Sandbox.Delete(touch(a, chat, number)))
}

func (w *world) React(t *testing.T, a drivertest.Account, chat sluice.ChatID, number int64, emoji string) {
	t.Helper()
	in := touch(a, chat, number)
	in.Reaction = emoji
	must(t, w.Sandbox.React(in))
}

func (w *world) Read(t *testing.T, a drivertest.Account, chat sluice.ChatID) {
	t.Helper()
	must(t, w.Sandbox.Read(touch(a, chat, 0)))
}

// faults says what each fault of the contract is at Telegram.
func faults() map[drivertest.Fault]sandbox.Fault {
	return map[drivertest.Fault]sandbox.Fault{
		drivertest.LoseRequest:   {Do: sandbox.DoDropBefore, Method: "send"},
		drivertest.LoseAnswer:    {Do: sandbox.DoDropAfter, Method: "send"},
		drivertest.LoseConfirmed: {Do: sandbox.DoDropAfterAck, Method: "send"},
		drivertest.NoAnswer:      {Do: sandbox.DoSilent, Method: "send"},
		drivertest.ServerFault:   {Do: sandbox.DoError, Method: "send", Error: "RPC_CALL_FAIL", Code: 500},
		drivertest.FloodSend:     {Do: sandbox.DoError, Method: "send", Error: "FLOOD_WAIT_30"},
		drivertest.FloodLookUp:   {Do: sandbox.DoError, Method: "contacts.resolvePhone", Error: "FLOOD_WAIT_30"},
		drivertest.SlowMode:      {Do: sandbox.DoError, Method: "send", Error: "SLOWMODE_WAIT_30"},
		drivertest.Restricted:    {Do: sandbox.DoError, Method: "send", Error: "PEER_FLOOD"},
		drivertest.Forbidden:     {Do: sandbox.DoError, Method: "send", Error: "CHAT_WRITE_FORBIDDEN"},
		drivertest.OldRepeats:    {Do: sandbox.DoDuplicates, Form: "original"},
		drivertest.SlowDialogs:   {Do: sandbox.DoHold, Method: "messages.getDialogs", Seconds: 1},
		drivertest.LosePart:      {Do: sandbox.DoError, Method: "send", Error: "FILE_PART_0_MISSING"},
		drivertest.NoPicture:     {Do: sandbox.DoError, Method: "send", Error: "PHOTO_INVALID_DIMENSIONS"},
		drivertest.FloodUpload:   {Do: sandbox.DoError, Method: "upload.saveFilePart", Error: "FLOOD_WAIT_30"},
		drivertest.BriefFlood:    {Do: sandbox.DoError, Method: "messages.editMessage", Error: "FLOOD_WAIT_1"},
		drivertest.Stale:         {Do: sandbox.DoExpire},
		drivertest.Revoked:       {Do: sandbox.DoRevoke},
		drivertest.RevokedApart:  {Do: sandbox.DoRevoke, Disconnect: true},
		drivertest.Banned:        {Do: sandbox.DoBan},
		drivertest.Disconnected:  {Do: sandbox.DoDisconnect},
		drivertest.Outage:        {Do: sandbox.DoOutage, Seconds: 1},
	}
}

func (w *world) Strike(t *testing.T, a drivertest.Account, f drivertest.Fault) {
	t.Helper()
	fault, ok := faults()[f]
	if !ok {
		t.Fatalf("%q is no fault of Telegram's", f)
	}
	if fault.Do != sandbox.DoOutage && fault.Do != sandbox.DoExpire {
		fault.Account = string(a.ID)
	}
	w.fault(t, fault)
}

func (w *world) fault(t *testing.T, f sandbox.Fault) {
	t.Helper()
	if _, err := w.Fault(f); err != nil {
		t.Fatal(err)
	}
}

func (w *world) Messages(_ *testing.T, a drivertest.Account) []drivertest.Message {
	var all []drivertest.Message
	for _, m := range w.Sandbox.Messages(0) {
		if m.Account == string(a.ID) {
			all = append(all, drivertest.Message{
				Chat: sluice.ChatID(m.Chat), Text: m.Text, Number: int64(m.MessageID), ReplyTo: int64(m.ReplyTo), Repeats: m.Repeats,
				Content: contentOf(m), SHA256: m.SHA256, Quiz: m.Quiz, Edited: m.Edited, Deleted: m.Deleted,
			})
		}
	}
	return all
}

func (w *world) LookUps(_ *testing.T, a drivertest.Account) int {
	return len(w.Sandbox.Calls(sandbox.CallFilter{Method: "contacts.resolve*", Account: string(a.ID)}))
}

func (w *world) Calls(_ *testing.T, id sluice.InstanceID) int {
	return len(w.Sandbox.Calls(sandbox.CallFilter{Instance: string(name(id))}))
}

func (w *world) LoggedIn(_ *testing.T, id sluice.InstanceID, phone sluice.Phone) bool {
	return slices.ContainsFunc(w.Accounts(), func(a sandbox.Account) bool {
		return a.Phone == string(phone) && slices.Contains(a.Instances, string(name(id)))
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
