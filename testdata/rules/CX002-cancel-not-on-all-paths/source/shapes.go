// The shapes that vet's lostcancel looks at, below a context that lives.
package shapes

import (
	"context"
	"errors"
	"log"
	"os"
	"time"
)

var life context.Context

var stopAll context.CancelFunc

func declared(ok bool) {
	var _, cancel = context.WithCancel(life) // want "CX002"
	if ok {
		cancel()
	}
}

func assigned(ok bool) {
	var cancel func()
	_, cancel = context.WithTimeout(life, time.Second) // want "CX002"
	if ok {
		cancel()
	}
}

func deadline(ok bool) {
	_, cancel := context.WithDeadline(life, time.Time{}) // want "CX002"
	if ok {
		cancel()
	}
	return
}

func cause(ok bool) {
	_, cancel := context.WithCancelCause(life) // want "CX002"
	if ok {
		cancel(errors.New("done"))
	}
}

func generic[T any](ok bool, _ T) {
	_, cancel := context.WithCancel(life) // want "CX002"
	if ok {
		cancel()
	}
}

func loops(ok bool, n int) {
	_, cancel := context.WithCancel(life) // want "CX002"
	if ok {
		cancel()
	} else {
		for i := 0; i < n; i++ {
			print(i)
		}
	}
}

func endless(ok bool) {
	_, cancel := context.WithCancel(life) // ok: the other way never ends
	if ok {
		cancel()
	} else {
		for {
			print(0)
		}
	}
}

func switched(n int) {
	_, cancel := context.WithCancel(life) // ok
	switch n {
	case 0:
		panic("zero")
	case 1:
		log.Fatal()
	case 2:
		cancel()
	case 3:
		print("three")
		fallthrough
	default:
		os.Exit(1)
	}
}

func switchedOut(n int) {
	_, cancel := context.WithCancel(life) // want "CX002"
	switch n {
	case 2:
		cancel()
	case 3:
		print("three")
	default:
		os.Exit(1)
	}
}

func selected(ch chan int) {
	_, cancel := context.WithCancel(life) // want "CX002"
	select {
	case <-ch:
		panic("received")
	case ch <- 2:
		print("two")
	case ch <- 1:
		cancel()
	}
}

func blocked(ch chan int) {
	_, cancel := context.WithCancel(life) // ok: the only case panics
	select {
	case <-ch:
		panic("received")
	}
	cancel()
}

func started(ok bool) {
	go func() {
		ctx, cancel := context.WithCancel(life) // want "CX002"
		if ok {
			cancel()
		}
		print(ctx)
	}()
}

func outside() {
	var cancel func()
	func() {
		_, cancel = context.WithCancel(life) // ok: called by the function around it
	}()
	cancel()
}

func global() {
	_, stopAll = context.WithCancel(life) // ok: others may call it
}

// Nothing hangs below Background but what waits on it: a note.
func background(ok bool) {
	_, cancel := context.WithCancel(context.Background()) // note "CX002"
	if ok {
		cancel()
	}
}
