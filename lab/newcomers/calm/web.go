// Package calm holds services without a leak that look as if they had one.
package calm

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"example.org/depot/kit"
	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Idle has two thousand clients that say nothing: kept-alive HTTP connections, and devices on a line protocol.
func Idle() {
	kit.Admin()
	l, err := net.Listen("tcp", kit.Env("LINE", "127.0.0.1:23300"))
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go device(c)
		}
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func device(c net.Conn) {
	defer c.Close()
	out := make(chan string, 4)
	defer close(out)
	go func() {
		for s := range out {
			fmt.Fprintln(c, s)
		}
	}()
	in := bufio.NewScanner(c)
	for in.Scan() {
		out <- "ack " + in.Text()
	}
}

// SSE streams to browsers that come one by one and stay for a few minutes.
func SSE() {
	kit.Admin()
	gin.SetMode(gin.ReleaseMode)
	b := &broker{subs: map[chan string]bool{}}
	go kit.Every(context.Background(), 500*time.Millisecond, func() { b.publish(time.Now().String()) })
	r := gin.New()
	r.GET("/events", b.serve)
	r.GET("/ping", func(c *gin.Context) { c.String(200, "pong") })
	log.Fatal(r.Run(kit.App))
}

type broker struct {
	mu   sync.Mutex
	subs map[chan string]bool
}

func (b *broker) publish(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.subs {
		select {
		case c <- s:
		default:
		}
	}
}

func (b *broker) serve(c *gin.Context) {
	ch := make(chan string, 8)
	b.mu.Lock()
	b.subs[ch] = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.subs, ch)
		b.mu.Unlock()
	}()
	c.Stream(func(w io.Writer) bool {
		select {
		case s := <-ch:
			c.SSEvent("tick", s)
			return true
		case <-c.Request.Context().Done():
			return false
		}
	})
}

// Limiter lets a few through to a slow upstream; bursts wait in line.
func Limiter() {
	kit.Admin()
	lim := rate.NewLimiter(20, 5)
	sem := semaphore.NewWeighted(8)
	client := &http.Client{Timeout: 10 * time.Second}
	http.HandleFunc("/search", func(w http.ResponseWriter, r *http.Request) {
		if err := lim.Wait(r.Context()); err != nil {
			http.Error(w, err.Error(), 429)
			return
		}
		if err := sem.Acquire(r.Context(), 1); err != nil {
			http.Error(w, err.Error(), 503)
			return
		}
		defer sem.Release(1)
		resp, err := client.Get(kit.Upstream + "/slow?ms=300")
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		defer resp.Body.Close()
		io.Copy(w, resp.Body)
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

// Report holds its lock for eight seconds, three times a minute; readers wait.
func Report() {
	kit.Admin()
	s := &stats{m: map[string]int{}}
	go kit.Every(context.Background(), 20*time.Second, s.rollUp)
	http.HandleFunc("/count", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, s.count("a")) })
	http.HandleFunc("/hit", func(w http.ResponseWriter, r *http.Request) { s.hit("a") })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type stats struct {
	mu sync.RWMutex
	m  map[string]int
}

func (s *stats) rollUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(8 * time.Second)
	s.m = map[string]int{}
}

func (s *stats) count(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[k]
}

func (s *stats) hit(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k]++
}

// Drain is shutting down: forty long downloads are still on their way, workers finish their queue.
func Drain() {
	kit.Admin()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	queue := make(chan int, 5000)
	var wg sync.WaitGroup
	for i := 0; i < 32; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range queue {
				time.Sleep(time.Duration(200+rand.Intn(400)) * time.Millisecond)
			}
		}()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/download", func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < 170; i++ {
			fmt.Fprintln(w, i)
			w.(http.Flusher).Flush()
			time.Sleep(time.Second)
		}
	})
	mux.HandleFunc("/enqueue", func(w http.ResponseWriter, r *http.Request) { queue <- 1 })
	srv := &http.Server{Addr: kit.App, Handler: mux}
	go srv.ListenAndServe()
	select {
	case <-ctx.Done():
	case <-time.After(80 * time.Second):
	}
	for i := 0; i < 4000; i++ {
		select {
		case queue <- i:
		default:
		}
	}
	end, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	srv.Shutdown(end)
	close(queue)
	wg.Wait()
	time.Sleep(2 * time.Minute)
}
