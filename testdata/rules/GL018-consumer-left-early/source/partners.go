// Workers that look as if they left early.
package partners

import (
	"bufio"
	"errors"
	"io"
	"time"
)

// It goes when all its channels have been closed (paho startOutgoingComms).
func copyBoth(a, b <-chan string, write func(string)) {
	left := make(chan string)
	right := make(chan string)
	go func() {
		l, r := left, right
		for {
			if l == nil && r == nil {
				return
			}
			select {
			case s, ok := <-l:
				if !ok {
					l = nil
					continue
				}
				write(s)
			case s, ok := <-r:
				if !ok {
					r = nil
					continue
				}
				write(s)
			}
		}
	}()
	for s := range a {
		left <- s // ok
	}
	for s := range b {
		right <- s // ok
	}
	close(left)
	close(right)
}

type line struct {
	text string
	err  error
}

// The last line says that it is the last, through a variable of its own (fzf preview).
func preview(r *bufio.Reader, show func(string)) {
	lines := make(chan line)
	done := make(chan struct{})
	go func() {
		for {
			s, err := r.ReadString('\n')
			lines <- line{s, err} // ok
			if err != nil {
				return
			}
		}
	}()
	go func() {
		defer close(done)
		for {
			got := <-lines
			err := got.err
			show(got.text)
			if errors.Is(err, io.EOF) || err != nil {
				return
			}
		}
	}()
	<-done
}

// Each turn makes the channel anew and sends one value, for which there is room (fzf finishChan).
func each(jobs []func(), late func()) {
	for _, job := range jobs {
		finished := make(chan bool, 1)
		go func() {
			t := time.NewTimer(time.Second)
			defer t.Stop()
			for {
				select {
				case <-t.C:
					late()
					return
				case <-finished:
					return
				}
			}
		}()
		job()
		finished <- true // ok
	}
}

// The worker stops when who sends says so, which is after the last value (velero restore).
func progress(items []string, report func(int)) {
	update := make(chan int)
	quit := make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case n := <-update:
				report(n)
			}
		}
	}()
	for n := range items {
		update <- n // ok
	}
	quit <- struct{}{}
}

// Somebody else says so.
func hurried(items []string, report func(int), enough <-chan struct{}) {
	update := make(chan int)
	go func() {
		for {
			select {
			case <-enough:
				return
			case n := <-update:
				report(n)
			}
		}
	}()
	for n := range items {
		update <- n // want "GL018"
	}
}
