// Reloader lets each open document be read again on SIGHUP. Close undoes the registration and closes
// the channel, at which the goroutine ends.
package main

import (
	"log"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"example.org/rules/company"
)

type document struct {
	name string
	hup  chan os.Signal
	read *atomic.Int64
}

type reloader struct {
	read atomic.Int64
}

// Open reads a document, and reads it again at each SIGHUP.
func (r *reloader) Open(name string) *document {
	d := &document{name: name, hup: make(chan os.Signal, 1), read: &r.read}
	signal.Notify(d.hup, syscall.SIGHUP) // ok: Close undoes it
	go d.reload()
	d.load()
	return d
}

func (d *document) load() {
	d.read.Add(1)
}

func (d *document) reload() {
	for range d.hup {
		d.load()
	}
}

// Close closes the document.
func (d *document) Close() {
	d.name = ""
	signal.Stop(d.hup)
	close(d.hup)
}

// watchChildren registers once for the whole process.
func watchChildren(seen *atomic.Int64) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGCHLD) // ok: once in the process
	go func() {
		for range ch {
			seen.Add(1)
		}
	}()
}

func main() {
	c := company.Start(nil)
	var children atomic.Int64
	watchChildren(&children)
	r := &reloader{}
	c.Drive(func(i int) {
		d := r.Open("index.html")
		defer d.Close()
		if i%10 == 9 {
			log.Println(r.read.Load(), children.Load())
		}
	})
}
