// Waits that end.
package drains

import "sync"

func work(n int) int { return n * n }

// As many receives as senders, then the wait.
func counted(jobs []int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() { out <- work(job) })
	}
	for range len(jobs) {
		sum += <-out
	}
	wg.Wait() // ok
	return sum
}

// The wait has a goroutine of its own.
func beside(jobs []int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- work(job)
		}()
	}
	go func() {
		wg.Wait() // ok
		close(out)
	}()
	for n := range out {
		sum += n
	}
	return sum
}

// Room for all.
func room() int {
	out := make(chan int, 2)
	var wg sync.WaitGroup
	wg.Add(2)
	for i := range 2 {
		go func() {
			defer wg.Done()
			out <- work(i)
		}()
	}
	wg.Wait() // ok
	return <-out + <-out
}

// Done before the send: the wait is for the work alone.
func early() int {
	out := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		n := work(1)
		wg.Done()
		out <- n
	}()
	wg.Wait() // ok
	return <-out
}

// Somebody else receives.
func elsewhere(jobs []int) (sum int) {
	out := make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range out {
			sum += n
		}
	}()
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() { out <- work(job) })
	}
	wg.Wait() // ok
	close(out)
	<-done
	return sum
}

// The senders give up when the limit is reached.
func limited(jobs []int, limit <-chan struct{}) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			select {
			case out <- work(job):
			case <-limit:
			}
		})
	}
	wg.Wait() // ok
	close(out)
}

// Another group than the senders'.
func other(jobs []int) int {
	out := make(chan int)
	var senders, loaders sync.WaitGroup
	senders.Go(func() { out <- work(1) })
	loaders.Go(func() { work(2) })
	loaders.Wait() // ok
	n := <-out
	senders.Wait() // ok
	return n
}
