// Mailer delivers each message in a goroutine of its own. Nobody waits for it, so it reports to nobody.
package main

import (
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type message struct {
	to, subject string
}

type mailer struct {
	last      atomic.Int64
	delivered atomic.Int64
}

func (m *mailer) deliver(id int64, msg message) {
	time.Sleep(time.Millisecond)
	m.delivered.Add(1)
}

// Send delivers msg in the background and returns its number.
func (m *mailer) Send(msg message) int64 {
	id := m.last.Add(1)
	go func() {
		m.deliver(id, msg) // ok: nothing to send
	}()
	return id
}

// SendNow delivers msg and waits until it is done.
func (m *mailer) SendNow(msg message) int64 {
	id := m.last.Add(1)
	acked := make(chan int64)
	go func() {
		m.deliver(id, msg)
		acked <- id // ok: received below on the only path
	}()
	return <-acked
}

func main() {
	c := company.Start(nil)
	m := &mailer{}
	c.Drive(func(i int) {
		id := m.Send(message{to: "ops@example.org", subject: "nightly report"})
		if i%10 == 9 {
			m.SendNow(message{to: "ops@example.org", subject: "summary"})
			log.Printf("message %d queued, %d delivered", id, m.delivered.Load())
		}
	})
}
