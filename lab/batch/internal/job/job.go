// Package job runs batch jobs.
package job

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// Runner runs jobs.
type Runner struct{ ran atomic.Int64 }

type job struct {
	name   string
	reload atomic.Int64
}

// NewRunner makes one.
func NewRunner() *Runner { return &Runner{} }

// Stats is what /jobs shows.
func (r *Runner) Stats() map[string]int64 { return map[string]int64{"ran": r.ran.Load()} }

// Run does the steps of a job.
func (r *Runner) Run(ctx context.Context, name string) int {
	j := &job{name: name}
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	go j.watchReload(hup)
	steps := 0
	for ; steps < 5; steps++ {
		select {
		case <-ctx.Done():
			return steps
		case <-time.After(10 * time.Millisecond):
		}
	}
	r.ran.Add(1)
	return steps
}

func (j *job) watchReload(hup <-chan os.Signal) {
	for range hup {
		j.reload.Add(1)
	}
}
