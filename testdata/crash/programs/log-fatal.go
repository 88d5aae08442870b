// The process ends by log.Fatal after some errors: there is no dump.
package main

import (
	"errors"
	"log"
	"time"
)

func connect(try int) error { return errors.New("connection refused") }

func main() {
	log.SetFlags(log.LstdFlags | log.Lshortfile)
	for try := 1; try <= 3; try++ {
		if err := connect(try); err != nil {
			log.Printf("try %d: %v", try, err)
			time.Sleep(10 * time.Millisecond)
		}
	}
	log.Fatal("gave up: goroutine pool not started")
}
