package main

import (
	"context"
	"math/rand"
	"os"
	"runtime/trace"
	"time"
)

type quote struct{ price int }

func askBroker(id int) quote {
	time.Sleep(time.Duration(2+rand.Intn(8)) * time.Millisecond)
	return quote{id}
}

func bestQuote(ctx context.Context) (quote, bool) {
	answers := make(chan quote)
	for i := 0; i < 3; i++ {
		go func() { answers <- askBroker(i) }()
	}
	select {
	case q := <-answers:
		return q, true
	case <-ctx.Done():
		return quote{}, false
	}
}

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	end := time.Now().Add(600 * time.Millisecond)
	for time.Now().Before(end) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		bestQuote(ctx)
		cancel()
		time.Sleep(1 * time.Millisecond)
	}
	trace.Stop()
	f.Close()
}
