// Chat keeps a writer goroutine for each session. The session ends by its context, but the writer
// waits for the next message only and never looks at the context.
package main

import (
	"context"
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type session struct {
	id   int
	out  chan string
	sent *atomic.Int64
}

func (s *session) write(msg string) {
	s.sent.Add(int64(len(msg)))
}

// writeLoop writes the session's messages until ctx ends.
func (s *session) writeLoop(ctx context.Context) {
	for ctx.Err() == nil {
		msg := <-s.out // want "GL007"
		s.write(msg)
	}
}

// pingLoop keeps the session alive until ctx ends.
func (s *session) pingLoop(ctx context.Context) {
	t := time.NewTicker(10 * time.Millisecond)
	defer t.Stop()
	for {
		select { // ok: has its stop case
		case <-t.C:
			s.write("ping")
		case <-ctx.Done():
			return
		}
	}
}

type chat struct {
	sent atomic.Int64
}

// Talk opens a session, says hello, and ends it.
func (c *chat) Talk(ctx context.Context, id int) {
	ctx, cancel := context.WithTimeout(ctx, 25*time.Millisecond)
	defer cancel()
	s := &session{id: id, out: make(chan string), sent: &c.sent}
	go s.writeLoop(ctx)
	go s.pingLoop(ctx)
	s.out <- "hello"
	<-ctx.Done()
}

func main() {
	c := company.Start(nil)
	room := &chat{}
	c.Drive(func(i int) {
		room.Talk(context.Background(), i)
		if i%10 == 9 {
			log.Printf("%d bytes sent in %d sessions", room.sent.Load(), i+1)
		}
	})
}
