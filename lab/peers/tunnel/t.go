// Package tunnel: agents dial in and hold a yamux session; public connections become streams, copied both ways.
package tunnel

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"time"

	"example.com/shop/peers/kit"
	"github.com/hashicorp/yamux"
)

type registry struct {
	mu  sync.Mutex
	all []*yamux.Session
}

func (r *registry) pick(n int) *yamux.Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == 0 {
		return nil
	}
	return r.all[n%len(r.all)]
}

func Serve(k *kit.Kit) {
	reg := &registry{}
	al, err := net.Listen("tcp", os.Getenv("UP"))
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			c, err := al.Accept()
			if err != nil {
				return
			}
			go func() {
				s, _ := yamux.Server(c, nil)
				reg.mu.Lock()
				reg.all = append(reg.all, s)
				reg.mu.Unlock()
				<-s.CloseChan()
			}()
		}
	}()
	l, err := net.Listen("tcp", k.Listen)
	if err != nil {
		log.Fatal(err)
	}
	go func() { <-k.Ctx.Done(); l.Close() }()
	for n := 0; ; n++ {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go proxy(c, reg.pick(n))
	}
}

func proxy(c net.Conn, s *yamux.Session) {
	defer c.Close()
	if s == nil {
		return
	}
	st, err := s.Open()
	if err != nil {
		return
	}
	defer st.Close()
	done := make(chan struct{}, 2)
	go func() { io.Copy(st, c); done <- struct{}{} }()
	go func() { io.Copy(c, st); done <- struct{}{} }()
	<-done
}

func Load(k *kit.Kit) {
	for range 4 {
		go func() {
			c, err := net.Dial("tcp", os.Getenv("UP"))
			if err != nil {
				log.Fatal(err)
			}
			s, _ := yamux.Client(c, nil)
			for {
				st, err := s.Accept()
				if err != nil {
					return
				}
				go func() { defer st.Close(); io.Copy(st, st) }()
			}
		}()
	}
	time.Sleep(time.Second)
	k.Clients(func(ctx context.Context, n int) {
		c, err := net.Dial("tcp", k.Listen)
		if err != nil {
			return
		}
		defer c.Close()
		b := make([]byte, 10)
		for ctx.Err() == nil {
			fmt.Fprint(c, "hi")
			if _, err := c.Read(b); err != nil {
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Second):
			}
		}
	})
}
