package session

import (
	"context"

	"sluice"
)

// The methods below lend an ability of an instance's connection until ctx ends:
// give them the context of the one call that is to be made, which a drain then
// lets come to its end. They fail with Unavailable while there is no
// connection, and with Refused when the network has no such ability.

// Editor lends what changes and takes back messages.
func (s *Sessions) Editor(ctx context.Context, id sluice.InstanceID) (sluice.Editor, error) {
	return lend[sluice.Editor](ctx, s, id)
}

// Reader lends what marks as read, types, archives and shows the account online.
func (s *Sessions) Reader(ctx context.Context, id sluice.InstanceID) (sluice.Reader, error) {
	return lend[sluice.Reader](ctx, s, id)
}

// Directory lends what knows who there is.
func (s *Sessions) Directory(ctx context.Context, id sluice.InstanceID) (sluice.Directory, error) {
	return lend[sluice.Directory](ctx, s, id)
}

// Portrait lends what changes the account's own picture.
func (s *Sessions) Portrait(ctx context.Context, id sluice.InstanceID) (sluice.Portrait, error) {
	return lend[sluice.Portrait](ctx, s, id)
}

// Downloader lends what fetches files.
func (s *Sessions) Downloader(ctx context.Context, id sluice.InstanceID) (sluice.Downloader, error) {
	return lend[sluice.Downloader](ctx, s, id)
}

// Historian lends what reads old messages.
func (s *Sessions) Historian(ctx context.Context, id sluice.InstanceID) (sluice.Historian, error) {
	return lend[sluice.Historian](ctx, s, id)
}

// Groups lends what makes and manages groups.
func (s *Sessions) Groups(ctx context.Context, id sluice.InstanceID) (sluice.Groups, error) {
	return lend[sluice.Groups](ctx, s, id)
}

// lend returns the ability A of the instance's connection, which a drain keeps
// open until ctx ends.
func lend[A any](ctx context.Context, s *Sessions, id sluice.InstanceID) (A, error) {
	var none A
	l, done, err := s.borrow(id)
	if err != nil {
		return none, err
	}
	ability, ok := any(l.Conn).(A)
	if !ok {
		done()
		return none, &sluice.Error{Code: sluice.Refused, Text: "not_supported"}
	}
	context.AfterFunc(ctx, done)
	return ability, nil
}
