// Waits under a lock: who could end them needs it, or does not.
package waits

import "sync"

type pool struct {
	mu    sync.Mutex
	stop  sync.WaitGroup
	ready chan struct{}
	n     int
}

func newPool() *pool {
	return &pool{ready: make(chan struct{})}
}

func (p *pool) done() {
	p.mu.Lock()
	p.n--
	p.mu.Unlock()
	p.stop.Done()
}

// Everybody who is done wants the lock first.
func (p *pool) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop.Wait() // want "GL013"
}

func (p *pool) signal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready <- struct{}{} // want "GL013"
}

func (p *pool) await() {
	p.mu.Lock()
	defer p.mu.Unlock()
	<-p.ready // want "GL013"
}

// Workers started under the lock do not need it.
func (p *pool) each(jobs []func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Wait() // ok
}

// The lock is free while it waits.
func (p *pool) open() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
	p.stop.Wait() // ok
}

// The lock is released by the first goroutine, not by the one that waits (runtime/pprof blockMutexN).
func lined(n int, ready func()) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	mu.Lock()
	go func() {
		ready()
		mu.Unlock()
	}()
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			mu.Unlock()
		}()
	}
	wg.Wait() // ok
}

// Each turn has a channel of its own, received from before the lock is taken (sync TestCondSignalStealing).
func stolen() {
	for range 1000 {
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		ch := make(chan struct{})
		go func() {
			mu.Lock()
			ch <- struct{}{} // ok
			cond.Wait()
			mu.Unlock()
			ch <- struct{}{}
		}()
		<-ch
		mu.Lock()
		cond.Signal()
		mu.Unlock()
		<-ch
	}
}

type writer struct {
	mu      sync.Mutex
	closed  bool
	pending sync.WaitGroup
}

// The lock is taken before the write counts as pending (rclone smbWriterAt).
func (w *writer) write(work func()) bool {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return false
	}
	w.pending.Add(1)
	w.mu.Unlock()
	defer w.pending.Done()
	work()
	return true
}

func (w *writer) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.pending.Wait() // ok
}

type folder struct {
	mu    sync.RWMutex
	names []string
}

func (f *folder) rename(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names = []string{name}
}

// Another folder's lock (rclone TestDirRenameParentEntries).
func renameBelow(root, dir *folder) {
	root.mu.RLock()
	defer root.mu.RUnlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		dir.rename("b")
	}()
	<-done // ok
}

func renameItself(root *folder) {
	root.mu.RLock()
	defer root.mu.RUnlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		root.rename("b")
	}()
	<-done // want "GL013"
}

// A loop that ends by closing done, and that takes the lock for some of its items (etcd watchBroadcasts).
type relay struct {
	mu   sync.Mutex
	in   chan int
	done chan struct{}
	sum  int
}

func newRelay() *relay {
	r := &relay{in: make(chan int), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for v := range r.in {
			if v > 0 {
				r.add(v)
			}
		}
	}()
	return r
}

func (r *relay) add(v int) {
	r.mu.Lock()
	r.sum += v
	r.mu.Unlock()
}

func (r *relay) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.in)
	<-r.done // want "GL013"
}

// The reader takes the lock behind each receive, in a function that a loop calls (kubernetes statusManager).
type manager struct {
	mu     sync.Mutex
	status chan int
	known  map[int]bool
}

func newManager() *manager {
	m := &manager{status: make(chan int), known: map[int]bool{}}
	go func() {
		for {
			m.sync()
		}
	}()
	return m
}

func (m *manager) sync() {
	id := <-m.status
	m.drop(id)
}

func (m *manager) drop(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, id)
}

func (m *manager) set(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[id] = true
	m.status <- id // want "GL013"
}

// The loop never needs the lock that is held over the wait.
type counter struct {
	mu   sync.Mutex
	in   chan int
	done chan struct{}
}

func newCounter() *counter {
	c := &counter{in: make(chan int), done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for range c.in {
		}
	}()
	return c
}

func (c *counter) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.in)
	<-c.done // ok
}
