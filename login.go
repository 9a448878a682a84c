package sluice

import "time"

// A Step is what a login asks its owner to do next.
type Step string

// The steps of a login. StepNone with a Problem ends the attempt.
const (
	StepNone     Step = ""
	StepQR       Step = "qr"       // scan the picture of Prompt.QR
	StepCode     Step = "code"     // enter the code that came by Prompt.Via
	StepPassword Step = "password" // enter the two-step password
)

// A Problem is why a login step did not go on, spelled as the API's reason.
type Problem string

// The problems of a login. "" is none.
const (
	ProblemRegistered      Problem = "already_registered"
	ProblemNotStarted      Problem = "authorization_not_started"
	ProblemCodeWrong       Problem = "verify_code_wrong"
	ProblemCodeExpired     Problem = "code_expired"
	ProblemTimeout         Problem = "timeout"
	ProblemPasswordNeeded  Problem = "password_required"
	ProblemPasswordWrong   Problem = "invalid_password"
	ProblemLimited         Problem = "rate_limit_exceeded"
	ProblemForgotten       Problem = "time_limit_expired_logout"
	ProblemPhoneInvalid    Problem = "phone_number_invalid"
	ProblemPhoneBanned     Problem = "phone_number_banned"
	ProblemNoAppID         Problem = "api_id_missing" // the operator has given no api_id
	ProblemNoSuchAccount   Problem = "no_such_account"
	ProblemUnscanned       Problem = "qr_not_scanned" // five tokens went by
	ProblemNetworkRefusal  Problem = "refused"        // anything else Telegram says; Prompt.Hint has its code
	ProblemNetworkTrouble  Problem = "unreachable"    // no connection
	ProblemAccountBlocked  Problem = "account_blocked"
	ProblemLoginSuperseded Problem = "superseded"      // a later login took its place
	ProblemForeignSession  Problem = "foreign_session" // of no login: what is stored belongs to another Telegram, and is kept
)

// A LoginMethod says how an account is to be logged in. The zero value is by QR.
type LoginMethod struct {
	Phone  Phone // a code is sent to it
	Resume bool  // a stored attempt that lacks only its two-step password goes on
}

// An Answer is what the owner entered.
type Answer struct {
	Code     string
	Password string
}

// A Prompt is what a login waits for, as data that any page can draw.
type Prompt struct {
	Step    Step
	QR      string        // with StepQR: the text of the picture, a tg://login URL
	Hint    string        // with StepPassword: the owner's own hint
	Via     string        // with StepCode: "app", "sms", "call"
	Problem Problem       // what was wrong with the answer before
	Wait    time.Duration // with ProblemLimited
	Expires time.Time     // of the QR or the code; zero: not known
	Attempt int           // grows with each prompt of one login
}

// A Reply is the outcome of one request of a login.
type Reply struct {
	Heard   bool // the network answered on this request
	Problem Problem
	Wait    time.Duration // with ProblemLimited
}
