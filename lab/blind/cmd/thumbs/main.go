// thumbs: healthy. A queue with a sync.Cond and workers that come with load and stay; bursts; batches under an errgroup.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.net/acme/internal/ops"
	"golang.org/x/sync/errgroup"
)

type job struct{ done chan struct{} }

type queue struct {
	mu      sync.Mutex
	ready   *sync.Cond
	jobs    []*job
	workers int
	idle    int
}

func (q *queue) next() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		q.idle++
		q.ready.Wait()
		q.idle--
	}
	j := q.jobs[0]
	q.jobs = q.jobs[1:]
	return j
}

func (q *queue) work() {
	for {
		j := q.next()
		time.Sleep(time.Duration(20+rand.IntN(250)) * time.Millisecond)
		close(j.done)
	}
}

func (q *queue) put(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
	if q.idle == 0 && q.workers < 48 {
		q.workers++
		go q.work()
	}
	q.ready.Signal()
}

func serve() {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	http.HandleFunc("/thumb", func(w http.ResponseWriter, r *http.Request) {
		j := &job{done: make(chan struct{})}
		q.put(j)
		<-j.done
		fmt.Fprintln(w, "thumb")
	})
	http.HandleFunc("/album", func(w http.ResponseWriter, r *http.Request) {
		g, _ := errgroup.WithContext(r.Context())
		g.SetLimit(6)
		for range 20 {
			g.Go(func() error {
				j := &job{done: make(chan struct{})}
				q.put(j)
				<-j.done
				return nil
			})
		}
		g.Wait()
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(7, 30*time.Second, func(i int) string {
			if i%200 > 180 {
				return "http://" + ops.Addr() + "/album"
			}
			return "http://" + ops.Addr() + "/thumb"
		})
	})
}
