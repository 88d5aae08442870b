// Package profile looks customers up.
package profile

import (
	"fmt"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
)

// Directory is the customers, cached.
type Directory struct {
	cache *expirable.LRU[string, string]
}

// NewDirectory makes an empty one.
func NewDirectory() *Directory {
	return &Directory{cache: expirable.NewLRU[string, string](512, nil, time.Minute)}
}

// Lookup reads one profile.
func (d *Directory) Lookup(id string) string {
	if v, ok := d.cache.Get(id); ok {
		return v
	}
	v := "customer " + id
	d.cache.Add(id, v)
	return v
}

// Import reads a batch and leaves out what it has seen in it.
func (d *Directory) Import(batch string) int {
	seen := expirable.NewLRU[string, bool](128, nil, 10*time.Minute)
	n := 0
	for i := 0; i < 40; i++ {
		id := fmt.Sprintf("%s-%d", batch, i%30)
		if seen.Contains(id) {
			continue
		}
		seen.Add(id, true)
		d.cache.Add(id, "customer "+id)
		n++
	}
	return n
}
