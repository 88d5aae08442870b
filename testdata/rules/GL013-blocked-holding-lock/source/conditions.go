// Conditions and groups that are waited for under another lock: their wakers need it, in what they defer and what they call.
// `leaks` leaves goroutines behind, `fixed` none.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// A queue has its own lock, which the wait lets go of; the dispatcher's stays locked.
type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []string
}

func newQueue() *queue {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *queue) push(item string) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
	q.ready.Signal()
}

func (q *queue) pop() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.ready.Wait() // want "GL013"
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

type dispatcher struct {
	mu    sync.Mutex
	q     *queue
	taken map[string]bool
}

func (d *dispatcher) submit(job string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.taken[job] {
		d.q.push(job)
	}
}

func (d *dispatcher) take() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	job := d.q.pop()
	d.taken[job] = true
	return job
}

// Who puts in needs no lock of the shelf.
type shelf struct {
	mu    sync.Mutex
	ready *sync.Cond
	items int
	taker sync.Mutex
}

func newShelf() *shelf {
	s := &shelf{}
	s.ready = sync.NewCond(&s.mu)
	return s
}

func (s *shelf) put() {
	s.mu.Lock()
	s.items++
	s.mu.Unlock()
	s.ready.Signal()
}

func (s *shelf) get() {
	s.taker.Lock()
	defer s.taker.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.items == 0 {
		s.ready.Wait() // ok: its own lock is let go of, the takers' is needed by takers only
	}
	s.items--
}

// The lock of the condition has two names (seen in go-ethereum, eth/tracers/tracker.go).
type tracker struct {
	lock *sync.RWMutex
	cond *sync.Cond
	done int
}

func newTracker() *tracker {
	lock := new(sync.RWMutex)
	return &tracker{lock: lock, cond: sync.NewCond(lock)}
}

func (t *tracker) release() {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.done++
	t.cond.Broadcast()
}

func (t *tracker) wait() {
	t.lock.Lock()
	defer t.lock.Unlock()
	for t.done == 0 {
		t.cond.Wait() // ok
	}
}

// What is deferred last runs first: forget, then Done.
type server struct {
	mu    sync.Mutex
	conns map[int]chan int
	wg    sync.WaitGroup
}

func (s *server) accept(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan int, 1)
	s.conns[id] = c
	s.wg.Add(1)
	go s.handle(id, c)
}

func (s *server) handle(id int, c chan int) {
	defer s.wg.Done()
	defer s.forget(id)
	<-c
}

func (s *server) forget(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, id)
}

func (s *server) shutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c <- 1
	}
	s.wg.Wait() // want "GL013"
}

func (s *server) shutdownInTwoSteps() {
	s.mu.Lock()
	for _, c := range s.conns {
		c <- 1
	}
	s.mu.Unlock()
	s.wg.Wait() // ok: the lock is free
}

// A worker that is done before its lock is deferred to be taken.
type pool struct {
	mu   sync.Mutex
	left int
	wg   sync.WaitGroup
}

func (p *pool) work() {
	defer p.count()
	defer p.wg.Done()
	time.Sleep(time.Millisecond)
}

func (p *pool) count() {
	p.mu.Lock()
	p.left++
	p.mu.Unlock()
}

func (p *pool) run() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Add(1)
	go p.work()
	p.wg.Wait() // ok: Done runs first
}

// Counted in under the lock by another method (seen in rclone, backend/azureblob).
type transactions struct {
	mu       sync.Mutex
	inFlight sync.WaitGroup
	cleared  bool
}

func (t *transactions) start() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inFlight.Add(1)
}

func (t *transactions) stop() { t.inFlight.Done() }

func (t *transactions) send(work func()) {
	t.start()
	defer t.stop()
	work()
}

func (t *transactions) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inFlight.Wait() // ok: whoever is counted has had the lock
	t.cleared = true
}

// The group starts its workers itself; what they call needs the lock.
type mirror struct {
	mu    sync.Mutex
	pages map[int]string
}

func (m *mirror) put(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pages[id] = "page"
}

func (m *mirror) refresh(ids []int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			if id > 0 {
				m.put(id)
			}
		})
	}
	wg.Wait() // want "GL013"
}

// Its workers need a lock of their own.
type page struct {
	mu   sync.Mutex
	text string
}

func (p *page) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = "page"
}

type book struct {
	mu    sync.Mutex
	pages []*page
}

func (b *book) refresh() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var wg sync.WaitGroup
	for _, p := range b.pages {
		wg.Go(p.load)
		wg.Go(func() { p.load() })
	}
	wg.Wait() // ok
}

var (
	registry sync.Mutex
	stores   = map[string]*store{}
	atExit   bool
)

type request struct {
	stop bool
	wg   sync.WaitGroup
}

type store struct {
	name  string
	queue chan *request
}

// A flag that is set under the lock keeps the loop from it (seen in rclone, lib/kv).
func (s *store) loop() {
	for r := range s.queue {
		if r.stop {
			if !atExit {
				registry.Lock()
				delete(stores, s.name)
				registry.Unlock()
			}
			r.wg.Done()
			return
		}
		r.wg.Done()
	}
}

func (s *store) do(stop bool) {
	r := &request{stop: stop}
	r.wg.Add(1)
	s.queue <- r
	r.wg.Wait() // ok
}

func exit() {
	registry.Lock()
	defer registry.Unlock()
	atExit = true
	for _, s := range stores {
		s.do(true)
	}
}

func leaks(i int) {
	d := &dispatcher{q: newQueue(), taken: map[string]bool{}}
	go d.take()
	time.Sleep(time.Millisecond)
	go d.submit("one")
	s := &server{conns: map[int]chan int{}}
	s.accept(i)
	go s.shutdown()
	(&mirror{pages: map[int]string{}}).refresh([]int{1, 2})
}

func fixed(i int) {
	s := &server{conns: map[int]chan int{}}
	s.accept(i)
	s.shutdownInTwoSteps()
	h := newShelf()
	go h.put()
	h.get()
	t := newTracker()
	go t.release()
	t.wait()
	new(pool).run()
	(&book{pages: []*page{{}, {}}}).refresh()
	x := &transactions{}
	go x.send(func() {})
	x.clear()
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	for i := range 16 {
		go turn(i)
	}
	s := &store{name: "a", queue: make(chan *request)}
	registry.Lock()
	stores[s.name] = s
	registry.Unlock()
	go s.loop()
	exit()
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}
