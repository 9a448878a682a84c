package greenapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
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

// methods are the methods of an instance. Reading them is reading the API; a
// name that is not here is answered with 404.
func (s *Server) methods() []route {
	links := links{s.Media, s.clock()}
	line := line{s.Instances, s.Network}
	seen := known{s.Journal}
	who := newDirectory(line, links)
	a := account{s.Instances, s.Sessions, who}
	l := login{s.Sessions}
	m := s.sending(seen)
	file, picture := intake{media: s.Media, limit: maxFile}, intake{media: s.Media, limit: maxPicture, picture: true}
	q := waiting{s.Queue, s.Notifications}
	n := receiving{s.Notifications, links}
	j := newJournals(line, links, seen)
	g := groups{line}
	p := pictures{line, links, s.Media, who}
	v := serving{line, seen}
	c := checking{line, newMemo[someone, checked](mostChecks)}
	e := amending{line, s.Queue, seen}
	get, post := []string{http.MethodGet}, []string{http.MethodPost}
	return []route{
		{name: "getStateInstance", verbs: get, run: a.state, rps: 1},
		{name: "getSettings", verbs: get, run: a.settings, rps: 1},
		{name: "setSettings", verbs: post, run: a.setSettings, rps: 1},
		{name: "getAccountSettings", verbs: get, run: a.show, rps: 1, aliases: []string{withDevice}},
		{name: "reboot", verbs: get, run: a.reboot, rps: 1},
		{name: "logout", verbs: get, run: a.logout, rps: 1},
		{name: "updateApiToken", verbs: get, run: a.renewToken, rps: 1},

		{name: "qr", verbs: get, run: l.qr, rps: 3},
		{name: "startAuthorization", verbs: post, run: l.start, rps: 1},
		{name: "sendAuthorizationCode", verbs: post, run: l.code, rps: 1},
		{name: "sendAuthorizationPassword", verbs: post, run: l.password, rps: 1},

		{name: "setProfilePicture", verbs: post, run: p.own, rps: 0.1, take: picture.form},

		{name: "sendMessage", verbs: post, run: m.message, rps: 50},
		{name: "sendFileByUpload", verbs: post, run: m.fileByUpload, rps: 50, take: file.form},
		{name: "sendFileByUrl", verbs: post, run: m.fileByURL, rps: 50},
		{name: "uploadFile", verbs: post, run: m.upload, rps: 50, take: file.bytes},
		{name: "sendLocation", verbs: post, run: m.location, rps: 50},
		{name: "sendContact", verbs: post, run: m.contact, rps: 50},
		{name: "sendPoll", verbs: post, run: m.poll, rps: 50},
		{name: "forwardMessages", verbs: post, run: m.forward, rps: 50},

		{name: "showMessagesQueue", verbs: get, run: q.show, rps: 1},
		{name: "getMessagesCount", verbs: get, run: q.count, rps: 1, aliases: []string{"getMessagesCountAsync"}},
		{name: "clearMessagesQueue", verbs: get, run: q.clear, rps: 1},
		{name: "getWebhooksCount", verbs: get, run: q.countNotifications, rps: 1, aliases: []string{"getWebhooksCountAsync"}},
		{name: "clearWebhooksQueue", verbs: []string{http.MethodDelete, http.MethodGet}, run: q.clearNotifications, rps: 1},

		{name: "receiveNotification", verbs: get, run: n.receive, rps: 100},
		{name: "deleteNotification", verbs: []string{http.MethodDelete}, run: n.delete, rps: 100, arg: true},
		{name: "downloadFile", verbs: post, run: j.download, rps: 5},

		{name: "getChatHistory", verbs: post, run: j.history, rps: 1},
		{name: "getMessage", verbs: post, run: j.message, rps: 1},
		{name: "lastIncomingMessages", verbs: get, run: j.lastIncoming, rps: 1},
		{name: "lastOutgoingMessages", verbs: get, run: j.lastOutgoing, rps: 1},

		{name: "createGroup", verbs: post, run: g.create, rps: 1},
		{name: "updateGroupName", verbs: post, run: g.rename, rps: 1},
		{name: "updateGroupSettings", verbs: post, run: g.setRights, rps: 1},
		{name: "getGroupData", verbs: post, run: g.show, rps: 1},
		{name: "addGroupParticipant", verbs: post, run: g.add, rps: 10},
		{name: "removeGroupParticipant", verbs: post, run: g.remove, rps: 10},
		{name: "setGroupAdmin", verbs: post, run: g.promote, rps: 10},
		{name: "removeAdmin", verbs: post, run: g.demote, rps: 10},
		{name: "setGroupPicture", verbs: post, run: p.group, rps: 1, take: picture.form},
		{name: "leaveGroup", verbs: post, run: g.leave, rps: 10},

		{name: "checkAccount", verbs: post, run: c.account, rps: 10},
		{name: "readChat", verbs: post, run: v.read, rps: 10},
		{name: "getAvatar", verbs: post, run: who.avatar, rps: 10},
		{name: "getContacts", verbs: get, run: who.contacts, rps: 1},
		{name: "getChats", verbs: get, run: who.chats, rps: 1},
		{name: "getContactInfo", verbs: post, run: who.contactInfo, rps: 1},
		{name: "editMessage", verbs: post, run: e.edit, rps: 1},
		{name: "deleteMessage", verbs: post, run: e.remove, rps: 10},
		{name: "archiveChat", verbs: post, run: v.archive, rps: 10},
		{name: "unarchiveChat", verbs: post, run: v.unarchive, rps: 10},
		{name: "sendTyping", verbs: post, run: v.typing, rps: 10},
	}
}

// sending is what the methods that send need of s.
func (s *Server) sending(seen known) sending {
	m := sending{queue: s.Queue, media: s.Media, known: seen, strict: s.StrictQuotes, allowed: s.Outbound}
	if s.MediaURL != "" {
		m.own = strings.TrimSuffix(s.MediaURL, "/") + "/download/"
	}
	return m
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
