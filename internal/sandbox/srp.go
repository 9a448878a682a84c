package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math/big"

	"github.com/gotd/td/crypto/srp"
)

const (
	srpG     = 3
	srpBytes = 256
)

// srpPrime is the prime that Telegram uses.
func srpPrime() *big.Int {
	p, _ := new(big.Int).SetString(""+
		"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"+
		"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"+
		"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"+
		"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"+
		"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"+
		"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"+
		"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"+
		"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b", 16)
	return p
}

// A verifier is all that the server keeps of a password.
type verifier struct {
	Salt1 []byte `json:"salt1"`
	Salt2 []byte `json:"salt2"`
	V     []byte `json:"v"`
}

// newVerifier costs about 0.1 s.
func newVerifier(password string) (*verifier, error) {
	salt1, salt2 := make([]byte, 8), make([]byte, 16)
	_, _ = rand.Read(salt1) // never fails
	_, _ = rand.Read(salt2)
	v, salt1, err := srp.NewSRP(rand.Reader).NewHash([]byte(password), srp.Input{
		Salt1: salt1, Salt2: salt2, G: srpG, P: srpPrime().Bytes(),
	})
	if err != nil {
		return nil, fmt.Errorf("hash the password: %w", err)
	}
	return &verifier{Salt1: salt1, Salt2: salt2, V: v}, nil
}

// A challenge is the server's half of one SRP exchange.
type challenge struct {
	verifier *verifier
	secret   *big.Int // b
	public   []byte   // B = k·v + g^b
}

func newChallenge(v *verifier) challenge {
	p, g := srpPrime(), big.NewInt(srpG)
	secret := make([]byte, srpBytes)
	_, _ = rand.Read(secret) // never fails
	b := new(big.Int).SetBytes(secret)
	k := new(big.Int).SetBytes(hash(p.Bytes(), pad(g)))
	public := k.Mul(k, new(big.Int).SetBytes(v.V))
	public.Add(public, new(big.Int).Exp(g, b, p)).Mod(public, p)
	return challenge{verifier: v, secret: b, public: pad(public)}
}

// proves says whether m1 shows that its sender knows the password. An A that is
// 0 modulo the prime would make every password right.
func (c challenge) proves(a, m1 []byte) bool {
	p, g := srpPrime(), big.NewInt(srpG)
	public := new(big.Int).SetBytes(a)
	if new(big.Int).Mod(public, p).Sign() == 0 || public.Cmp(p) >= 0 {
		return false
	}
	u := new(big.Int).SetBytes(hash(pad(public), c.public))
	shared := new(big.Int).Exp(new(big.Int).SetBytes(c.verifier.V), u, p)
	shared.Mul(shared, public).Exp(shared, c.secret, p)
	mixed := hash(p.Bytes())
	subtle.XORBytes(mixed, mixed, hash(pad(g)))
	want := hash(mixed, hash(c.verifier.Salt1), hash(c.verifier.Salt2), pad(public), c.public, hash(pad(shared)))
	return subtle.ConstantTimeCompare(want, m1) == 1
}

// pad writes n as 256 bytes.
func pad(n *big.Int) []byte { return n.FillBytes(make([]byte, srpBytes)) }

func hash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
