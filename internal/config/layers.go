package config

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// A layer is what one kind of source says.
type layer struct {
	values *koanf.Koanf
	source func(k key) string
}

// layers are in the order in which they win.
type layers []layer

// Flags adds --config and a flag for each of the named settings, or for all of
// them when none is named. Secrets have no flags.
func Flags(fs *pflag.FlagSet, names ...string) {
	fs.String("config", "", "read settings from this YAML `file`")
	for _, k := range keys(nil) {
		if !k.secret && (len(names) == 0 || slices.Contains(names, k.name)) {
			fs.String(k.flag(), k.fallback, k.usage)
		}
	}
}

// readLayers reads flags, environment and file. Its problems do not stop it, so
// that an operator sees all of them at once.
func readLayers(flags *pflag.FlagSet, e environment, all []key) (layers, []error) {
	byVariable, byFlag := map[string]key{}, map[string]key{}
	for _, k := range all {
		byVariable[k.variable()], byFlag[k.flag()] = k, k
	}
	fromFlags, err := readFlags(flags, byFlag)
	problems := compact(err)
	fromEnv, more := e.read(byVariable)
	problems = append(problems, more...)
	path, fromFile, more := readFile(flags, e, all)
	return layers{
		{fromFlags, func(k key) string { return "flag --" + k.flag() }},
		{fromEnv, func(k key) string { return "environment " + e.name(k) }},
		{fromFile, func(key) string { return "file " + path }},
	}, append(problems, more...)
}

// find returns the winning text of k and where it comes from.
func (l layers) find(k key) (text, source string) {
	for _, layer := range l {
		if layer.values.Exists(k.name) {
			return flat(layer.values.Get(k.name)), layer.source(k)
		}
	}
	return k.fallback, "default"
}

// flat writes a value of the file as it would stand in the environment.
func flat(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		parts := make([]string, len(v))
		for i, p := range v {
			parts[i] = flat(p)
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(v)
}

func readFlags(flags *pflag.FlagSet, known map[string]key) (*koanf.Koanf, error) {
	k := koanf.New(".")
	if flags == nil {
		return k, nil
	}
	given := func(f *pflag.Flag) (string, any) {
		if !f.Changed {
			return "", nil
		}
		return known[f.Name].name, f.Value.String() // "": a flag of the command's own
	}
	return k, k.Load(posflag.ProviderWithFlag(flags, ".", nil, given), nil)
}

// readFile reads the file that --config or the environment names, or the usual
// one if that exists.
func readFile(flags *pflag.FlagSet, e environment, all []key) (string, *koanf.Koanf, []error) {
	k := koanf.New(".")
	path, named := e.configFile(flags)
	if path == "" {
		return "", k, nil
	}
	if _, err := os.Stat(path); err != nil && !named {
		return path, k, nil
	}
	if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
		return path, k, []error{fmt.Errorf("read %s: %w", path, err)}
	}
	return path, k, unknown(path, k.Keys(), all)
}

// unknown complains of names in the file that are no setting, because a typing
// error there would otherwise go unnoticed.
func unknown(path string, names []string, all []key) []error {
	var known []string
	for _, k := range all {
		known = append(known, k.name)
	}
	var problems []error
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		problems = append(problems, fmt.Errorf("%s: there is no such setting%s (from file %s)", name, meant(name, known), path))
	}
	return problems
}

// meant is a hint when name differs from a known one in spelling alone.
func meant(name string, known []string) string {
	plain := strings.NewReplacer("_", "", "-", "", ".", "")
	for _, k := range known {
		if strings.EqualFold(plain.Replace(k), plain.Replace(name)) {
			return "; did you mean " + k + "?"
		}
	}
	return "; `sluice config show` lists them all"
}

func compact(err error) []error {
	if err == nil {
		return nil
	}
	return []error{err}
}
