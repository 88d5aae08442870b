// Package tenant keeps a context per tenant.
package tenant

import (
	"context"
	"hash/fnv"
)

// Context ends when the tenant is switched off, and carries its name.
type Context struct {
	context.Context
	Name string
	off  chan struct{}
}

// Done is the tenant's own.
func (c *Context) Done() <-chan struct{} { return c.off }

// Err follows Done.
func (c *Context) Err() error {
	select {
	case <-c.off:
		return context.Canceled
	default:
		return nil
	}
}

// Registry is the fixed set of tenants.
type Registry struct{ all []*Context }

// NewRegistry makes n tenants.
func NewRegistry(base context.Context, n int) *Registry {
	r := &Registry{}
	for i := 0; i < n; i++ {
		r.all = append(r.all, &Context{Context: base, Name: string(rune('a' + i)), off: make(chan struct{})})
	}
	return r
}

// For finds the tenant of a name.
func (r *Registry) For(name string) *Context {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return r.all[int(h.Sum32())%len(r.all)]
}
