package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sluice/internal/chaos"
	"sluice/internal/config"
)

// A ChaosResult is what a campaign of kills has seen, and how the disk behaved.
type ChaosResult struct {
	chaos.Result
	Kept bool          `json:"kept"` // whether every promise was kept
	Sync time.Duration `json:"syncNanoseconds"`
	Disk Verdict       `json:"disk"` // whether it honours fsync, as far as its speed tells
	Note string        `json:"diskNote"`
}

// Chaos kills a gateway under load for a while, in a directory of its own on the
// disk of cfg's data, and says what became of the messages. What is stored there
// is not touched.
func Chaos(ctx context.Context, cfg config.Config, o ChaosOptions) (r ChaosResult, err error) {
	if o.Binary, err = os.Executable(); err != nil {
		return r, fmt.Errorf("find the program: %w", err)
	}
	if o.Dir, err = os.MkdirTemp(existing(cfg.Data), "chaos-*"); err != nil {
		return r, fmt.Errorf("make a directory to try: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(o.Dir)) }()
	disk, err := ProbeDisk(o.Dir)
	if err != nil {
		return r, err
	}
	r.Sync, r.Disk, r.Note = disk.Median, disk.Verdict, disk.Text
	r.Result, err = chaos.Run(ctx, o)
	r.Kept = err == nil && r.Result.Kept()
	return r, err
}

// ChaosOptions say how a campaign of kills goes.
type ChaosOptions = chaos.Options

// ChaosProgress is how far one is.
type ChaosProgress = chaos.Result
