// Devices gives each connected device a tracker with a goroutine in it. The device goes, the tracker
// is forgotten, and its loop has no way to end.
package main

import (
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

var alarms atomic.Int64

type position struct {
	lat, lon float64
}

type tracker struct {
	device string
	fixes  chan position
	last   position
}

// newTracker starts to track a device.
func newTracker(device string) *tracker {
	t := &tracker{device: device, fixes: make(chan position, 4)}
	go t.loop() // want "GL016"
	return t
}

func (t *tracker) loop() {
	silence := time.NewTicker(250 * time.Millisecond)
	defer silence.Stop()
	for {
		select {
		case t.last = <-t.fixes:
		case <-silence.C:
			alarms.Add(1)
		}
	}
}

// visit is one device that connects, reports twice, and goes.
func visit(device string) {
	t := newTracker(device)
	t.fixes <- position{50.1, 8.7}
	t.fixes <- position{50.2, 8.6}
}

// archive writes what a device has left; it ends by itself.
func archive(devices ...string) {
	go func() { // ok: finite work
		for _, d := range devices {
			log.Printf("archived %s, %d alarms so far", d, alarms.Load())
		}
	}()
}

func main() {
	c := company.Start(nil)
	c.Drive(func(i int) {
		visit("van-7")
		if i%10 == 9 {
			archive("van-7")
		}
	})
}
