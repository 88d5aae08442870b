// The second lock by callbacks, interfaces and pointers back to the owner. `leaks` leaves goroutines behind, `fixed` none.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// A cache tells its registry, which holds its lock.
type cache struct {
	items   map[string]int
	onEvict func(key string)
}

func (c *cache) drop(key string) {
	delete(c.items, key)
	c.onEvict(key)
}

type registry struct {
	mu      sync.Mutex
	cache   *cache
	evicted int
}

func newRegistry() *registry {
	r := &registry{}
	r.cache = &cache{items: map[string]int{}, onEvict: r.note}
	return r
}

func (r *registry) note(string) {
	r.mu.Lock() // want "GL009"
	r.evicted++
	r.mu.Unlock()
}

func (r *registry) Drop(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cache.drop(key)
}

func (r *registry) DropFree(key string) {
	r.mu.Lock()
	c := r.cache
	r.mu.Unlock()
	c.drop(key) // ok
}

// A child tells its parent: two objects of one type.
type task struct {
	mu     sync.Mutex
	left   int
	onDone func()
}

func (t *task) child() *task {
	c := &task{onDone: t.childDone}
	t.mu.Lock()
	t.left++
	t.mu.Unlock()
	return c
}

func (t *task) childDone() {
	t.mu.Lock() // ok: the parent's lock
	t.left--
	t.mu.Unlock()
}

func (t *task) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.onDone != nil {
		t.onDone()
	}
}

// The one implementation of an interface knows the configuration that asks.
type loader interface{ load(key string) string }

type config struct {
	mu     sync.RWMutex
	values map[string]string
	from   loader
}

type remote struct {
	config *config
}

func newConfig() *config {
	c := &config{values: map[string]string{}}
	c.from = &remote{config: c}
	return c
}

func (r *remote) load(key string) string {
	r.config.set(key, key)
	return key
}

func (c *config) set(key, value string) {
	c.mu.Lock() // want "GL009"
	c.values[key] = value
	c.mu.Unlock()
}

func (c *config) get(key string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if v, ok := c.values[key]; ok {
		return v
	}
	return c.from.load(key)
}

func (c *config) getFree(key string) string {
	c.mu.RLock()
	v, ok := c.values[key]
	c.mu.RUnlock()
	if ok {
		return v
	}
	return c.from.load(key) // ok
}

// Layers ask the one below.
type layer struct {
	mu   sync.Mutex
	name string
	link *link
}

type link struct{ below *layer }

func stack(below *layer) *layer {
	l := &layer{name: "upper"}
	l.link = &link{below: below}
	return l
}

func (k *link) nameBelow() string {
	k.below.mu.Lock() // ok: the layer below
	defer k.below.mu.Unlock()
	return k.below.name
}

func (l *layer) path() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.link == nil {
		return l.name
	}
	return l.link.nameBelow() + "/" + l.name
}

// A visitor that locks what the walk holds.
type peers struct {
	mu   sync.RWMutex
	byID map[int]int
}

func (p *peers) each(fn func(id int)) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for id := range p.byID {
		fn(id)
	}
}

func (p *peers) eachFree(fn func(id int)) {
	p.mu.RLock()
	ids := make([]int, 0, len(p.byID))
	for id := range p.byID {
		ids = append(ids, id)
	}
	p.mu.RUnlock()
	for _, id := range ids {
		fn(id)
	}
}

func (p *peers) remove(id int) {
	p.mu.Lock()
	delete(p.byID, id)
	p.mu.Unlock()
}

func (p *peers) clear() {
	p.each(func(id int) {
		p.mu.Lock() // want "GL009"
		delete(p.byID, id)
		p.mu.Unlock()
	})
}

func (p *peers) clearFree() {
	p.eachFree(func(id int) { p.remove(id) }) // ok
}

func (p *peers) clearLater() {
	p.each(func(id int) { go p.remove(id) }) // ok
}

// Two sets: the visitor locks the other one.
func move(from, to *peers) {
	from.each(func(id int) {
		to.mu.Lock() // ok
		to.byID[id] = id
		to.mu.Unlock()
	})
}

// What Once runs under the lock takes it.
type store struct {
	mu   sync.Mutex
	once sync.Once
	rows int
}

func (s *store) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(func() {
		s.mu.Lock() // want "GL009"
		s.rows = 1
		s.mu.Unlock()
	})
	return s.rows
}

func (s *store) countFree() int {
	s.once.Do(func() {
		s.mu.Lock()
		s.rows = 1
		s.mu.Unlock()
	})
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	return s.rows
}

func leaks() {
	r := newRegistry()
	go r.Drop("a")
	go newConfig().get("a")
	p := &peers{byID: map[int]int{1: 1}}
	go p.clear()
	new(store).count()
}

func fixed() {
	newRegistry().DropFree("a")
	newConfig().getFree("a")
	t := &task{}
	t.child().finish()
	_ = stack(&layer{name: "lower"}).path()
	p, q := &peers{byID: map[int]int{1: 1}}, &peers{byID: map[int]int{}}
	move(p, q)
	p.clearLater()
	q.clearFree()
	new(store).countFree()
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	for range 16 {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}

// What is told of success does not do what is behind the error (seen in cilium, pkg/envoy).
type listeners struct {
	mu    sync.Mutex
	names map[string]bool
}

func (l *listeners) add(name string, done func(err error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names[name] = true
	done(nil)
}

func (l *listeners) remove(name string) {
	l.mu.Lock() // ok
	delete(l.names, name)
	l.mu.Unlock()
}

func (l *listeners) addAdmin() {
	l.add("admin", func(err error) {
		if err != nil {
			l.remove("admin")
		}
	})
}

// A constant goes through two calls (seen in etcd, server/storage/backend).
type backend struct {
	mu      sync.RWMutex
	pending int
}

func (b *backend) begin() {
	b.mu.RLock() // ok
	b.pending++
	b.mu.RUnlock()
}

func (b *backend) commit(stop bool) {
	b.pending = 0
	if !stop {
		b.begin()
	}
}

func (b *backend) flush(stop bool) {
	if b.pending > 0 {
		b.commit(stop)
	}
}

func (b *backend) defragment() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flush(true)
}
