// invoices: fetches lines from a ledger over HTTP; an answer that is not 200 is reported and left as it is.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"example.net/acme/internal/ops"
)

type line struct {
	Text  string `json:"text"`
	Cents int    `json:"cents"`
}

type client struct {
	base string
	http *http.Client
}

func (c *client) lines(ctx context.Context, id int) ([]line, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s/lines?id=%d", c.base, id), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ledger: %s", resp.Status)
	}
	defer resp.Body.Close()
	var out []line
	return out, json.NewDecoder(resp.Body).Decode(&out)
}

func serve() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ledger := http.NewServeMux()
	ledger.HandleFunc("/lines", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Duration(5+rand.IntN(60)) * time.Millisecond)
		if rand.IntN(12) == 0 {
			w.WriteHeader(http.StatusTooManyRequests)
			w.Write(make([]byte, 64<<10))
			return
		}
		json.NewEncoder(w).Encode([]line{{"paper", 120}, {"ink", 900}})
	})
	go http.Serve(l, ledger)
	c := &client{base: "http://" + l.Addr().String(), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute}}}
	http.HandleFunc("/invoice", func(w http.ResponseWriter, r *http.Request) {
		lines, err := c.lines(context.Background(), rand.IntN(1000))
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		json.NewEncoder(w).Encode(lines)
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(5, 10*time.Second, func(int) string { return "http://" + ops.Addr() + "/invoice" })
	})
}
