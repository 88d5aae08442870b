// Walks over a copy, and what is done later.
package lockedparts

import (
	"sync"
	"time"
)

type peer struct {
	id   string
	last time.Time
}

type Peers struct {
	mu   sync.RWMutex
	byID map[string]*peer
}

func (p *Peers) each(fn func(*peer) bool) {
	p.mu.RLock()
	list := make([]*peer, 0, len(p.byID))
	for _, x := range p.byID {
		list = append(list, x)
	}
	p.mu.RUnlock()
	for _, x := range list {
		if !fn(x) {
			return
		}
	}
}

func (p *Peers) eachLocked(fn func(*peer)) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, x := range p.byID {
		fn(x)
	}
}

func (p *Peers) Drop(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.byID, id)
}

func (p *Peers) Expire(limit time.Duration) {
	p.each(func(x *peer) bool {
		if time.Since(x.last) > limit {
			p.Drop(x.id)
		}
		return true
	})
}

func (p *Peers) ExpireLater(limit time.Duration) {
	p.eachLocked(func(x *peer) {
		if time.Since(x.last) > limit {
			go p.Drop(x.id)
			time.AfterFunc(limit, func() { p.Drop(x.id) })
		}
	})
}
