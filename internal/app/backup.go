package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sluice/internal/backup"
	"sluice/internal/config"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A BackupInfo is what a backup holds.
type BackupInfo struct {
	Dir    string    `json:"backup"`
	Made   time.Time `json:"made"`
	Files  int       `json:"files"`
	Bytes  int64     `json:"bytes"`
	Secret bool      `json:"secret"` // whether the key that opens what is sealed is in it
}

// Progress hears how many bytes have been read; nil: nobody does.
type Progress = backup.Progress

// Backup copies what is stored to a new directory: store, files and, when asked,
// the secret. A gateway that runs goes on; the copy is of one moment.
func Backup(ctx context.Context, cfg config.Config, dir string, secret bool, told Progress) (info BackupInfo, err error) {
	op, err := Open(ctx, cfg)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, op.Close()) }()
	key := filepath.Join(cfg.Data, secretFile)
	if _, err := os.Stat(key); secret && err != nil {
		return info, fmt.Errorf("%s is not there, so the secret comes from SLUICE_SECRET; keep it in a safe place and leave out --with-secret", key)
	}
	from, err := op.Checkpoint(ctx)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, op.DropCheckpoint(context.WithoutCancel(ctx), from)) }()
	sources := []backup.Source{
		{Name: storeDir, Path: filepath.Join(cfg.Data, filepath.Base(from), storeDir)},
		{Name: mediaDir, Path: filepath.Join(cfg.Data, filepath.Base(from), mediaDir)},
	}
	if secret {
		kept := filepath.Join(cfg.Data, filepath.Base(from), secretFile)
		sources = append(sources, backup.Source{Name: secretFile, Path: kept})
	}
	m, err := backup.Write(ctx, dir, backup.Manifest{Made: time.Now().UTC(), Program: Version, Secret: secret}, sources, told)
	return describe(dir, m), err
}

func describe(dir string, m backup.Manifest) BackupInfo {
	return BackupInfo{Dir: dir, Made: m.Made, Files: len(m.Files), Bytes: m.Size(), Secret: m.Secret}
}

// Restore makes a data directory of a backup. Every file is compared before
// anything is written. The directory appears under its name when it is complete
// and marked: a gateway that starts on it keeps every instance on hold, because
// what was waiting when the backup was made may have been sent since.
func Restore(ctx context.Context, dir, target string, told Progress) (BackupInfo, error) {
	m, err := backup.Read(dir)
	if err != nil {
		return BackupInfo{}, err
	}
	target = filepath.Clean(target)
	if list, err := os.ReadDir(target); err == nil && len(list) > 0 {
		return BackupInfo{}, fmt.Errorf("%s is not empty; name a new directory with --data", target)
	}
	if err := m.Verify(ctx, dir, told); err != nil {
		return BackupInfo{}, err
	}
	part := target + ".restoring"
	if err := os.RemoveAll(part); err != nil { // of a restore that was broken off
		return BackupInfo{}, fmt.Errorf("restore: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return BackupInfo{}, fmt.Errorf("restore: %w", err)
	}
	if err := m.Restore(ctx, dir, part, told); err != nil {
		return BackupInfo{}, errors.Join(err, os.RemoveAll(part))
	}
	if err := markRestored(ctx, filepath.Join(part, storeDir)); err != nil {
		return BackupInfo{}, errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) { // it is empty
		return BackupInfo{}, fmt.Errorf("restore: %w", err)
	}
	if err := errors.Join(os.Rename(part, target), syncDir(filepath.Dir(target))); err != nil {
		return BackupInfo{}, fmt.Errorf("restore: %w", err)
	}
	return describe(dir, m), nil
}

// offlineMemory is enough for a store that is opened to be looked at once, beside a
// gateway perhaps.
const offlineMemory = 32 << 20

// markRestored opens the store, which shows that it can be, and leaves the mark.
func markRestored(ctx context.Context, dir string) error {
	e, err := pebble.Open(pebble.Options{Dir: dir, Ballast: -1, Memory: offlineMemory, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("open what was restored: %w", err)
	}
	if err := errors.Join(store.MarkRestored(ctx, e), e.Close()); err != nil {
		return fmt.Errorf("mark what was restored: %w", err)
	}
	return nil
}
