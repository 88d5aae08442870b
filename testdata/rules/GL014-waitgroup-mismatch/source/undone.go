// Groups that nobody brings down to zero. `leaks` leaves three goroutines a turn behind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

type fleet struct {
	vans  []string
	busy  sync.WaitGroup
	idle  sync.WaitGroup
	extra *sync.WaitGroup
}

func load(van string) { _ = van }

// The goroutine that would say Done was taken out.
func (f *fleet) checkAll() {
	var checks sync.WaitGroup
	checks.Add(1)
	checks.Wait() // want "GL014"
}

func (f *fleet) start() {
	f.busy.Add(1)
}

func (f *fleet) stop() {
	f.busy.Wait() // want "GL014"
}

// Each turn waits for all vans, of which it has started one.
func (f *fleet) loadAll() {
	var loading sync.WaitGroup
	loading.Add(len(f.vans))
	for _, van := range f.vans {
		go func(van string) {
			defer loading.Done()
			load(van)
		}(van)
		loading.Wait() // want "GL014"
	}
}

// One is counted, started and waited for, each turn.
func (f *fleet) loadInTurn() {
	var loading sync.WaitGroup
	for _, van := range f.vans {
		loading.Add(1)
		go func(van string) {
			defer loading.Done()
			load(van)
		}(van)
		loading.Wait() // ok: counts one
	}
}

// All are counted and started, and waited for behind the loop.
func (f *fleet) loadAtOnce() {
	var loading sync.WaitGroup
	loading.Add(len(f.vans))
	for _, van := range f.vans {
		go func(van string) {
			defer loading.Done()
			load(van)
		}(van)
	}
	loading.Wait() // ok
}

// Batches: the outer loop counts its own.
func (f *fleet) loadInBatches(size int) {
	for len(f.vans) > 0 {
		batch := f.vans[:1]
		f.vans = f.vans[1:]
		var loading sync.WaitGroup
		loading.Add(len(batch))
		for _, van := range batch {
			go func(van string) {
				defer loading.Done()
				load(van)
			}(van)
		}
		loading.Wait() // ok: behind the inner loop
	}
}

func finish(group *sync.WaitGroup) { group.Done() }

// The helper says Done.
func (f *fleet) withHelper() {
	var group sync.WaitGroup
	group.Add(1)
	go finish(&group)
	group.Wait() // ok
}

// A barrier that is never counted up lets everybody through.
func (f *fleet) rest() {
	f.idle.Wait() // ok
}

// Another function holds the same group by its address.
func (f *fleet) share() {
	f.extra = &f.idle
	f.idle.Add(1)
	go f.extra.Done()
}

func leaks() {
	f := &fleet{vans: []string{"a", "b"}}
	go f.checkAll()
	go f.loadAll()
	f.start()
	f.stop()
}

func fixed() {
	f := &fleet{vans: []string{"a", "b"}}
	f.loadInTurn()
	f.loadAtOnce()
	f.loadInBatches(1)
	f.withHelper()
	f.share()
	f.rest()
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}
