// Warehouse has a lock for its orders and one for its stock, and always takes the orders first.
package main

import (
	"net/http"
	"sync"
	"time"

	"example.org/rules/company"
)

type warehouse struct {
	orders struct {
		sync.Mutex
		open int
	}
	stock struct {
		sync.Mutex
		pieces int
	}
}

// check stands for some work under the lock.
func check() {
	time.Sleep(2 * time.Millisecond)
}

// Reserve opens an order and takes a piece for it.
func (w *warehouse) Reserve() {
	w.orders.Lock()
	defer w.orders.Unlock()
	w.orders.open++
	check()
	w.stock.Lock() // ok: after the orders
	defer w.stock.Unlock()
	w.stock.pieces--
}

// Restock adds a piece and closes the order that waited for it.
func (w *warehouse) Restock() {
	w.orders.Lock()
	defer w.orders.Unlock()
	w.orders.open--
	check()
	w.stock.Lock() // ok: after the orders
	defer w.stock.Unlock()
	w.stock.pieces++
}

// Inventory looks at one after the other.
func (w *warehouse) Inventory() (open, pieces int) {
	w.orders.Lock() // ok: one at a time
	open = w.orders.open
	w.orders.Unlock()
	w.stock.Lock() // ok
	pieces = w.stock.pieces
	w.stock.Unlock()
	return open, pieces
}

func main() {
	w := &warehouse{}
	mux := http.NewServeMux()
	mux.HandleFunc("/reserve", func(http.ResponseWriter, *http.Request) { w.Reserve() })
	mux.HandleFunc("/restock", func(http.ResponseWriter, *http.Request) { w.Restock() })
	mux.HandleFunc("/inventory", func(http.ResponseWriter, *http.Request) { w.Inventory() })
	c := company.Start(mux)
	c.Drive(func(i int) {
		c.Ask("/reserve")
		if i >= 5 {
			c.Ask("/restock")
		}
		if i%5 == 4 {
			c.Ask("/inventory")
		}
	})
}
