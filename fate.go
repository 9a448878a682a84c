package sluice

import "context"

// A Fate is what became of a message in doubt, as far as its chat shows.
type Fate string

// The fates.
const (
	FateUnclear Fate = ""       // the chat shows nothing that decides it, or cannot be read as far back as need be
	FateSent    Fate = "sent"   // the chat shows it
	FateAbsent  Fate = "absent" // the chat has been read from before it was tried, and does not show it
)

// A Taken says whether the network's number belongs to another message than the
// one that is looked for; scope is what [ScopeOf] says of its chat. Two messages may show the same.
type Taken func(ctx context.Context, scope ChatID, number int64) (bool, error)
