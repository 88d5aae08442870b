package calls

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

func ask(ctx context.Context, q string) error { return ctx.Err() }

type client struct{}

func (client) Close(ctx context.Context) error { return nil }
func (client) Get(ctx context.Context) error   { return nil }

// one call deep.
func direct(ctx context.Context) error {
	return ask(context.TODO(), "a") // want "given context.TODO although ctx is at hand"
}

// two calls deep.
func outer(ctx context.Context) error {
	return middle() // want "middle makes a context of its own although ctx is at hand"
}

func middle() error { return inner() }
func inner() error  { return ask(context.Background(), "b") }

// three calls deep is too far.
func far(ctx context.Context) error {
	return outmost() // ok
}

func outmost() error { return middle() }

// A time limit that forgets the caller's.
func limited(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want "context.WithTimeout is given context.Background"
	defer cancel()
	return ask(ctx, "c")
}

func fallback(ctx context.Context, c client) error {
	if ctx == nil {
		ctx = context.Background() // ok: there is none
	}
	defer func() {
		_ = ask(context.Background(), "bye") // ok: runs when ctx may have ended
	}()
	_ = c.Close(context.Background()) // ok: ends something
	slog.InfoContext(context.Background(), "asked")
	if err := c.Get(ctx); errors.Is(err, context.Canceled) {
		return ask(context.Background(), "undo") // ok: ctx has ended
	}
	if ctx.Err() != nil {
		return ask(context.Background(), "undo") // ok
	}
	return nil
}

// The caller of what is returned is another one.
func later(ctx context.Context) func() error {
	return func() error {
		return ask(context.Background(), "d") // ok
	}
}

func nowhere() error {
	return ask(context.Background(), "e") // ok: none at hand
}

func ignored(_ context.Context) error {
	return ask(context.Background(), "f") // ok: says that it does not take it
}

func atOnce(ctx context.Context) (err error) {
	func() {
		err = ask(context.Background(), "g") // want "ctx is at hand"
	}()
	return err
}

type tagKey struct{}

func withTag(ctx context.Context) context.Context { return context.WithValue(ctx, tagKey{}, 1) }

// What is made of it is another matter.
func tagged(ctx context.Context) context.Context {
	return withTag(context.Background()) // ok
}

func monitor(ctx context.Context) {
	go func() { _ = ask(ctx, "m") }()
}

func begin(ctx context.Context) {
	monitor(context.Background()) // ok: starts what shall go on
}

type remote struct{ ctx context.Context }

func newRemote() *remote { return &remote{ctx: hold(context.Background())} }

func hold(ctx context.Context) context.Context { return ctx }

func makes(ctx context.Context) *remote {
	return newRemote() // ok: makes a value, waits for nobody
}

// Records of what happened wait as little as a log line (vault RecordObservation), and what is started lasts (loki StartAsync).
type service interface {
	RecordObservation(ctx context.Context, name string) error
	StartAsync(ctx context.Context) error
	Query(ctx context.Context) error
}

func observed(ctx context.Context, s service) error {
	if err := s.RecordObservation(context.Background(), "seen"); err != nil { // ok
		return err
	}
	if err := s.StartAsync(context.Background()); err != nil { // ok
		return err
	}
	return s.Query(context.Background()) // want "CX004"
}
