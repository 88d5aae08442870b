// Read locks taken again.
package readers

import "sync"

type table struct {
	mu   sync.RWMutex
	rows map[string]int
}

func (t *table) get(key string) int {
	t.mu.RLock() // want "GL011"
	defer t.mu.RUnlock()
	return t.rows[key]
}

func (t *table) both(a, b string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows[a] + t.get(b)
}

func (t *table) twice(a string) int {
	t.mu.RLock()
	n := t.rows[a]
	t.mu.RLock() // want "GL011"
	n += t.rows[a]
	t.mu.RUnlock()
	t.mu.RUnlock()
	return n
}

func (t *table) set(key string, n int) {
	t.mu.Lock() // ok
	defer t.mu.Unlock()
	t.rows[key] = n
}

// Released first.
func (t *table) after(a, b string) int {
	t.mu.RLock()
	n := t.rows[a]
	t.mu.RUnlock()
	return n + t.get(b) // ok
}

// Another table's lock.
func (t *table) other(u *table, key string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return u.get(key) // ok
}

type constants struct {
	mu   sync.RWMutex
	rows map[string]int
}

// Nobody ever writes.
func (c *constants) get(key string) int {
	c.mu.RLock() // ok
	defer c.mu.RUnlock()
	return c.rows[key]
}

func (c *constants) both(a, b string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.rows[a] + c.get(b)
}

// A lock that nobody else sees.
func alone() {
	var mu sync.RWMutex
	mu.RLock()
	mu.RLock() // ok
	mu.RUnlock()
	mu.RUnlock()
	mu.Lock()
	mu.Unlock()
}
