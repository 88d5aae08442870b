// courier: every order is followed on the map by a loop of its own until it is delivered. Cancelled orders are not.
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
)

type order struct {
	id        int
	delivered chan struct{}
	mu        sync.Mutex
	lat, lon  float64
}

func (o *order) follow(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			o.mu.Lock()
			o.lat += rand.Float64() / 1000
			o.lon += rand.Float64() / 1000
			o.mu.Unlock()
		case <-o.delivered:
			return
		}
	}
}

type desk struct {
	mu     sync.Mutex
	next   int
	orders map[int]*order
}

func (d *desk) accept() *order {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	o := &order{id: d.next, delivered: make(chan struct{})}
	d.orders[o.id] = o
	go o.follow(2 * time.Second)
	return o
}

func (d *desk) deliver(id int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if o := d.orders[id]; o != nil {
		close(o.delivered)
		delete(d.orders, id)
	}
}

func (d *desk) cancel(id int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.orders, id)
}

func serve() {
	d := &desk{orders: map[int]*order{}}
	jobs := make(chan int, 64)
	for range 6 {
		go func() {
			for id := range jobs {
				time.Sleep(time.Duration(200+rand.IntN(2500)) * time.Millisecond)
				if rand.IntN(6) == 0 {
					d.cancel(id)
				} else {
					d.deliver(id)
				}
			}
		}()
	}
	http.HandleFunc("/order", func(w http.ResponseWriter, r *http.Request) {
		o := d.accept()
		select {
		case jobs <- o.id:
			fmt.Fprintln(w, o.id)
		default:
			d.deliver(o.id)
			http.Error(w, "busy", 503)
		}
	})
	http.HandleFunc("/where", func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		n := len(d.orders)
		d.mu.Unlock()
		fmt.Fprintln(w, n)
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(6, 10*time.Second, func(i int) string {
			if i%3 != 0 {
				return "http://" + ops.Addr() + "/where"
			}
			return "http://" + ops.Addr() + "/order"
		})
	})
}
