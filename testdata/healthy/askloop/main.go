package main

import (
	"fmt"
	"time"
)

type state struct{ n int }

// actor: lives as long as the program
var requests = make(chan func(*state))

func init() {
	go func() {
		var s state
		for f := range requests {
			f(&s)
		}
	}()
}

func count() int {
	reply := make(chan int)
	requests <- func(s *state) { s.n++; reply <- s.n }
	return <-reply
}

func metrics(every time.Duration) {
	for range time.Tick(every) {
		fmt.Println(count())
	}
}

func main() {
	go metrics(time.Second)
	fmt.Println(count())
	select {}
}
