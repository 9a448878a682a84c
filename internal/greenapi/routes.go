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
	rps     float64  // requests a second of each instance; 0: no limit
	aliases []string // other names; they share the limit
	arg     bool     // a segment may follow the token
}

// methods are the methods of an instance. Reading them is reading the API; a
// name that is not here is answered with 404.
func (s *Server) methods() []route {
	a := account{s.Instances, s.Sessions}
	l := login{s.Sessions}
	m := sending{s.Queue}
	q := waiting{s.Queue, s.Notifications}
	n := receiving{s.Notifications}
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

		{name: "sendMessage", verbs: post, run: m.message, rps: 50},

		{name: "showMessagesQueue", verbs: get, run: q.show, rps: 1},
		{name: "getMessagesCount", verbs: get, run: q.count, rps: 1, aliases: []string{"getMessagesCountAsync"}},
		{name: "clearMessagesQueue", verbs: get, run: q.clear, rps: 1},
		{name: "getWebhooksCount", verbs: get, run: q.countNotifications, rps: 1, aliases: []string{"getWebhooksCountAsync"}},
		{name: "clearWebhooksQueue", verbs: []string{http.MethodDelete, http.MethodGet}, run: q.clearNotifications, rps: 1},

		{name: "receiveNotification", verbs: get, run: n.receive, rps: 100},
		{name: "deleteNotification", verbs: []string{http.MethodDelete}, run: n.delete, rps: 100, arg: true},
	}
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
