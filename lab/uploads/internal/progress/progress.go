// Package progress adds up how much has arrived.
package progress

import (
	"sync"
	"sync/atomic"
	"time"
)

// Tracker knows all uploads.
type Tracker struct {
	every time.Duration
	mu    sync.Mutex
	total map[string]int64
}

// Upload is one file.
type Upload struct {
	id   string
	done atomic.Int64
}

// NewTracker reports every so often.
func NewTracker(every time.Duration) *Tracker {
	return &Tracker{every: every, total: map[string]int64{}}
}

// Begin registers an upload.
func (t *Tracker) Begin(id string) *Upload {
	u := &Upload{id: id}
	go t.report(u)
	return u
}

// Add counts bytes.
func (u *Upload) Add(n int64) { u.done.Add(n) }

func (t *Tracker) report(u *Upload) {
	tick := time.NewTicker(t.every)
	for range tick.C {
		t.mu.Lock()
		t.total[u.id] = u.done.Load()
		t.mu.Unlock()
	}
}

// Totals is what /list shows.
func (t *Tracker) Totals() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make(map[string]int64, len(t.total))
	for k, v := range t.total {
		out[k] = v
	}
	return out
}
