package greenapi

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sluice"
	"sluice/internal/buckets"
)

// A route is one method of the API.
type route struct {
	name    string
	verbs   []string
	run     func(ctx context.Context, c *call) (any, error)
	rps     float64                                    // requests a second of each instance; 0: no limit
	aliases []string                                   // other names; they share the limit
	arg     bool                                       // a segment may follow the token
	take    func(w http.ResponseWriter, c *call) error // reads the body; nil: it is JSON
}

// A use is what is limited: one method by one instance.
type use struct {
	id    sluice.InstanceID
	route *route // the route, not the name: aliases share
}

// rate is how often an instance may ask.
func (r *route) rate() buckets.Rate {
	return buckets.Rate{PerSecond: r.rps, AtOnce: int(max(2, r.rps))}
}

// methods are the methods of an instance. Reading them is reading the API; a
// name that is not here is answered with 404.
func (s *Server) methods() []route {
	p := s.parts()
	get, post := []string{http.MethodGet}, []string{http.MethodPost}
	return []route{
		{name: "getStateInstance", verbs: get, run: p.account.state, rps: 1},
		{name: "getSettings", verbs: get, run: p.account.settings, rps: 1},
		{name: "setSettings", verbs: post, run: p.account.setSettings, rps: 1},
		{name: "getAccountSettings", verbs: get, run: p.account.show, rps: 1, aliases: []string{withDevice}},
		{name: "reboot", verbs: get, run: p.account.reboot, rps: 1},
		{name: "logout", verbs: get, run: p.account.logout, rps: 1},
		{name: "updateApiToken", verbs: get, run: p.account.renewToken, rps: 1},

		{name: "qr", verbs: get, run: p.login.qr, rps: 3},
		{name: "startAuthorization", verbs: post, run: p.login.start, rps: 1},
		{name: "sendAuthorizationCode", verbs: post, run: p.login.code, rps: 1},
		{name: "sendAuthorizationPassword", verbs: post, run: p.login.password, rps: 1},

		{name: "setProfilePicture", verbs: post, run: p.pictures.own, rps: 0.1, take: p.picture.form},

		{name: "sendMessage", verbs: post, run: p.sending.message, rps: 50},
		{name: "sendFileByUpload", verbs: post, run: p.sending.fileByUpload, rps: 50, take: p.file.form},
		{name: "sendFileByUrl", verbs: post, run: p.sending.fileByURL, rps: 50},
		{name: "uploadFile", verbs: post, run: p.sending.upload, rps: 50, take: p.file.bytes},
		{name: "sendLocation", verbs: post, run: p.sending.location, rps: 50},
		{name: "sendContact", verbs: post, run: p.sending.contact, rps: 50},
		{name: "sendPoll", verbs: post, run: p.sending.poll, rps: 50},
		{name: "forwardMessages", verbs: post, run: p.sending.forward, rps: 50},

		{name: "showMessagesQueue", verbs: get, run: p.waiting.show, rps: 1},
		{name: "getMessagesCount", verbs: get, run: p.waiting.count, rps: 1, aliases: []string{"getMessagesCountAsync"}},
		{name: "clearMessagesQueue", verbs: get, run: p.waiting.clear, rps: 1},
		{name: "getWebhooksCount", verbs: get, run: p.waiting.countNotifications, rps: 1, aliases: []string{"getWebhooksCountAsync"}},
		{name: "clearWebhooksQueue", verbs: []string{http.MethodDelete, http.MethodGet}, run: p.waiting.clearNotifications, rps: 1},

		{name: "receiveNotification", verbs: get, run: p.receiving.receive, rps: 100},
		{name: "deleteNotification", verbs: []string{http.MethodDelete}, run: p.receiving.delete, rps: 100, arg: true},
		{name: "downloadFile", verbs: post, run: p.journals.download, rps: 5},

		{name: "getChatHistory", verbs: post, run: p.journals.history, rps: 1},
		{name: "getMessage", verbs: post, run: p.journals.message, rps: 1},
		{name: "lastIncomingMessages", verbs: get, run: p.journals.lastIncoming, rps: 1},
		{name: "lastOutgoingMessages", verbs: get, run: p.journals.lastOutgoing, rps: 1},

		{name: "createGroup", verbs: post, run: p.groups.create, rps: 1},
		{name: "updateGroupName", verbs: post, run: p.groups.rename, rps: 1},
		{name: "updateGroupSettings", verbs: post, run: p.groups.setRights, rps: 1},
		{name: "getGroupData", verbs: post, run: p.groups.show, rps: 1},
		{name: "addGroupParticipant", verbs: post, run: p.groups.add, rps: 10},
		{name: "removeGroupParticipant", verbs: post, run: p.groups.remove, rps: 10},
		{name: "setGroupAdmin", verbs: post, run: p.groups.promote, rps: 10},
		{name: "removeAdmin", verbs: post, run: p.groups.demote, rps: 10},
		{name: "setGroupPicture", verbs: post, run: p.pictures.group, rps: 1, take: p.picture.form},
		{name: "leaveGroup", verbs: post, run: p.groups.leave, rps: 10},

		{name: "checkAccount", verbs: post, run: p.checking.account, rps: 10},
		{name: "readChat", verbs: post, run: p.serving.read, rps: 10},
		{name: "getAvatar", verbs: post, run: p.directory.avatar, rps: 10},
		{name: "getContacts", verbs: get, run: p.directory.contacts, rps: 1},
		{name: "getChats", verbs: get, run: p.directory.chats, rps: 1},
		{name: "getContactInfo", verbs: post, run: p.directory.contactInfo, rps: 1},
		{name: "editMessage", verbs: post, run: p.amending.edit, rps: 1},
		{name: "deleteMessage", verbs: post, run: p.amending.remove, rps: 10},
		{name: "archiveChat", verbs: post, run: p.serving.archive, rps: 10},
		{name: "unarchiveChat", verbs: post, run: p.serving.unarchive, rps: 10},
		{name: "sendTyping", verbs: post, run: p.serving.typing, rps: 10},
	}
}

// parts are those that the methods belong to.
type parts struct {
	account   account
	login     login
	sending   sending
	waiting   waiting
	receiving receiving
	journals  journals
	groups    groups
	pictures  pictures
	directory directory
	checking  checking
	serving   serving
	amending  amending

	file, picture intake
}

func (s *Server) parts() parts {
	links, line, seen := links{s.Media, s.clock()}, line{s.Instances, s.Network}, known{s.Journal}
	who := newDirectory(line, links, seen)
	return parts{
		account:   account{s.Instances, s.Sessions, who},
		login:     login{s.Sessions},
		sending:   s.sending(seen),
		waiting:   waiting{s.Queue, s.Notifications},
		receiving: receiving{s.Notifications, links},
		journals:  newJournals(line, links, seen),
		groups:    groups{line},
		pictures:  pictures{line, links, s.Media, who},
		directory: who,
		checking:  checking{line, seen, newMemo[someone, checked](mostChecks)},
		serving:   serving{line, seen},
		amending:  amending{line, s.Queue, seen},
		file:      intake{media: s.Media, limit: maxFile},
		picture:   intake{media: s.Media, limit: maxPicture, picture: true},
	}
}

// sending is what the methods that send need of s.
func (s *Server) sending(seen known) sending {
	return sending{queue: s.Queue, media: s.Media, known: seen, strict: s.StrictQuotes}
}

// partnerMethods are the methods that manage instances.
func (s *Server) partnerMethods() []route {
	p := partner{s.Instances, s.PublicURL}
	return []route{
		{name: "createInstance", verbs: []string{http.MethodPost}, run: p.create},
		{name: "getInstances", verbs: []string{http.MethodGet}, run: p.list},
		{name: "deleteInstanceAccount", verbs: []string{http.MethodPost}, run: p.remove},
	}
}

// Rates returns the requests a second that each method takes from one instance
// unless the operator says otherwise. Its keys are what [Server.Limits] may name.
func Rates() map[string]float64 {
	rates := map[string]float64{}
	for _, r := range (&Server{}).methods() {
		rates[r.name] = r.rps
	}
	return rates
}

// limited gives the routes the rates that the operator has chosen.
func limited(routes []route, chosen map[string]float64) []route {
	for name, rps := range chosen {
		for i := range routes {
			if strings.EqualFold(routes[i].name, name) {
				routes[i].rps = rps
			}
		}
	}
	return routes
}

// names finds routes by their names and aliases, as documented and in lower case.
type names map[string]*route

func index(routes []route) names {
	found := names{}
	for i := range routes {
		r := &routes[i]
		for _, name := range append([]string{r.name}, r.aliases...) {
			found[name], found[strings.ToLower(name)] = r, r
		}
	}
	return found
}

// find returns the route that p and verb ask for.
func (n names) find(p path, verb string) (*route, bool) {
	r, ok := n[p.method()]
	if !ok {
		r, ok = n[strings.ToLower(p.method())]
	}
	return r, ok && p.fits(r) && slices.Contains(r.verbs, verb)
}
