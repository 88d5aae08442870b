// Stages of a pipeline: who returns a channel closes it, or the stage behind it never ends.
package stages

import (
	"context"
	"sync"
	"time"
)

// The goroutine ends with its input and closes nothing.
func double(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for v := range in {
			out <- v * 2
		}
	}()
	return out
}

func total(in <-chan int) int {
	sum := 0
	for v := range double(in) { // want "GL005"
		sum += v
	}
	return sum
}

func printed(in <-chan int, show func(int)) {
	doubled := double(in)
	for v := range doubled { // want "GL005"
		if v == 0 {
			continue
		}
		show(v)
	}
}

// Left as soon as enough has come: the range does not wait for the close.
func first(in <-chan int) int {
	for v := range double(in) { // ok
		if v > 10 {
			return v
		}
	}
	return 0
}

// It stops with the context, and the range is not told.
func poll(ctx context.Context, read func() int) <-chan int {
	out := make(chan int, 1)
	go func() {
		for {
			select {
			case out <- read():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func watch(ctx context.Context, read, show func() int) {
	for range poll(ctx, read) { // want "GL005"
		show()
	}
}

// Sends as long as the program runs.
func ticks(every time.Duration) <-chan int {
	out := make(chan int)
	go func() {
		for n := 0; ; n++ {
			time.Sleep(every)
			out <- n
		}
	}()
	return out
}

func report(show func(int)) {
	for n := range ticks(time.Second) { // ok: it never ends
		show(n)
	}
}

// The close stands in another goroutine.
func merge(ins ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Add(1)
		go forward(in, out, &wg)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func forward(in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for v := range in {
		out <- v
	}
}

func merged(ins ...<-chan int) (sum int) {
	for v := range merge(ins...) { // ok
		sum += v
	}
	return sum
}

// Two stages by name, and nobody waits for them to close.
func fan(ins []<-chan int) <-chan int {
	out := make(chan int)
	for _, in := range ins {
		go copyTo(in, out)
	}
	return out
}

func copyTo(in <-chan int, out chan<- int) {
	for v := range in {
		out <- v
	}
}

func fanned(ins []<-chan int, show func(int)) {
	for v := range fan(ins) { // want "GL005"
		show(v)
	}
}

// The other side may close it: it is kept.
type source struct{ out chan int }

func (s *source) values(n int) <-chan int {
	out := make(chan int)
	s.out = out
	go func() {
		for i := 0; i < n; i++ {
			out <- i
		}
	}()
	return out
}

func (s *source) sum(n int) (sum int) {
	for v := range s.values(n) { // ok: not followed
		sum += v
	}
	return sum
}
