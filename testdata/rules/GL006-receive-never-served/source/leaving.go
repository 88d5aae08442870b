// Goroutines that leave without the answer that their starter waits for.
package main

import (
	"context"
	"errors"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

func size(name string) (int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func sizeOf(name string) int64 {
	answer := make(chan int64, 1)
	go func() {
		n, err := size(name)
		if err != nil {
			return
		}
		answer <- n
	}()
	return <-answer // want "GL006"
}

func total(names []string) (sum int64) {
	answers := make(chan int64)
	for _, name := range names {
		go func() {
			n, err := size(name)
			if errors.Is(err, os.ErrNotExist) {
				return
			}
			answers <- n
		}()
	}
	for range names {
		sum += <-answers // want "GL006"
	}
	return sum
}

func both(a, b string) (int64, int64) {
	answers := make(chan int64)
	for _, name := range []string{a, b} {
		go func() {
			if n, err := size(name); err == nil {
				answers <- n
			}
		}()
	}
	return <-answers, <-answers // want "GL006"
}

// The first answer is enough, whoever else fails.
func first(names []string) int64 {
	answers := make(chan int64, len(names))
	var failed sync.WaitGroup
	for _, name := range names {
		failed.Add(1)
		go func() {
			defer failed.Done()
			n, err := size(name)
			if err != nil {
				return
			}
			answers <- n
		}()
	}
	go func() {
		failed.Wait()
		close(answers)
	}()
	return <-answers // ok: closed when all have failed
}

func write(name string, done chan<- struct{}) {
	f, err := os.Create(name)
	if err != nil {
		return
	}
	f.Close()
	close(done)
}

func touch(name string) {
	done := make(chan struct{})
	go write(name, done)
	<-done // want "GL006"
}

func sizeAlways(name string) int64 {
	answer := make(chan int64)
	go func() {
		n := int64(-1)
		defer func() { answer <- n }()
		found, err := size(name)
		if err != nil {
			return
		}
		n = found
	}()
	return <-answer // ok: deferred
}

func sizeOrDone(ctx context.Context, name string) int64 {
	answer := make(chan int64)
	go func() {
		n, _ := size(name)
		select {
		case answer <- n:
		case <-ctx.Done():
		}
	}()
	return <-answer // want "GL006"
}

// The worker goes when it is told, behind the last wait.
func ask(names []string) (sum int64) {
	questions, answer, quit := make(chan string), make(chan int64), make(chan struct{})
	go func() {
		for {
			select {
			case name := <-questions:
				n, _ := size(name)
				answer <- n
			case <-quit:
				return
			}
		}
	}()
	for _, name := range names {
		questions <- name
		sum += <-answer // ok: told to go behind the last
	}
	close(quit)
	return sum
}

// What the goroutine does not answer the helper answers.
func sizeOrNothing(name string) int64 {
	answer := make(chan int64, 1)
	giveUp := func() { answer <- -1 }
	go func() {
		n, err := size(name)
		if err != nil {
			giveUp()
			return
		}
		answer <- n
	}()
	return <-answer // ok: served on both ways
}

// Waited for beside something else.
func sizeInTime(ctx context.Context, name string) int64 {
	answer := make(chan int64, 1)
	go func() {
		if n, err := size(name); err == nil {
			answer <- n
		}
	}()
	select {
	case n := <-answer: // ok: another way out
		return n
	case <-ctx.Done():
		return 0
	}
}

// As many as are asked for (minio LRWMutex).
func sizes(names []string) (sum int64) {
	answer := make(chan int64)
	go func() {
		for _, name := range names {
			n, _ := size(name)
			answer <- n
		}
	}()
	for range names {
		sum += <-answer // ok: one for each
	}
	return sum
}

// The error of the group says that there is no answer (moby's allocator).
func sizesOfGroup(names []string) (sum int64, err error) {
	answers := make(chan int64, len(names))
	var group errgroup.Group
	for _, name := range names {
		group.Go(func() error {
			n, err := size(name)
			if err != nil {
				return err
			}
			answers <- n
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	for range names {
		sum += <-answers // ok: all went well
	}
	return sum, nil
}
