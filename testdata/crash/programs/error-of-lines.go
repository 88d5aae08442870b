// A goroutine panics with an error whose text has several lines, one of which looks like a goroutine's header.
package main

import (
	"strings"
	"time"
)

type orderError struct{ lines []string }

func (e *orderError) Error() string { return "order failed:\n  " + strings.Join(e.lines, "\n  ") }

func place() { panic(&orderError{[]string{"no stock", "goroutine 1 [running]:", "main.main()"}}) }

func main() {
	go place()
	time.Sleep(time.Second)
}
