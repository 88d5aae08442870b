package main

import (
	"context"
	"fmt"
	"time"
)

type res struct {
	v   string
	err error
}

func fetch(ctx context.Context) (string, error) {
	ch := make(chan res, 1)
	go func() {
		time.Sleep(time.Second)
		ch <- res{v: "x"}
	}()
	select {
	case r := <-ch:
		return r.v, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func both(ctx context.Context) (string, error) {
	a := make(chan res, 2)
	for range 2 {
		go func() { v, err := fetch(ctx); a <- res{v, err} }()
	}
	for range 2 {
		if r := <-a; r.err == nil {
			return r.v, nil
		}
	}
	return "", fmt.Errorf("none")
}

func main() { fmt.Println(both(context.Background())) }
