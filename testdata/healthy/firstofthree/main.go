package main

import (
	"context"
	"fmt"
	"time"
)

// the goroutine answers within its own bound and the caller always takes it
func ask(ctx context.Context) string {
	out := make(chan string)
	go func() {
		select {
		case <-time.After(time.Second):
			out <- "slow"
		case <-ctx.Done():
			out <- "cancelled"
		}
	}()
	return <-out
}

func race() string {
	out := make(chan string)
	done := make(chan struct{})
	defer close(done)
	for i := range 3 {
		go func() {
			select {
			case out <- fmt.Sprint(i):
			case <-done:
			}
		}()
	}
	return <-out
}

func main() { fmt.Println(ask(context.Background()), race()) }
