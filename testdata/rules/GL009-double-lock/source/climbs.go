package climbs

import "sync"

type part struct {
	mu     sync.Mutex
	parent *part
	name   string
}

func (p *part) log() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.root()
}

// Called with the lock of p held; goes up, and takes those of the others only (package testing, frameSkip).
func (p *part) root() string {
	held := false
	for p.parent != nil {
		up := p.parent
		if held {
			p.mu.Unlock()
		}
		p = up
		held = true
		p.mu.Lock() // ok: of another part
	}
	name := p.name
	if held {
		p.mu.Unlock()
	}
	return name
}
