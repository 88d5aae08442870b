// Archive opens readers. When an object cannot be opened, the early return leaves the context behind, and with it the
// goroutine that waits for its end.
package main

import (
	"context"
	"errors"
	"log"
	"sync/atomic"

	"example.org/rules/company"
)

var errMissing = errors.New("archive: no such object")

type archive struct {
	life context.Context // ends with the service
	read atomic.Int64
}

// Read reads one object.
func (a *archive) Read(key string) error {
	ctx, cancel := context.WithCancel(a.life) // want "CX002"
	go a.release(ctx)
	if key == "" {
		return errMissing
	}
	err := a.copy(ctx)
	cancel()
	return err
}

// Size asks for the size of one object.
func (a *archive) Size(key string) error {
	ctx, cancel := context.WithCancel(a.life) // ok: both ways
	if key == "" {
		cancel()
		return errMissing
	}
	defer cancel()
	return a.copy(ctx)
}

// release gives the buffers of a read back.
func (a *archive) release(ctx context.Context) {
	<-ctx.Done()
}

func (a *archive) copy(ctx context.Context) error {
	a.read.Add(1)
	return ctx.Err()
}

func main() {
	c := company.Start(nil)
	life, end := context.WithCancel(context.Background()) // ok
	defer end()
	a := &archive{life: life}
	c.Drive(func(i int) {
		err := a.Read("")
		if i%10 == 9 {
			log.Println(err, a.Size("object"), a.read.Load())
		}
	})
}
