package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// configVariable names the file, which cannot name itself.
const configVariable = "SLUICE_CONFIG"

// An environment is the process's variables by name.
type environment map[string]string

func parseEnviron(environ []string) environment {
	e := environment{}
	for _, line := range environ {
		if name, value, ok := strings.Cut(line, "="); ok {
			e[name] = value
		}
	}
	return e
}

// list is e in the form that [os.Environ] has.
func (e environment) list() []string {
	var out []string
	for name, value := range e {
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}

// read takes the settings from e. Of an empty variable nothing is taken.
func (e environment) read(known map[string]key) (*koanf.Koanf, []error) {
	var problems []error
	take := func(name, value string) (string, any) {
		k, fromFile, ok := match(name, known)
		if !ok && value != "" && strings.HasPrefix(name, rate("").variable()) { // no platform makes such names
			problems = append(problems, fmt.Errorf("%s: there is no such method; `sluice config show` lists them all (from environment)", name))
		}
		if !ok || value == "" {
			return "", nil
		}
		if !fromFile {
			return k.name, value
		}
		if e[k.variable()] != "" {
			problems = append(problems, fmt.Errorf("%s: %s and %s are both set; keep one", k.name, k.variable(), name))
			return "", nil
		}
		content, err := os.ReadFile(value)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w (from environment %s)", k.name, err, name))
			return "", nil
		}
		return k.name, strings.TrimSpace(string(content))
	}
	k := koanf.New(".")
	err := k.Load(env.Provider(".", env.Opt{Prefix: "SLUICE_", TransformFunc: take, EnvironFunc: e.list}), nil)
	return k, append(problems, compact(err)...)
}

// match finds the setting that a variable is for.
func match(name string, known map[string]key) (k key, fromFile, ok bool) {
	if k, ok = known[name]; ok {
		return k, false, true
	}
	base, fromFile := strings.CutSuffix(name, "_FILE")
	k, ok = known[base]
	return k, true, ok && fromFile && k.secret
}

// name is the variable that k was taken from.
func (e environment) name(k key) string {
	if k.secret && e[k.variable()] == "" {
		return k.variable() + "_FILE"
	}
	return k.variable()
}

// unused lists the variables that begin as ours do and are none.
func (e environment) unused(all []key) []string {
	known := map[string]key{}
	for _, k := range all {
		known[k.variable()] = k
	}
	var out []string
	for name := range e {
		if _, _, ok := match(name, known); !ok && strings.HasPrefix(name, "SLUICE_") && name != configVariable {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// dataDir is where data is kept unless told otherwise: what systemd gives the
// service, else what a desktop gives the user.
func (e environment) dataDir() string {
	switch {
	case e["STATE_DIRECTORY"] != "":
		return e["STATE_DIRECTORY"]
	case e["XDG_STATE_HOME"] != "":
		return filepath.Join(e["XDG_STATE_HOME"], "sluice")
	case e["HOME"] != "":
		return filepath.Join(e["HOME"], ".local", "state", "sluice")
	}
	return ""
}

// configFile is the file to read, and whether it must exist.
func (e environment) configFile(flags *pflag.FlagSet) (path string, named bool) {
	if flags != nil {
		if f := flags.Lookup("config"); f != nil && f.Changed {
			return f.Value.String(), true
		}
	}
	switch {
	case e[configVariable] != "":
		return e[configVariable], true
	case e["CONFIGURATION_DIRECTORY"] != "":
		return filepath.Join(e["CONFIGURATION_DIRECTORY"], "sluice.yaml"), false
	case e["XDG_CONFIG_HOME"] != "":
		return filepath.Join(e["XDG_CONFIG_HOME"], "sluice", "sluice.yaml"), false
	case e["HOME"] != "":
		return filepath.Join(e["HOME"], ".config", "sluice", "sluice.yaml"), false
	}
	return "", false
}
