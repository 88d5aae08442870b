// Package slots plans deliveries.
package slots

import (
	"context"
	"errors"
	"strings"
	"time"
)

// ErrSlow says that the planner took too long.
var ErrSlow = errors.New("slots: planner is slow")

// Planner answers within its patience or not at all.
type Planner struct{ patience time.Duration }

type plan struct {
	zip   string
	count int
	ready chan int
}

// NewPlanner sets the patience.
func NewPlanner(patience time.Duration) *Planner { return &Planner{patience: patience} }

// Offer plans for one place.
func (p *Planner) Offer(ctx context.Context, zip string) (int, error) {
	pl := &plan{zip: zip, ready: make(chan int)}
	go pl.compute()
	timer := time.NewTimer(p.patience)
	defer timer.Stop()
	select {
	case n := <-pl.ready:
		return n, nil
	case <-timer.C:
		return 0, ErrSlow
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (pl *plan) compute() {
	if strings.HasPrefix(pl.zip, "9") { // islands take longer
		time.Sleep(140 * time.Millisecond)
	} else {
		time.Sleep(15 * time.Millisecond)
	}
	pl.count = 3 + len(pl.zip)
	pl.ready <- pl.count
}
