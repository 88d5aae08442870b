// Tenants holds a slot for each tenant in a goroutine that gives it back when the visit's context ends.
package main

import (
	"context"
	"log"
	"sync"
	"time"

	"example.org/rules/company"
)

type tenants struct {
	mu   sync.Mutex
	live map[string]int
}

func (t *tenants) count(name string, by int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live[name] += by
}

// hold keeps a slot of the tenant until ctx ends.
func (t *tenants) hold(ctx context.Context, name string) {
	t.count(name, +1)
	defer t.count(name, -1)
	<-ctx.Done() // ok: Visit cancels it
}

// Visit serves one visit of a tenant.
func (t *tenants) Visit(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	go t.hold(ctx, name)
	return t.serve(ctx)
}

func (t *tenants) serve(ctx context.Context) error {
	select { // ok
	case <-time.After(time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	c := company.Start(nil)
	t := &tenants{live: map[string]int{}}
	c.Drive(func(i int) {
		err := t.Visit(context.Background(), "acme")
		if i%10 == 9 {
			t.mu.Lock()
			log.Printf("acme holds %d slots, last visit: %v", t.live["acme"], err)
			t.mu.Unlock()
		}
	})
}
