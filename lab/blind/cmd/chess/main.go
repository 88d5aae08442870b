// chess: healthy. A match is an actor with a clock; players come over plain TCP, two goroutines each, and stay a while.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"

	"example.net/acme/internal/ops"
)

type move struct {
	from string
	over bool
}

type match struct {
	moves chan move
	done  chan struct{}
}

func (m *match) play() {
	defer close(m.done)
	idle := time.NewTimer(10 * time.Minute)
	defer idle.Stop()
	for {
		select {
		case v := <-m.moves:
			if v.over {
				return
			}
			idle.Reset(10 * time.Minute)
		case <-idle.C:
			return
		}
	}
}

type lobby struct {
	mu   sync.Mutex
	open *match
}

func (l *lobby) join() *match {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m := l.open; m != nil {
		l.open = nil
		return m
	}
	m := &match{moves: make(chan move), done: make(chan struct{})}
	l.open = m
	go m.play()
	return m
}

type player struct {
	conn net.Conn
	out  chan string
}

func (p *player) write() {
	for s := range p.out {
		fmt.Fprintln(p.conn, s)
	}
	p.conn.Close()
}

func (p *player) read(l *lobby) {
	m := l.join()
	s := bufio.NewScanner(p.conn)
	for s.Scan() {
		select {
		case m.moves <- move{from: s.Text()}:
			p.out <- "ok"
		case <-m.done:
			p.out <- "over"
		}
	}
	select {
	case m.moves <- move{over: true}:
	case <-m.done:
	}
	close(p.out)
}

func serve() {
	ln, err := net.Listen("tcp", ops.Addr())
	if err != nil {
		log.Fatal(err)
	}
	l := &lobby{}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		p := &player{conn: c, out: make(chan string, 8)}
		go p.write()
		go p.read(l)
	}
}

func main() {
	ops.Main(serve, func(context.Context) {
		time.Sleep(time.Second)
		for {
			go func() {
				c, err := net.Dial("tcp", os.Getenv("APP"))
				if err != nil {
					return
				}
				defer c.Close()
				// some play on for the whole evening
				stay := 60 + rand.IntN(120)
				if rand.IntN(4) == 0 {
					stay = 3600
				}
				r := bufio.NewReader(c)
				for i := 0; i < stay; i++ {
					fmt.Fprintln(c, "e4")
					if _, err := r.ReadString('\n'); err != nil {
						return
					}
					time.Sleep(time.Second)
				}
			}()
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Millisecond)
		}
	})
}
