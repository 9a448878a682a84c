package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// notify tells systemd how the service stands, if systemd asked for it (units of
// Type=notify name a socket in NOTIFY_SOCKET).
func notify(environ []string, state string) error {
	socket := ""
	for _, line := range environ {
		if name, value, _ := strings.Cut(line, "="); name == "NOTIFY_SOCKET" {
			socket = value
		}
	}
	if socket == "" {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"}) // "@…" is an abstract name
	if err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	_, err = conn.Write([]byte(state))
	if err := errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	return nil
}
