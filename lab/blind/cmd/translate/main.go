// translate: asks two engines and takes the first answer; a glossary look-up runs beside them.
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
)

type answer struct {
	text string
	err  error
}

type engine struct {
	name string
	slow int
}

func (e *engine) translate(ctx context.Context, text string) (string, error) {
	select {
	case <-time.After(time.Duration(20+rand.IntN(e.slow)) * time.Millisecond):
		return e.name + ": " + text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type desk struct{ engines []*engine }

func (d *desk) ask(ctx context.Context, text string) (string, error) {
	out := make(chan answer)
	for _, e := range d.engines {
		go func() {
			t, err := e.translate(context.WithoutCancel(ctx), text)
			out <- answer{t, err}
		}()
	}
	select {
	case a := <-out:
		if a.err == nil && rand.IntN(25) != 0 {
			// most of the time both are compared
			b := <-out
			return a.text + "/" + b.text, nil
		}
		return a.text, a.err
	case <-ctx.Done():
		return "", errors.New("no engine answered")
	}
}

func serve() {
	d := &desk{engines: []*engine{{"north", 300}, {"south", 400}}}
	http.HandleFunc("/t", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 380*time.Millisecond)
		defer cancel()
		t, err := d.ask(ctx, r.FormValue("q"))
		if err != nil {
			http.Error(w, err.Error(), 504)
			return
		}
		fmt.Fprintln(w, t)
	})
	http.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-t.C:
				fmt.Fprintln(w, "tick")
				w.(http.Flusher).Flush()
			}
		}
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(9, 40*time.Second, func(i int) string {
			if i%40 == 0 {
				return "http://" + ops.Addr() + "/feed"
			}
			return fmt.Sprintf("http://%s/t?q=%d", ops.Addr(), i)
		})
	})
}
