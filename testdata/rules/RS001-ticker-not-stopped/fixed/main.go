// Jobs reports the progress of each job from a ticker. At the end of the job its loop is told to end,
// and stops the ticker.
package main

import (
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type job struct {
	name    string
	percent atomic.Int64
}

type runner struct {
	reports atomic.Int64
}

// report shows the progress of a job until done is closed.
func (r *runner) report(j *job, done <-chan struct{}) {
	t := time.NewTicker(200 * time.Millisecond) // ok: the goroutine stops it
	go func() {
		defer t.Stop()
		for {
			select {
			case <-t.C:
				r.reports.Add(1)
			case <-done:
				return
			}
		}
	}()
}

// Run does one job.
func (r *runner) Run(name string) {
	j := &job{name: name}
	done := make(chan struct{})
	defer close(done)
	r.report(j, done)
	for j.percent.Load() < 100 {
		j.percent.Add(20)
		time.Sleep(time.Millisecond)
	}
}

// await waits until ready says so, ten times at most.
func await(ready func() bool) bool {
	t := time.NewTicker(time.Millisecond) // ok
	defer t.Stop()
	for i := 0; i < 10; i++ {
		if ready() {
			return true
		}
		<-t.C
	}
	return false
}

func main() {
	c := company.Start(nil)
	r := &runner{}
	c.Drive(func(i int) {
		r.Run("compact")
		if i%10 == 9 {
			log.Println(r.reports.Load(), await(func() bool { return true }))
		}
	})
}
