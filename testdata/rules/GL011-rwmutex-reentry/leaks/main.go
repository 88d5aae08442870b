// Catalog is read under RLock. List holds it and calls Price, which takes it again; when an update
// waits in between, the second RLock waits for the update and the update waits for the first.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.org/rules/company"
)

type catalog struct {
	mu     sync.RWMutex
	prices map[string]int
}

// Price returns the price of one article.
func (c *catalog) Price(sku string) int {
	c.mu.RLock() // want "GL011"
	defer c.mu.RUnlock()
	return c.prices[sku]
}

// List renders some articles.
func (c *catalog) List(skus []string) (page []string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, sku := range skus {
		time.Sleep(time.Millisecond) // rendering
		page = append(page, fmt.Sprintf("%s: %d", sku, c.Price(sku)))
	}
	return page
}

// Len returns the number of articles.
func (c *catalog) Len() int {
	c.mu.RLock() // ok
	defer c.mu.RUnlock()
	return len(c.prices)
}

// Update sets a price.
func (c *catalog) Update(sku string, cents int) {
	c.mu.Lock() // ok
	defer c.mu.Unlock()
	c.prices[sku] = cents
}

func main() {
	cat := &catalog{prices: map[string]int{"tea": 250, "cup": 900}}
	skus := []string{"tea", "cup", "tea", "cup", "tea", "cup", "tea", "cup"}
	mux := http.NewServeMux()
	mux.HandleFunc("/list", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, cat.List(skus)) })
	mux.HandleFunc("/len", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, cat.Len()) })
	mux.HandleFunc("/update", func(w http.ResponseWriter, r *http.Request) { cat.Update("tea", 260) })
	c := company.Start(mux)
	c.Drive(func(i int) {
		c.Ask("/list")
		if i >= 5 && i%5 == 0 {
			time.Sleep(4 * time.Millisecond)
			c.Ask("/update")
		}
		if i%5 == 4 {
			c.Ask("/len")
		}
	})
}
