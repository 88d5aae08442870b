// Branches each have a database of their own; some cannot be reached.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/puddle"

	"example.com/platform/drive"
)

// dial fails after a while, as a connect to a host that drops packets does.
func dial(context.Context) (interface{}, error) {
	time.Sleep(50 * time.Millisecond)
	return nil, errors.New("no route to host")
}

// query borrows a connection of the branch.
func query(pool *puddle.Pool) error {
	res, err := pool.Acquire(context.Background())
	if err != nil {
		return err
	}
	defer res.Release()
	return nil
}

// visit asks a branch three things at once, and never again when it is down.
func visit() {
	pool := puddle.NewPool(dial, func(interface{}) {}, 1)
	for i := 0; i < 3; i++ {
		go func() { _ = query(pool) }()
	}
}

func main() {
	drive.Every(500*time.Millisecond, 0, func(context.Context, int64) error {
		visit()
		return nil
	})
}
