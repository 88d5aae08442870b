// Search streams matches out of a producer goroutine. The caller stops reading after the first page,
// and the producer waits for ever to hand over the next match.
package main

import (
	"fmt"
	"log"

	"example.org/rules/company"
)

type document struct {
	id    int
	title string
}

type index struct {
	docs []document
}

// Matches streams all documents; the channel is closed after the last one.
func (ix *index) Matches(prefix string) <-chan document {
	out := make(chan document)
	go func() {
		defer close(out)
		for _, d := range ix.docs {
			if len(d.title) >= len(prefix) && d.title[:len(prefix)] == prefix {
				out <- d // want "GL018"
			}
		}
	}()
	return out
}

// Page returns the first size matches.
func (ix *index) Page(prefix string, size int) []document {
	var page []document
	for d := range ix.Matches(prefix) {
		page = append(page, d)
		if len(page) == size {
			break // the producer still has more
		}
	}
	return page
}

// Count reads all matches.
func (ix *index) Count(prefix string) int {
	n := 0
	for range ix.Matches(prefix) { // ok: reads to the end
		n++
	}
	return n
}

func main() {
	c := company.Start(nil)
	ix := &index{}
	for i := 0; i < 200; i++ {
		ix.docs = append(ix.docs, document{i, fmt.Sprintf("report %03d", i)})
	}
	c.Drive(func(i int) {
		page := ix.Page("report", 20)
		if i%10 == 9 {
			log.Printf("%d of %d", len(page), ix.Count("report"))
		}
	})
}
