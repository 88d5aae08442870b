// Configwatch opens a watch for each reload and lets a goroutine wait for its end. No one ever makes
// the quit channel, so the goroutine receives from a nil channel.
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
	wa := &watch{file: file, changes: make(chan string, 1)}
	go w.release(wa)
	return wa
}

// release waits until the watch has ended.
func (w *watcher) release(wa *watch) {
	<-wa.quit // want "GL001"
	w.released.Add(1)
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
		wa.changes <- "reload"
		change, ok := wa.Next()
		if i%10 == 9 {
			log.Println(change, ok, w.released.Load())
		}
	})
}
