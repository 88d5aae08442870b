// Package company is the healthy company that every program of testdata/rules keeps, so that no
// verdict about it is trivial: an HTTP server with net/http/pprof and two idle keep-alive clients,
// three workers that wait on a queue reachable from a global, and one ticker loop. Nothing in here leaks.
package company

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sync/atomic"
	"time"
)

var (
	times = flag.Int("n", 25, "how often to do it")
	every = flag.Duration("every", 40*time.Millisecond, "pause between two of them")
	span  = flag.Duration("for", 0, "do it for so long, instead of -n times")
	stay  = flag.Duration("stay", time.Minute, "stay alive for so long afterwards")
)

// queue feeds the workers for the life of the process.
var queue = make(chan func(), 8)

// idle holds the clients whose connections stay open between requests.
var idle []*http.Client

// flushes counts the rounds of flushLoop.
var flushes atomic.Int64

// Service is the running company.
type Service struct {
	URL string
}

// Start reads the flags, starts the company, and prints the listen address as the first line.
// The paths under /debug/pprof/ and /healthz are added to mux, which may be nil.
func Start(mux *http.ServeMux) *Service {
	flag.Parse()
	if mux == nil {
		mux = http.NewServeMux()
	}
	mux.Handle("/debug/pprof/", http.DefaultServeMux)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go serve(srv, ln)
	for i := 0; i < 3; i++ {
		go work()
	}
	go flushLoop(500 * time.Millisecond)

	s := &Service{URL: "http://" + ln.Addr().String()}
	for i := 0; i < 2; i++ {
		c := &http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}
		idle = append(idle, c)
		get(context.Background(), c, s.URL+"/healthz")
	}
	fmt.Println(ln.Addr())
	return s
}

// Drive calls step at a steady pace, then stays; the process ends when it returns.
func (s *Service) Drive(step func(i int)) {
	t := time.NewTicker(*every)
	defer t.Stop()
	start, i := time.Now(), 0
	for *span > 0 && time.Since(start) < *span || *span == 0 && i < *times {
		step(i)
		i++
		<-t.C
	}
	fmt.Println("done", i)
	time.Sleep(*stay)
}

// Ask sends one request as an impatient caller would: it does not wait for it, and the connection
// is given up after 200 ms.
func (s *Service) Ask(path string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		get(ctx, c, s.URL+path)
	}()
}

// Enqueue hands a job to the workers.
func Enqueue(job func()) {
	queue <- job
}

func serve(srv *http.Server, ln net.Listener) {
	if err := srv.Serve(ln); err != http.ErrServerClosed {
		log.Print(err)
	}
}

func work() {
	for job := range queue {
		job()
	}
}

func flushLoop(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for range t.C {
		flushes.Add(1)
	}
}

func get(ctx context.Context, c *http.Client, url string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	resp, err := c.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}
