// Mirror copies objects in the background. The cancel function of each copy's context is thrown away, so what waits
// beside a copy waits until the whole service ends.
package main

import (
	"context"
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type mirror struct {
	life   context.Context // ends with the service
	copied atomic.Int64
}

// Copy copies one object; a goroutine reports its progress meanwhile.
func (m *mirror) Copy(key string) error {
	ctx, _ := context.WithCancel(m.life) // want "CX001"
	go m.progress(ctx)
	return m.transfer(ctx, key)
}

// Check asks whether an object is there.
func (m *mirror) Check(key string) error {
	ctx, cancel := context.WithTimeout(m.life, time.Second) // ok
	defer cancel()
	return m.transfer(ctx, key)
}

// progress reports until the copy ends.
func (m *mirror) progress(ctx context.Context) {
	<-ctx.Done()
}

func (m *mirror) transfer(ctx context.Context, _ string) error {
	m.copied.Add(1)
	return ctx.Err()
}

func main() {
	c := company.Start(nil)
	life, end := context.WithCancel(context.Background()) // ok
	defer end()
	m := &mirror{life: life}
	c.Drive(func(i int) {
		if err := m.Copy("object"); err != nil {
			log.Fatal(err)
		}
		if i%10 == 9 {
			log.Println(m.copied.Load(), m.Check("object"))
		}
	})
}
