package main

import (
	"os"
	"runtime/trace"
	"sync"
	"time"
)

func worker(jobs <-chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	for range jobs {
		time.Sleep(2 * time.Millisecond)
	}
}

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	jobs := make(chan int, 16)
	var wg sync.WaitGroup
	// A pool that adds workers step by step while the load goes up, to a fixed size.
	go func() {
		for i := 0; i < 48; i++ {
			wg.Add(1)
			go worker(jobs, &wg)
			time.Sleep(9 * time.Millisecond)
		}
	}()
	end := time.Now().Add(600 * time.Millisecond)
	for i := 0; time.Now().Before(end); i++ {
		jobs <- i
		if i%3 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	trace.Stop()
	f.Close()
}
