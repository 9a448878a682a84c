package app

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/access"
	"sluice/internal/console"
	"sluice/internal/greenapi"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// BenchmarkWrongTokens measures whether the time of an answer tells how much of a
// guessed secret is right. Each turn tries guesses that share more and more with the
// secret, in random order. It reports the largest |t| of Welch's test between the
// guesses that share nothing and the others: below 4.5 they cannot be told apart.
// "leaky" compares letter by letter: its figure shows that the method finds what it
// looks for.
//
//	go test -run '^$' -bench WrongTokens -benchtime 100000x ./internal/app
func BenchmarkWrongTokens(b *testing.B) {
	st := memoryStore(b)
	i, secret, err := st.Create(b.Context(), sluice.Instance{Settings: sluice.DefaultSettings()}, "")
	if err != nil {
		b.Fatal(err)
	}
	keeper, cookie := signedIn(b, st)
	token, partner := string(secret), strings.Repeat("partner8", 5)
	api := greenapi.Server{Instances: st, PartnerToken: sluice.Token(partner)}
	leaky := greenapi.Server{Instances: letterByLetter{st, token}}
	desk := console.Server{Access: keeper, Instances: st, OperatorToken: sluice.Token(partner)}
	own := fmt.Sprintf("/v1/instances/%d/settings", i.ID)
	for _, door := range []struct {
		name, secret string
		handler      http.Handler
		path, header string // where the guess stands: %s
	}{
		{"instance", token, api.Handler(), fmt.Sprintf("/waInstance%d/getStateInstance/%%s", i.ID), ""},
		{"partner", partner, api.Handler(), "/partner/getInstances/%s", ""},
		{"v1-instance", token, desk.Handler(), own, "Authorization: Bearer %s"},
		{"v1-operator", partner, desk.Handler(), "/v1/instances", "Authorization: Bearer %s"},
		{"cookie", cookie, desk.Handler(), "/v1/instances", "Cookie: sluice_session=%s"},
		{"admin", partner, guarded(sluice.Token(partner), http.NotFoundHandler()), "/metrics", "Authorization: Bearer %s"},
		{"leaky", token, leaky.Handler(), fmt.Sprintf("/waInstance%d/getStateInstance/%%s", i.ID), ""},
	} {
		b.Run(door.name, func(b *testing.B) {
			compare(b, guessesOf(door.secret), func(guess string) (func(), func() bool) {
				r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
				r.URL.Path = strings.ReplaceAll(door.path, "%s", guess)
				if name, value, ok := strings.Cut(door.header, ": "); ok {
					r.Header.Set(name, strings.ReplaceAll(value, "%s", guess))
				}
				w := httptest.NewRecorder()
				return func() { door.handler.ServeHTTP(w, r) }, func() bool { // a partner is refused with 200
					return w.Code >= 400 || strings.Contains(w.Body.String(), "Unauthorized")
				}
			})
		})
	}
}

// BenchmarkWrongPasswords does the same for names and passwords of the console: a
// name that nobody has takes as long as one that somebody has.
//
//	go test -run '^$' -bench WrongPasswords -benchtime 500x ./internal/app
func BenchmarkWrongPasswords(b *testing.B) {
	keeper, _ := signedIn(b, memoryStore(b))
	guesses := [][]string{{"nobody of this name"}, {"anna another password"}, {"anna correct horse stapler"}}
	address := 0
	compare(b, guesses, func(guess string) (func(), func() bool) {
		name, password, _ := strings.Cut(guess, " ")
		address++ // who guesses waits, and the benchmark has no time
		from, refused := fmt.Sprintf("10.%d.%d.%d", address>>16&255, address>>8&255, address&255), false
		return func() {
			_, _, err := keeper.SignIn(b.Context(), sluice.Credential{Name: name, Password: password}, from)
			refused = sluice.CodeOf(err) == sluice.Unauthorized
		}, func() bool { return refused }
	})
}

// compare times the guesses of each class and reports the largest |t|. Every guess
// is to be refused.
func compare(b *testing.B, classes [][]string, prepare func(guess string) (try func(), refused func() bool)) {
	b.Helper()
	times := make([][]float64, len(classes))
	for b.Loop() {
		for _, c := range rand.Perm(len(classes)) {
			try, refused := prepare(classes[c][rand.IntN(len(classes[c]))])
			began := time.Now()
			try()
			times[c] = append(times[c], float64(time.Since(began)))
			if !refused() {
				b.Fatal("a wrong guess was let in")
			}
		}
	}
	// The slowest are the collector's and the scheduler's, and say nothing.
	all := slices.Concat(times...)
	slices.Sort(all)
	limit, largest := all[len(all)*95/100], 0.0
	for c := range times {
		times[c] = slices.DeleteFunc(times[c], func(x float64) bool { return x > limit })
		largest = max(largest, math.Abs(welch(times[0], times[c])))
	}
	b.ReportMetric(largest, "|t|")
	b.ReportMetric(float64(b.N), "samples")
}

// guessesOf returns guesses that share nothing, one letter, half and all but one of
// the letters of a secret, many of each.
func guessesOf(secret string) [][]string {
	const letters = "0123456789abcdefABCDEF"
	var classes [][]string
	for _, shared := range []int{0, 1, len(secret) / 2, len(secret) - 1} {
		class := make([]string, 256)
		for i := range class {
			guess := []byte(secret)
			for j := shared; j < len(guess); j++ {
				for guess[j] == secret[j] {
					guess[j] = letters[rand.IntN(len(letters))]
				}
			}
			class[i] = string(guess)
		}
		classes = append(classes, class)
	}
	return classes
}

// welch returns the t of two samples.
func welch(a, b []float64) float64 {
	meanA, varA := moments(a)
	meanB, varB := moments(b)
	return (meanA - meanB) / math.Sqrt(varA/float64(len(a))+varB/float64(len(b))+1e-12)
}

func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}

// letterByLetter compares as one must not.
type letterByLetter struct {
	*store.Store
	token string
}

func (l letterByLetter) Authenticate(_ sluice.InstanceID, token string) error {
	for i := range l.token {
		if i >= len(token) || token[i] != l.token[i] {
			return &sluice.Error{Code: sluice.Unauthorized}
		}
	}
	return nil
}

func memoryStore(b *testing.B) *store.Store {
	b.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem(), Memory: 8 << 20})
	if err != nil {
		b.Fatal(err)
	}
	st, err := store.New(b.Context(), e, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	return st
}

// signedIn returns the console's door with anna behind it, and her cookie.
func signedIn(b *testing.B, st *store.Store) (*access.Keeper, string) {
	b.Helper()
	k, err := access.Open(b.Context(), st.Deployment(), access.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := k.AddOperator(b.Context(), "anna", sluice.RoleOperator, "correct horse staple"); err != nil {
		b.Fatal(err)
	}
	cookie, _, err := k.SignIn(b.Context(), sluice.Credential{Name: "anna", Password: "correct horse staple"}, "here")
	if err != nil {
		b.Fatal(err)
	}
	return k, cookie
}
