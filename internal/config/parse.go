package config

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func setText(to *string, s, want string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New(want)
	}
	*to = s
	return nil
}

func setAddress(to *string, s string, needed bool) error {
	*to = s
	if s == "" && !needed {
		return nil
	}
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return errors.New("must be HOST:PORT, as in 127.0.0.1:8080 or :8080")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > math.MaxUint16 {
		return errors.New("the port must be a number from 0 to 65535")
	}
	return nil
}

func setURL(to *string, s string) error {
	*to = ""
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("must be an http:// or https:// URL")
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return errors.New("must be a plain base URL, without user, query and fragment")
	}
	*to = strings.TrimRight(u.String(), "/") // clients put one in front of their paths
	return nil
}

func setInt(to *int, s string, least int) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < least {
		return fmt.Errorf("must be a whole number of at least %d", least)
	}
	*to = n
	return nil
}

func setRate(to map[string]float64, method, s string) error {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 0) || math.IsInf(n, 0) {
		return errors.New("must be a number of requests a second, 0 for no limit")
	}
	to[method] = n
	return nil
}

func setChoice(to *bool, s, no, yes string) error {
	if s != no && s != yes {
		return fmt.Errorf("must be %s or %s", no, yes)
	}
	*to = s == yes
	return nil
}

func setOneOf(to *string, s string, all ...string) error {
	if !slices.Contains(all, s) {
		return errors.New("must be one of " + strings.Join(all, ", "))
	}
	*to = s
	return nil
}

// setDays takes what [time.ParseDuration] takes and whole days, as in 30d. The
// store forgets by the day, so less than one makes no sense.
func setDays(to *time.Duration, s string) error {
	const day = 24 * time.Hour
	d, err := time.ParseDuration(s)
	if n, ok := strings.CutSuffix(s, "d"); ok {
		var days int
		days, err = strconv.Atoi(n)
		d = time.Duration(days) * day
	}
	if err != nil || d < day || d > 3650*day {
		return errors.New("must be from 1d to 3650d, as in 30d or 720h")
	}
	*to = d
	return nil
}

func setSpan(to *time.Duration, s string, least, most time.Duration) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < least || d > most {
		return fmt.Errorf("must be from %v to %v, as in 90s", least, most)
	}
	*to = d
	return nil
}

func setToken(to *string, s string) error {
	if s != "" && len(s) < 16 {
		return errors.New("must have at least 16 characters")
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-._~", r) {
			return errors.New("must consist of A-Z, a-z, 0-9 and - . _ ~, because it is part of a path")
		}
	}
	*to = s
	return nil
}

func setSecret(to *[]byte, s string) error {
	if s == "" {
		return nil
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 {
		return errors.New("must be 64 hex digits, as `openssl rand -hex 32` prints")
	}
	*to = b
	return nil
}

func setHash(to *string, s string) error {
	if _, err := hex.DecodeString(s); err != nil || (s != "" && len(s) != 32) {
		return errors.New("must be 32 hex digits")
	}
	*to = s
	return nil
}

// setSize takes a number of bytes, or of kB, MB, GB or TB, that makes at least so
// many bytes.
func setSize(to *int64, s string, least int64) error {
	unit := int64(1)
	for suffix, bytes := range map[string]int64{"kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = strings.TrimSpace(rest), bytes
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit || n*unit < least {
		return fmt.Errorf("must be a whole number with a unit, as in 500MB or 10GB, and at least %d bytes", least)
	}
	*to = n * unit
	return nil
}

// listed returns what stands between commas.
func listed(s string) []string {
	var list []string
	for one := range strings.SplitSeq(s, ",") {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}

func setPrefixes(to *[]netip.Prefix, s string) error {
	*to = nil
	for _, one := range listed(s) {
		p, err := netip.ParsePrefix(one)
		if a, failed := netip.ParseAddr(one); failed == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%q must be an address or a range, as in 192.168.1.5 or 10.0.0.0/8", one)
		}
		*to = append(*to, p.Masked())
	}
	return nil
}

// setWebhookSecrets reads the secrets of Standard Webhooks 1.0.
func setWebhookSecrets(to *[][]byte, s string) error {
	*to = nil
	for _, one := range listed(s) {
		text, ok := strings.CutPrefix(one, "whsec_")
		b, err := base64.StdEncoding.DecodeString(text)
		if !ok || err != nil || len(b) < 24 || len(b) > 64 {
			return errors.New("each must be whsec_ and the base64 of 24 to 64 bytes, as `echo whsec_$(openssl rand -base64 32)` prints")
		}
		*to = append(*to, b)
	}
	return nil
}
