// main ends with runtime.Goexit, and the process goes on without it.
package main

import (
	"runtime"
	"time"
)

type cache struct{}

func (*cache) sweep() {
	for {
		time.Sleep(time.Second)
	}
}

func main() {
	for i := 0; i < 3; i++ {
		go new(cache).sweep()
	}
	runtime.Goexit()
}
