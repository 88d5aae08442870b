// Locks of two types in both orders, one object got from the other. `leaks` leaves two goroutines a turn behind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

type depot struct {
	mu struct {
		sync.Mutex
		full bool
	}
	vans map[string]*van
}

type van struct {
	mu    sync.Mutex
	depot *depot
	load  int
}

func newDepot() *depot {
	d := &depot{vans: map[string]*van{}}
	d.vans["a"] = &van{depot: d}
	return d
}

// The depot is held over the lock of each of its vans.
func (d *depot) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	time.Sleep(time.Millisecond)
	n := 0
	for _, v := range d.vans {
		n += v.size()
	}
	return n
}

func (v *van) size() int {
	v.mu.Lock() // note "GL010"
	defer v.mu.Unlock()
	return v.load
}

// The van is held over the lock of its depot.
func (v *van) add(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	time.Sleep(time.Millisecond)
	v.load += n
	v.report()
}

func (v *van) report() {
	if v.load > 10 {
		v.depot.mu.Lock() // note "GL010"
		v.depot.mu.full = true
		v.depot.mu.Unlock()
	}
}

// The fleet lets go of its own lock before it asks the bikes, which take both.
type fleet struct {
	mu    sync.Mutex
	bikes map[string]*bike
	spare *bike
}

type bike struct {
	mu    sync.Mutex
	fleet *fleet
	km    int
}

func (f *fleet) total() int {
	f.mu.Lock()
	list := make([]*bike, 0, len(f.bikes))
	for _, b := range f.bikes {
		list = append(list, b)
	}
	f.mu.Unlock()
	n := 0
	for _, b := range list {
		b.mu.Lock() // ok: the fleet is free
		n += b.km
		b.mu.Unlock()
	}
	return n
}

func (b *bike) ride() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fleet.mu.Lock() // ok: always in this order
	b.fleet.spare = nil
	b.fleet.mu.Unlock()
}

// Two types that have nothing to do with each other: a ledger for the day, one for the night.
type ledger struct {
	mu  sync.Mutex
	sum int
}

type stamp struct {
	mu sync.Mutex
	at int
}

func byDay(l *ledger, s *stamp) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.mu.Lock() // ok: which ones is not known
	s.at = l.sum
	s.mu.Unlock()
}

func byNight(l *ledger, s *stamp) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.mu.Lock() // ok
	l.sum = s.at
	l.mu.Unlock()
}

// A gate keeps the two orders apart.
type gate struct {
	mu   sync.Mutex
	a    sync.Mutex
	room *room
}

type room struct {
	mu   sync.Mutex
	gate *gate
}

func (g *gate) in() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.a.Lock()
	defer g.a.Unlock()
	g.room.mu.Lock() // ok: under the gate
	g.room.mu.Unlock()
}

func (g *gate) out() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.room.mu.Lock()
	defer g.room.mu.Unlock()
	g.room.gate.a.Lock() // ok: under the gate
	g.room.gate.a.Unlock()
}

func leaks() {
	for i := 0; i < 40; i++ {
		d := newDepot()
		v := d.vans["a"]
		go d.count()
		go v.add(11)
	}
}

func fixed() {
	f := &fleet{bikes: map[string]*bike{}}
	f.bikes["a"] = &bike{fleet: f}
	go f.total()
	f.bikes["a"].ride()
	g := &gate{room: &room{}}
	g.room.gate = g
	go g.in()
	g.out()
	go byDay(&ledger{}, &stamp{})
	byNight(&ledger{}, &stamp{})
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}

// Seen in nats-server (recalculateClusteredSeq): the helper takes the other lock only when it is told to.
type log struct {
	mu    sync.Mutex
	pages *pages
}

type pages struct {
	mu sync.Mutex
	n  int
}

func (l *log) turn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages.mu.Lock() // ok: recount is told to keep off
	defer l.pages.mu.Unlock()
	l.pages.n++
}

func (l *log) write() {
	l.pages.mu.Lock()
	defer l.pages.mu.Unlock()
	recount(l, false)
}

func recount(l *log, lock bool) {
	if lock {
		l.mu.Lock() // ok
		defer l.mu.Unlock()
	}
	l.pages.n = 0
}

// Seen in go-libp2p (resource manager): guests and halls embed one type of scope, and are locked on two sides of the house.
type scope struct {
	mu sync.Mutex
	n  int
}

func (s *scope) enter() {
	s.mu.Lock() // ok: a hall's
	s.n++
	s.mu.Unlock()
}

type house struct {
	mu    sync.Mutex
	halls map[string]*hall
}

type hall struct{ *scope }

type guest struct {
	*scope
	house *house
}

func (h *house) hallOf(name string) *hall {
	h.mu.Lock() // ok: a guest is no hall
	defer h.mu.Unlock()
	found := h.halls[name]
	found.enter()
	return found
}

func (g *guest) visit(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.house.hallOf(name)
}
