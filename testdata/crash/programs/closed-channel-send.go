// A send on a channel that the receiver has closed.
package main

import "sync"

func produce(out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for i := 0; i < 3; i++ {
		out <- i
	}
}

func main() {
	var wg sync.WaitGroup
	out := make(chan int)
	wg.Add(1)
	go produce(out, &wg)
	<-out
	close(out)
	wg.Wait()
}
