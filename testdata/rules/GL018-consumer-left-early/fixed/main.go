// Search streams matches out of a producer goroutine. The caller stops reading after the first page
// and cancels the context, at which the producer ends.
package main

import (
	"context"
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

// Matches streams all documents until ctx ends; the channel is closed after the last one.
func (ix *index) Matches(ctx context.Context, prefix string) <-chan document {
	out := make(chan document)
	go func() {
		defer close(out)
		for _, d := range ix.docs {
			if len(d.title) >= len(prefix) && d.title[:len(prefix)] == prefix {
				select { // ok: ends with its reader
				case out <- d:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out
}

// Page returns the first size matches.
func (ix *index) Page(prefix string, size int) []document {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var page []document
	for d := range ix.Matches(ctx, prefix) {
		page = append(page, d)
		if len(page) == size {
			break
		}
	}
	return page
}

// Count reads all matches.
func (ix *index) Count(prefix string) int {
	n := 0
	for range ix.Matches(context.Background(), prefix) { // ok: reads to the end
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
