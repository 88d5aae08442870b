package lazyload

import (
	"errors"
	"sync"
)

type Loader struct {
	mu    sync.RWMutex
	vals  map[string]string
	fetch func(string) (string, error)
}

var errEmpty = errors.New("empty")

func (l *Loader) Get(k string) (string, error) {
	l.mu.RLock()
	v, ok := l.vals[k]
	l.mu.RUnlock()
	if ok {
		return v, nil
	}
	l.mu.Lock()
	if v, ok = l.vals[k]; ok {
		l.mu.Unlock()
		return v, nil
	}
	l.mu.Unlock()
	v, err := l.fetch(k)
	if err != nil {
		return "", err
	}
	if v == "" {
		return "", errEmpty
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.setLocked(k, v)
	return v, nil
}

func (l *Loader) setLocked(k, v string) {
	if l.vals == nil {
		l.vals = map[string]string{}
	}
	l.vals[k] = v
}

// Each calls fn without the lock.
func (l *Loader) Each(fn func(k, v string) error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for k, v := range l.vals {
		l.mu.RUnlock()
		err := fn(k, v)
		l.mu.RLock()
		if err != nil {
			return err
		}
	}
	return nil
}
