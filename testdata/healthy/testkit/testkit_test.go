package testkit

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

func TestServer(t *testing.T) {
	url := Server(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }))
	resp := Get(t, url)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %s", resp.Status)
	}
}

func TestEcho(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		defer close(accepted)
		conn, err := ln.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		accepted <- conn
	}()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	select {
	case other, ok := <-accepted:
		if ok {
			other.Close()
		}
	case <-time.After(time.Second):
		t.Fatal("nobody came")
	}
}

func TestParallel(t *testing.T) {
	var mu sync.Mutex
	seen := 0
	for range 4 {
		t.Run("sub", func(t *testing.T) {
			t.Parallel()
			ctx := Context(t)
			<-time.After(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			if ctx.Err() == nil {
				seen++
			}
		})
	}
	start := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-start
		}()
	}
	close(start)
	wg.Wait()
	Eventually(t, func() bool { return true })
}
