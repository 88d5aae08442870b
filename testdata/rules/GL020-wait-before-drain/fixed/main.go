// Crawler fetches the pages of a site at once. It reads what the fetchers find while another
// goroutine waits for them to end.
package main

import (
	"log"
	"sync"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type page struct {
	url  string
	size int
}

type crawler struct {
	fetched atomic.Int64
	sites   atomic.Int64
}

func (c *crawler) fetch(url string) page {
	time.Sleep(time.Millisecond)
	c.fetched.Add(1)
	return page{url: url, size: 100 * len(url)}
}

// Crawl returns the size of all pages of a site.
func (c *crawler) Crawl(urls []string) (size int) {
	found := make(chan page)
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- c.fetch(url)
		}()
	}
	go func() {
		wg.Wait() // ok: Crawl reads meanwhile
		close(found)
	}()
	for p := range found {
		size += p.size
	}
	c.sites.Add(1)
	return size
}

// Probe fetches pages and looks at none of them.
func (c *crawler) Probe(urls []string) {
	found := make(chan page, len(urls))
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- c.fetch(url)
		}()
	}
	wg.Wait() // ok: the channel has room for all
}

func main() {
	c := company.Start(nil)
	cr := &crawler{}
	site := []string{"/index.html", "/about.html"}
	c.Drive(func(i int) {
		go cr.Crawl(site)
		if i%10 == 9 {
			cr.Probe(site)
			log.Printf("%d pages, %d sites", cr.fetched.Load(), cr.sites.Load())
		}
	})
}
