// Pipeline has parsers that feed enrichers, and enrichers that give incomplete items back to the
// parsers. Both queues are bounded: when both are full, every worker waits for another, and every
// request waits for them. With -batch there is no server, and the runtime sees it by itself.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.org/rules/company"
)

type item struct {
	id       int
	complete bool
}

type pipeline struct {
	parse  chan item
	enrich chan item
	done   sync.WaitGroup
}

func newPipeline(size int) *pipeline {
	p := &pipeline{parse: make(chan item, size), enrich: make(chan item, size)}
	for i := 0; i < 2; i++ {
		go p.parser()
		go p.enricher()
	}
	return p
}

func (p *pipeline) parser() {
	for it := range p.parse {
		p.enrich <- it
	}
}

func (p *pipeline) enricher() {
	for it := range p.enrich {
		if !it.complete {
			time.Sleep(time.Millisecond) // looks it up
			it.complete = true
			p.parse <- it
			continue
		}
		p.done.Done()
	}
}

// Submit hands an item to the pipeline.
func (p *pipeline) Submit(it item) {
	p.done.Add(1)
	p.parse <- it
}

// Close waits for all items.
func (p *pipeline) Close() {
	p.done.Wait()
	close(p.parse)
	close(p.enrich)
}

func main() {
	batch := flag.Bool("batch", false, "no server, submit 1000 items and end")
	flag.Parse()
	p := newPipeline(4)
	if *batch {
		for id := 0; id < 1000; id++ {
			p.Submit(item{id: id})
		}
		p.Close()
		fmt.Println("all done")
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/submit", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("items"))
		for id := 0; id < n; id++ {
			p.Submit(item{id: id})
		}
		fmt.Fprintln(w, "accepted")
	})
	c := company.Start(mux)
	c.Drive(func(i int) {
		if i < 6 {
			c.Ask("/submit?items=1")
			return
		}
		c.Ask("/submit?items=100")
	})
}
