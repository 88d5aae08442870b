// Ways out of a function that makes a context.
package paths

import (
	"context"
	"log"
	"time"
)

type server struct {
	life   context.Context
	cancel context.CancelFunc
}

func (s *server) early(ok bool) error {
	ctx, cancel := context.WithCancel(s.life) // want "CX002"
	if !ok {
		return nil
	}
	defer cancel()
	return ctx.Err()
}

// Each turn that is skipped leaves one behind.
func (s *server) turns(jobs []func(context.Context) bool) {
	for _, job := range jobs {
		ctx, cancel := context.WithTimeout(s.life, time.Minute) // want "CX002"
		if !job(ctx) {
			continue
		}
		cancel()
	}
}

func (s *server) fatal(ok bool) error {
	ctx, cancel := context.WithCancel(s.life) // ok: the process ends
	if !ok {
		log.Fatal("no")
	}
	defer cancel()
	return ctx.Err()
}

func (s *server) returned() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(s.life) // ok
	return ctx, cancel
}

func (s *server) named() (ctx context.Context, cancel context.CancelFunc) {
	ctx, cancel = context.WithCancel(s.life) // ok
	return
}

func (s *server) kept() context.Context {
	ctx, cancel := context.WithCancel(s.life) // ok
	s.cancel = cancel
	return ctx
}

func (s *server) captured() context.Context {
	ctx, cancel := context.WithCancel(s.life) // ok
	time.AfterFunc(time.Second, func() { cancel() })
	return ctx
}

// The flag says that the second branch is taken whenever the first was.
func (s *server) correlated(ok bool) error {
	var cancel context.CancelFunc
	ctx := s.life
	if ok {
		ctx, cancel = context.WithCancel(s.life) // ok
	}
	err := ctx.Err()
	if ok {
		cancel()
	}
	return err
}

func (s *server) forever() {
	ctx, cancel := context.WithCancel(s.life) // ok: it never returns
	for {
		if ctx.Err() != nil {
			panic("ended")
		}
		_ = cancel
	}
}

// The literal calls what the variable holds by then (client-go reflector tests).
func (s *server) literal(run func(context.Context, func())) {
	var cancel context.CancelFunc
	stop := func() { cancel() }
	var ctx context.Context
	ctx, cancel = context.WithCancel(s.life) // ok
	run(ctx, stop)
	ctx, cancel = context.WithCancel(s.life) // ok
	run(ctx, stop)
}

// Deferred before it is made anew (golang/go#25720).
func (s *server) armed(again func(context.Context) bool) {
	ctx, cancel := context.WithCancel(s.life) // ok
	defer func() { cancel() }()
	for again(ctx) {
		cancel()
		ctx, cancel = context.WithCancel(s.life) // ok
	}
}
