// A configuration that asks the one below.
package lockedparts

import "sync"

type loader interface {
	load(key string) (string, error)
}

type Config struct {
	mu     sync.RWMutex
	values map[string]string
	from   loader
	base   *Config
}

type remote struct{ cfg *Config }

func (r *remote) load(key string) (string, error) {
	r.cfg.set(key, key)
	return key, nil
}

func (c *Config) set(key, v string) {
	c.mu.Lock()
	c.values[key] = v
	c.mu.Unlock()
}

func (c *Config) Get(key string) (string, error) {
	c.mu.RLock()
	v, ok := c.values[key]
	from := c.from
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	return from.load(key)
}

// Layered keeps its lock while it asks the configuration below, which is another one.
func Layered(base *Config) *Config {
	c := &Config{values: map[string]string{}, base: base}
	c.from = &remote{cfg: base}
	return c
}

func (c *Config) GetLayered(key string) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if v, ok := c.values[key]; ok {
		return v, nil
	}
	return c.from.load(key)
}
