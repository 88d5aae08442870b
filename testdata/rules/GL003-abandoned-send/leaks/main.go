// Pricing asks a slow upstream for a quote and gives up after its time limit. The goroutine that
// asked is still going to send its answer, to a channel that nobody reads any more.
package main

import (
	"context"
	"errors"
	"log"
	"time"

	"example.org/rules/company"
)

type quote struct {
	sku   string
	cents int
}

type pricing struct {
	upstream time.Duration // how long the upstream takes
}

var errTooSlow = errors.New("pricing: upstream too slow")

// lookup is the call to the upstream; it knows no context.
func (p *pricing) lookup(sku string) quote {
	time.Sleep(p.upstream)
	return quote{sku: sku, cents: 100 * len(sku)}
}

// Quote returns the price of one article, or an error when ctx ends first.
func (p *pricing) Quote(ctx context.Context, sku string) (quote, error) {
	answer := make(chan quote)
	go func() {
		answer <- p.lookup(sku) // want "GL003"
	}()
	select {
	case q := <-answer:
		return q, nil
	case <-ctx.Done():
		return quote{}, errTooSlow
	}
}

// Batch asks for many articles and takes every answer, however long it takes.
func (p *pricing) Batch(skus []string) []quote {
	answers := make(chan quote)
	for _, sku := range skus {
		go func() {
			answers <- p.lookup(sku) // ok: each send has its receive
		}()
	}
	var all []quote
	for range skus {
		all = append(all, <-answers)
	}
	return all
}

func main() {
	c := company.Start(nil)
	p := &pricing{upstream: 20 * time.Millisecond}
	slow := 0
	c.Drive(func(i int) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		defer cancel()
		if _, err := p.Quote(ctx, "sku-4711"); err != nil {
			slow++
		}
		if i%10 == 9 {
			log.Printf("%d quotes too slow, %d in the batch", slow, len(p.Batch([]string{"a", "bb", "ccc"})))
		}
	})
}
