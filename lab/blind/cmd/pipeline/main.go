// pipeline: uploads are decoded, checked and stored in several formats, each with a reader and a writer in an errgroup.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"time"

	"example.net/acme/internal/ops"
	"golang.org/x/sync/errgroup"
)

type row struct{ n, bad int }

var errFull = errors.New("the target is full")

func decode(rows int, out chan<- row) error {
	defer close(out)
	for i := range rows {
		time.Sleep(time.Millisecond)
		out <- row{n: i}
	}
	return nil
}

func store(name string, in <-chan row, limit int) error {
	n := 0
	for range in {
		n++
		if n == limit {
			return fmt.Errorf("%s: %w", name, errFull)
		}
	}
	return nil
}

func toCSV(g *errgroup.Group) {
	ch := make(chan row)
	g.Go(func() error { return decode(20, ch) })
	g.Go(func() error { return store("csv", ch, -1) })
}

func toJSON(g *errgroup.Group) {
	ch := make(chan row)
	g.Go(func() error { return decode(20, ch) })
	g.Go(func() error { return store("json", ch, -1) })
}

func toAvro(g *errgroup.Group) {
	ch := make(chan row)
	g.Go(func() error { return decode(20, ch) })
	g.Go(func() error { return store("avro", ch, -1) })
}

func toParquet(g *errgroup.Group, full bool) {
	ch := make(chan row)
	limit := -1
	if full {
		limit = 5
	}
	g.Go(func() error { return decode(20, ch) })
	g.Go(func() error { return store("parquet", ch, limit) })
}

func upload(full bool) *errgroup.Group {
	g := &errgroup.Group{}
	toCSV(g)
	toJSON(g)
	toAvro(g)
	toParquet(g, full)
	return g
}

func serve() {
	http.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		done := make(chan error, 1)
		g := upload(rand.IntN(6) == 0)
		go func() { done <- g.Wait() }()
		select {
		case err := <-done:
			fmt.Fprintln(w, "stored", err)
		case <-time.After(2 * time.Second):
			http.Error(w, "upload goes on", 202)
		}
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(2, 5*time.Second, func(int) string { return "http://" + ops.Addr() + "/upload" })
	})
}
