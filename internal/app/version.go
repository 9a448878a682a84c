package app

import (
	"runtime"
	"runtime/debug"
)

// Version is the release that this source becomes.
const Version = "0.1.0-dev"

// A BuildInfo says which program this is.
type BuildInfo struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of the source; "": not known
	Go       string `json:"go"`
}

// Build returns what is known of the running binary.
func Build() BuildInfo {
	b := BuildInfo{Version: Version, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Revision = s.Value
		}
	}
	return b
}
