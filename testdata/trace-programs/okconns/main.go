package main

import (
	"bufio"
	"net"
	"os"
	"runtime/trace"
	"time"
)

func serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	out := make(chan string, 1)
	go func() {
		for line := range out {
			c.Write([]byte(line))
		}
	}()
	defer close(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		out <- line
	}
}

func client(addr string) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		if _, err := c.Write([]byte("ping\n")); err != nil {
			return
		}
		if _, err := r.ReadString('\n'); err != nil {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
}

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	for i := 0; i < 100; i++ {
		go client(l.Addr().String())
		time.Sleep(5 * time.Millisecond)
	}
	trace.Stop()
	f.Close()
}
