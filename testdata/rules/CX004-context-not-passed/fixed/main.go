// Catalogue asks a slow index for each request, under the context of the request: when the caller goes, the
// question ends.
package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"example.org/rules/company"
)

type index struct {
	answers chan string // the index answers here, when it does
}

// find waits for an answer of the index.
func (x *index) find(ctx context.Context, word string) (string, error) {
	select {
	case found := <-x.answers:
		return found, nil
	case <-ctx.Done():
		return "", fmt.Errorf("%s: %w", word, ctx.Err())
	}
}

type catalogue struct {
	index *index
}

// Search serves a request.
func (c *catalogue) Search(w http.ResponseWriter, r *http.Request) {
	word := r.URL.Query().Get("q")
	found, err := c.index.find(r.Context(), word) // ok: ends with the request
	if err != nil {
		http.Error(w, err.Error(), http.StatusGatewayTimeout)
		return
	}
	fmt.Fprintln(w, found)
}

// Close tells the index that nobody asks any more; it has to be told although the caller has gone.
func (c *catalogue) Close(ctx context.Context) error {
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.Background(), time.Second) // ok: behind the end of ctx
	defer cancel()
	_, err := c.index.find(limit, "bye")
	return err
}

func main() {
	c := &catalogue{index: &index{answers: make(chan string)}}
	mux := http.NewServeMux()
	mux.HandleFunc("/search", c.Search)
	s := company.Start(mux)
	s.Drive(func(i int) { s.Ask("/search?q=go") })
}
