// Waits for senders before anything is received.
package waits

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

func work(n int) int { return n * n }

// The group is handed to a named worker.
func named(jobs []int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go send(&wg, out, job)
	}
	wg.Wait() // want "GL020"
	close(out)
	for n := range out {
		sum += n
	}
	return sum
}

func send(wg *sync.WaitGroup, out chan<- int, job int) {
	defer wg.Done()
	out <- work(job)
}

// Go of the group itself.
func started(jobs []int) int {
	out := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() { out <- work(1) })
	wg.Wait() // want "GL020"
	return <-out
}

// Two values, room for one.
func tooSmall() int {
	out := make(chan int, 1)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		out <- work(1)
	}()
	go func() {
		defer wg.Done()
		out <- work(2)
	}()
	wg.Wait() // want "GL020"
	return <-out + <-out
}

// An errgroup whose errors are also sent.
func group(jobs []int) error {
	errs := make(chan error)
	var g errgroup.Group
	for range jobs {
		g.Go(func() error {
			errs <- nil
			return nil
		})
	}
	if err := g.Wait(); err != nil { // want "GL020"
		return err
	}
	return <-errs
}

// Room for some; how many there are is the caller's affair.
func each(names []string, look func(string) int) (sum int) {
	var wg sync.WaitGroup
	found := make(chan int, 8)
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- look(name)
		}()
	}
	wg.Wait() // want "GL020"
	close(found)
	for n := range found {
		sum += n
	}
	return sum
}

// As many as stand here.
func few(look func(string) int) (sum int) {
	var wg sync.WaitGroup
	names := []string{"a", "b", "c"}
	found := make(chan int, 3)
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- look(name)
		}()
	}
	wg.Wait() // ok
	close(found)
	for n := range found {
		sum += n
	}
	return sum
}
