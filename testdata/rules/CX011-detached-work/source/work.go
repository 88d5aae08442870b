package work

import (
	"context"
	"net/http"
	"sync"
	"time"
)

func write(ctx context.Context, event string) {}

func handle(w http.ResponseWriter, r *http.Request) {
	go write(context.Background(), "a") // want "this goroutine works under context.Background: it outlives .*handle without a limit"
	go func() {
		ctx := context.WithoutCancel(r.Context()) // want "context.WithoutCancel"
		write(ctx, "b")
	}()
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Second) // ok: a limit
		defer cancel()
		write(ctx, "c")
	}()
	go write(r.Context(), "d") // ok: ends with the request
}

func start() {
	go write(context.Background(), "e") // ok: nobody gave it a context
}

type server struct{ jobs chan string }

func (s *server) Start(ctx context.Context) {
	go s.loop(context.Background()) // ok: a loop that ends when it is told
}

func (s *server) loop(ctx context.Context) {
	for {
		select {
		case <-s.jobs:
		case <-ctx.Done():
			return
		}
	}
}

func all(ctx context.Context, events []string) {
	var wg sync.WaitGroup
	for _, e := range events {
		wg.Add(1)
		go func() {
			defer wg.Done()
			write(context.Background(), e) // ok: waited for
		}()
	}
	wg.Wait()
}
