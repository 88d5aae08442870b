// Objects with a goroutine of their own and a method that ends it, let go without it. `leaks` leaves three goroutines a turn
// behind.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"
)

type boiler struct {
	orders chan int
	quit   chan struct{}
}

func (b boiler) Light() {
	go func() { // want "lets go of b without"
		for {
			select {
			case <-b.orders:
			case <-b.quit:
				return
			}
		}
	}()
}

func (b boiler) Heat(degrees int) { b.orders <- degrees }

func (b boiler) Shut() { close(b.quit) }

// b is known here only.
func heatOnce() {
	b := boiler{orders: make(chan int), quit: make(chan struct{})}
	b.Light()
	b.Heat(60)
}

type stove struct{ boiler *boiler }

// Shut is called, deferred.
func heatAndShut() {
	b := boiler{orders: make(chan int), quit: make(chan struct{})}
	b.Light()
	defer b.Shut()
	b.Heat(60)
}

// A session is made with its watcher; the result is dropped.
type session struct {
	ctx    context.Context
	cancel context.CancelFunc
}

type desk struct{ open int }

func (d *desk) begin(ctx context.Context) *session {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{cancel: cancel, ctx: ctx}
	go s.watch() // want "drops the result without"
	return s
}

func (s *session) watch() {
	<-s.ctx.Done()
}

func (s *session) end() { s.cancel() }

func drop() {
	d := &desk{}
	d.begin(context.Background())
}

// The context of the caller ends it.
type visit struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newVisit(ctx context.Context) *visit {
	ctx, cancel := context.WithCancel(ctx)
	v := &visit{ctx: ctx, cancel: cancel}
	go v.watch() // ok: ends with the context that is given
	return v
}

func (v *visit) watch() { <-v.ctx.Done() }

func (v *visit) end() { v.cancel() }

func visitFor(ctx context.Context) { newVisit(ctx) }

// A cursor's watcher is started by a method that takes the root context.
type cursor struct{ cancel context.CancelFunc }

func (c *cursor) open(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	go c.watch(ctx) // want "lets go of c without"
}

func (c *cursor) watch(ctx context.Context) {
	<-ctx.Done()
}

func (c *cursor) close() { c.cancel() }

func readAll() {
	c := &cursor{}
	c.open(context.Background())
}

// Kept, handed on, and ended by whoever has it.
type pump struct{ quit chan struct{} }

func newPump() *pump {
	p := &pump{quit: make(chan struct{})}
	go p.run() // ok: the callers keep it, hand it on, or close quit themselves
	return p
}

func (p *pump) run() { <-p.quit }

func (p *pump) Stop() { close(p.quit) }

type plant struct{ pump *pump }

func build() *plant {
	p := newPump()
	return &plant{pump: p}
}

func later() func() {
	p := newPump()
	return p.Stop
}

func direct() {
	p := newPump()
	close(p.quit)
}

func stopAll(pumps ...*pump) {
	for _, p := range pumps {
		p.Stop()
	}
}

func handOn() {
	p := newPump()
	defer stopAll(p)
}

// A registry knows them all.
var lit []*lamp

type lamp struct{ quit chan struct{} }

func (l *lamp) light() {
	lit = append(lit, l)
	go func() { // ok: the registry has it
		<-l.quit
	}()
}

func (l *lamp) out() { close(l.quit) }

func night() {
	l := &lamp{quit: make(chan struct{})}
	l.light()
}

func leaks() {
	heatOnce()
	drop()
	readAll()
}

func fixed() {
	heatAndShut()
	ctx, cancel := context.WithCancel(context.Background())
	visitFor(ctx)
	cancel()
	build().pump.Stop()
	later()()
	direct()
	handOn()
	(&desk{}).begin(context.Background()).end()
	c := &cursor{}
	c.open(context.Background())
	c.close()
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
	night()
	for _, l := range lit {
		l.out()
	}
}
