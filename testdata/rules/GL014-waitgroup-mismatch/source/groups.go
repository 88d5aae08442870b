// Goroutines that say Done, on all paths or not.
package groups

import (
	"errors"
	"sync"
	"time"
)

func load(name string) error { return errors.New(name) }

func skips(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if err := load(name); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want "GL014"
}

// A deferred Done behind the return.
func late(names []string) {
	wg := sync.WaitGroup{}
	wg.Add(len(names))
	for _, name := range names {
		go func(name string) {
			if name == "" {
				return
			}
			defer wg.Done()
			load(name)
		}(name)
	}
	wg.Wait() // want "GL014"
}

// The wait is elsewhere.
func beside(names []string) <-chan struct{} {
	var wg sync.WaitGroup
	done := make(chan struct{})
	for _, name := range names {
		wg.Add(1)
		go func() {
			switch {
			case name == "":
				return
			default:
				load(name)
			}
			wg.Done()
		}()
	}
	go func() {
		wg.Wait() // want "GL014"
		close(done)
	}()
	return done
}

func deferred(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if load(name) != nil {
				return
			}
			load(name)
		}()
	}
	wg.Wait() // ok
}

// In a deferred literal.
func literal(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer func() {
				recover()
				wg.Done()
			}()
			if load(name) != nil {
				return
			}
		}()
	}
	wg.Wait() // ok
}

// On every path.
func each(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if load(name) != nil {
				wg.Done()
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // ok
}

// Somebody else says it.
func handedOn(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if name == "" {
				finish(&wg)
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // ok
}

func finish(wg *sync.WaitGroup) { wg.Done() }

// A panic ends the program.
func panics(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if name == "" {
				panic("no name")
			}
			wg.Done()
		}()
	}
	wg.Wait() // ok
}

// A worker says it once for each job.
func workers(jobs <-chan string, n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	for range 4 {
		go func() {
			for job := range jobs {
				load(job)
				wg.Done()
			}
		}()
	}
	wg.Wait() // ok
}

// In a loop that it leaves by one way only with Done.
func looped(stop, reload <-chan struct{}) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		for {
			select {
			case <-stop:
				wg.Done()
				return
			case <-reload:
				if load("again") != nil {
					return
				}
			}
		}
	}()
	wg.Wait() // want "GL014"
}

// A literal that calls itself.
func descends(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	var down func(int)
	down = func(i int) {
		if i == 0 {
			return
		}
		wg.Done()
		go down(i - 1)
	}
	go down(n)
	wg.Wait() // ok
}

// A ticker's channel is never closed: the loop has one way out.
func ticking(stop <-chan struct{}) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		for range time.NewTicker(time.Second).C {
			select {
			case <-stop:
				wg.Done()
				return
			default:
			}
			load("again")
		}
	}()
	wg.Wait() // ok
}

// Two groups count the answers that are hoped for: each goroutine says one of two (weaviate, tests of a request queue).
func sorted(ask []func() error, accepted, rejected int) {
	var good, bad sync.WaitGroup
	good.Add(accepted)
	bad.Add(rejected)
	for _, one := range ask {
		go func() {
			if one() == nil {
				good.Done()
			} else {
				bad.Done()
			}
		}()
	}
	bad.Wait()  // ok
	good.Wait() // ok
}

// All are counted before the loop.
func counted(ask []func() error) {
	var wg sync.WaitGroup
	wg.Add(len(ask))
	for _, one := range ask {
		go func() {
			if one() != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want "GL014"
}
