// A method of a nil pointer in a goroutine, while another one waits.
package main

import "sync"

type user struct {
	id   int
	name string
}

func (u *user) greeting() string { return "hello " + u.name }

func find(id int) *user { return nil }

func main() {
	var wg sync.WaitGroup
	idle := make(chan struct{})
	go func() { <-idle }()
	wg.Add(1)
	go func() {
		defer wg.Done()
		println(find(7).greeting())
	}()
	wg.Wait()
}
