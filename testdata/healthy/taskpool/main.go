package main

import (
	"fmt"
	"sync"
	"time"
)

type Pool struct {
	tasks chan func()
	wg    sync.WaitGroup
	once  sync.Once
}

func NewPool(n int) *Pool {
	p := &Pool{tasks: make(chan func())}
	p.wg.Add(n)
	for range n {
		go func() {
			defer p.wg.Done()
			for t := range p.tasks {
				t()
			}
		}()
	}
	return p
}

func (p *Pool) Submit(f func()) { p.tasks <- f }

func (p *Pool) Close() {
	p.once.Do(func() { close(p.tasks) })
	p.wg.Wait()
}

func main() {
	p := NewPool(3)
	defer p.Close()
	for i := range 10 {
		p.Submit(func() { fmt.Println(i); time.Sleep(time.Millisecond) })
	}
}
