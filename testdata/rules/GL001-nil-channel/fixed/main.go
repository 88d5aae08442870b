// Configwatch opens a watch for each reload and lets a goroutine wait for its end, which is when
// Close closes the quit channel.
package main

import (
	"log"
	"sync/atomic"

	"example.org/rules/company"
)

type watch struct {
	file    string
	changes chan string
	quit    chan struct{}
}

type watcher struct {
	released atomic.Int64
}

// Open starts to watch a file.
func (w *watcher) Open(file string) *watch {
	wa := &watch{file: file, changes: make(chan string, 1), quit: make(chan struct{})}
	go w.release(wa)
	return wa
}

// release waits until the watch has ended.
func (w *watcher) release(wa *watch) {
	<-wa.quit // ok: made by Open, closed by Close
	w.released.Add(1)
}

// Close ends the watch.
func (wa *watch) Close() {
	close(wa.quit)
}

// Next returns the next change, if there is one.
func (wa *watch) Next() (string, bool) {
	var timeout chan struct{}
	select { // ok: a nil channel in a select with a default only switches that case off
	case c := <-wa.changes:
		return c, true
	case <-timeout:
		return "", false
	default:
		return "", false
	}
}

func main() {
	c := company.Start(nil)
	w := &watcher{}
	c.Drive(func(i int) {
		wa := w.Open("/etc/app.yml")
		defer wa.Close()
		wa.changes <- "reload"
		change, ok := wa.Next()
		if i%10 == 9 {
			log.Println(change, ok, w.released.Load())
		}
	})
}
