// Unseen leaks and hangs over real libraries: `unseen NAME`.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"
)

type scenario struct {
	every time.Duration
	setup func() func(n int) // returns what runs at each tick, in a goroutine of its own
}

var scenarios = map[string]scenario{}

func register(name string, every time.Duration, setup func() func(n int)) {
	scenarios[name] = scenario{every, setup}
}

func noise() {
	jobs := make(chan int)
	for i := 0; i < 4; i++ {
		go func() {
			for j := range jobs {
				time.Sleep(time.Duration(j%20) * time.Millisecond)
			}
		}()
	}
	go func() {
		for i := 0; ; i++ {
			jobs <- i
			time.Sleep(40 * time.Millisecond)
		}
	}()
	http.HandleFunc("/ok", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(15 * time.Millisecond)
		fmt.Fprintln(w, "ok")
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-t.C:
				fmt.Fprintln(w, "tick")
				w.(http.Flusher).Flush()
			}
		}
	})
}

func load(base string) {
	c := &http.Client{Timeout: 2 * time.Second}
	for i := 0; i < 3; i++ {
		go func() {
			for {
				ctx, cancel := context.WithTimeout(context.Background(), 9*time.Second)
				req, _ := http.NewRequestWithContext(ctx, "GET", base+"/events", nil)
				if r, err := http.DefaultClient.Do(req); err == nil {
					b := make([]byte, 100)
					for {
						if _, err := r.Body.Read(b); err != nil {
							break
						}
					}
					r.Body.Close()
				}
				cancel()
			}
		}()
	}
	for i := 0; ; i++ {
		wide := 1
		if i%40 < 5 {
			wide = 6
		}
		for j := 0; j < wide; j++ {
			go func() {
				if r, err := c.Get(base + "/ok"); err == nil {
					r.Body.Close()
				}
			}()
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	if os.Args[1] == "peers" {
		servePeers()
		return
	}
	if os.Args[1] == "visitors" {
		visit(os.Args[2])
	}
	s, ok := scenarios[os.Args[1]]
	if !ok {
		for n := range scenarios {
			fmt.Println(n)
		}
		return
	}
	addr := os.Getenv("ADMIN")
	noise()
	go func() { log.Fatal(http.ListenAndServe(addr, nil)) }()
	time.Sleep(200 * time.Millisecond)
	go load("http://" + addr)
	work := s.setup()
	for n := 0; ; n++ {
		go work(n)
		time.Sleep(s.every)
	}
}
