// Package bigpool: a hundred idle workers, an ants pool that fills up on demand, keyed workers started when first needed.
package bigpool

import (
	"hash/fnv"
	"net/http"
	"sync"
	"time"

	"example.com/shop/peers/kit"
	"github.com/panjf2000/ants/v2"
)

type job func()

type dispatcher struct {
	mu     sync.Mutex
	queues map[uint32]chan job
}

// submit starts the worker of a shard when it is first needed; there are at most 64.
func (d *dispatcher) submit(key string, j job) {
	h := fnv.New32()
	h.Write([]byte(key))
	s := h.Sum32() % 64
	d.mu.Lock()
	q, ok := d.queues[s]
	if !ok {
		q = make(chan job, 16)
		d.queues[s] = q
		go d.work(q)
	}
	d.mu.Unlock()
	q <- j
}

func (d *dispatcher) work(q chan job) {
	for j := range q {
		j()
	}
}

func Serve(k *kit.Kit) {
	jobs := make(chan job)
	for range 100 {
		go func() {
			for j := range jobs {
				j()
			}
		}()
	}
	p, _ := ants.NewPool(200, ants.WithExpiryDuration(10*time.Minute))
	d := &dispatcher{queues: map[uint32]chan job{}}
	k.Mux.HandleFunc("/do", func(w http.ResponseWriter, r *http.Request) {
		for range 3 {
			p.Submit(func() { time.Sleep(900 * time.Millisecond) })
		}
		jobs <- func() { time.Sleep(300 * time.Millisecond) }
		done := make(chan struct{})
		d.submit(time.Now().String(), func() { close(done) })
		<-done
	})
	k.HTTP()
}

func Load(k *kit.Kit) {
	for k.Ctx.Err() == nil {
		go k.Get("/do")
		k.Sleep(time.Duration(2000-25*min(k.Target(), 60)) * time.Millisecond)
	}
}
