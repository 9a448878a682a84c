package console

import "sluice"

// A route is one call of the API.
type route struct {
	pattern string
	may     []sluice.Role
	run     func(*call) (any, error)
}

// routes are the calls. Reading them is reading the API.
func (s *Server) routes() []route {
	const (
		none, operator, viewer = sluice.RoleNone, sluice.RoleOperator, sluice.RoleViewer
		owner, guest           = sluice.RoleInstance, sluice.RoleGuest
		instances, one         = "/v1/instances", "/v1/instances/{idInstance}"
	)
	var (
		anyone = []sluice.Role{none, operator, viewer, owner, guest}
		people = []sluice.Role{operator, viewer}
		looks  = []sluice.Role{operator, viewer, owner}
		acts   = []sluice.Role{operator, owner}
		admin  = []sluice.Role{operator}
		login  = []sluice.Role{operator, owner, guest}
		asks   = []sluice.Role{operator, viewer, owner, guest}
	)
	return []route{
		{pattern: "GET /v1/session", may: anyone, run: s.session},
		{pattern: "POST /v1/session", may: anyone, run: s.signIn},
		{pattern: "DELETE /v1/session", may: anyone, run: s.signOut},
		{pattern: "GET /v1/operators", may: people, run: s.listOperators},
		{pattern: "POST /v1/operators", may: admin, run: s.addOperator},
		{pattern: "DELETE /v1/operators/{name}", may: admin, run: s.removeOperator},
		{pattern: "POST /v1/operators/{name}/password", may: people, run: s.setPassword},
		{pattern: "GET /v1/audit", may: people, run: s.audit},

		{pattern: "GET " + instances, may: people, run: s.listInstances},
		{pattern: "POST " + instances, may: admin, run: s.addInstance},
		{pattern: "GET " + one, may: looks, run: s.showInstance},
		{pattern: "PATCH " + one, may: acts, run: s.changeInstance},
		{pattern: "DELETE " + one, may: admin, run: s.removeInstance},
		{pattern: "GET " + one + "/settings", may: looks, run: s.showSettings},
		{pattern: "PATCH " + one + "/settings", may: acts, run: s.changeSettings},
		{pattern: "POST " + one + "/reboot", may: acts, run: s.reboot},
		{pattern: "POST " + one + "/logout", may: acts, run: s.logout},
		{pattern: "POST " + one + "/token/show", may: admin, run: s.showToken},
		{pattern: "POST " + one + "/token/renew", may: acts, run: s.renewToken},
		{pattern: one + "/api/{method}", may: acts, run: s.passage},
		{pattern: one + "/api/{method}/{arg}", may: acts, run: s.passage},

		{pattern: "GET " + one + "/queue", may: looks, run: s.showQueue},
		{pattern: "GET " + one + "/queue/forecast", may: looks, run: s.showForecast},
		{pattern: "DELETE " + one + "/queue/{idMessage}", may: acts, run: s.cancelOne},
		{pattern: "POST " + one + "/queue/cancel", may: acts, run: s.cancelMany},
		{pattern: "POST " + one + "/queue/pause", may: acts, run: s.pause},
		{pattern: "POST " + one + "/queue/resume", may: acts, run: s.resume},
		{pattern: "POST " + one + "/queue/release", may: acts, run: s.release},

		{pattern: "GET " + one + "/journal", may: looks, run: s.showJournal},
		{pattern: "GET " + one + "/journal/{idMessage}", may: looks, run: s.showMessage},
		{pattern: "POST " + one + "/journal/retry", may: acts, run: s.retry},
		{pattern: "GET " + one + "/files", may: looks, run: s.listFiles},

		{pattern: "GET " + one + "/notifications", may: looks, run: s.listNotifications},
		{pattern: "DELETE " + one + "/notifications/{receiptId}", may: acts, run: s.deleteNotification},
		{pattern: "GET " + one + "/deliveries", may: looks, run: s.listDeliveries},
		{pattern: "GET " + one + "/dead-letters", may: looks, run: s.listLetters},
		{pattern: "POST " + one + "/dead-letters/resend", may: acts, run: s.resendLetters},
		{pattern: "GET " + one + "/events", may: looks, run: s.listEvents},
		{pattern: "POST " + one + "/events/{receiptId}/resend", may: acts, run: s.resendEvent},

		{pattern: "GET " + one + "/login", may: login, run: s.showLogin},
		{pattern: "POST " + one + "/login", may: login, run: s.startLogin},
		{pattern: "DELETE " + one + "/login", may: login, run: s.cancelLogin},
		{pattern: "POST " + one + "/login/code", may: login, run: s.enterCode},
		{pattern: "POST " + one + "/login/password", may: login, run: s.enterPassword},
		{pattern: "POST " + one + "/login/link", may: acts, run: s.linkLogin},

		{pattern: "GET /v1/events", may: asks, run: s.events},
		{pattern: "GET /v1/metrics", may: looks, run: s.metrics},
		{pattern: "GET /v1/compatibility", may: looks, run: s.compatibility},
		{pattern: "GET /v1/health", may: people, run: s.health},
		{pattern: "GET /v1/about", may: people, run: s.about},
		{pattern: "GET /v1/sandbox/{call}", may: admin, run: s.sandbox},
		{pattern: "POST /v1/sandbox/{call}", may: admin, run: s.sandbox},
		{pattern: "DELETE /v1/sandbox/{call}", may: admin, run: s.sandbox},
	}
}
