// Webhooks makes a new HTTP client for every delivery, which costs nothing, and shares one transport,
// whose connections are used again.
package main

import (
	"io"
	"log"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

// transport is shared by all deliveries.
var transport = &http.Transport{MaxIdleConns: 10} // ok

type webhooks struct {
	url     string
	health  *http.Client
	invoked atomic.Int64
}

// Deliver posts one event.
func (w *webhooks) Deliver(event string) error {
	client := &http.Client{
		Timeout:   2 * time.Second,
		Transport: transport,
	}
	resp, err := client.Post(w.url+"/hook", "application/json", strings.NewReader(event))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// Healthy asks with the client that is kept.
func (w *webhooks) Healthy() bool {
	resp, err := w.health.Get(w.url + "/healthz") // ok
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	return resp.StatusCode == http.StatusOK
}

func main() {
	hooks := &webhooks{health: &http.Client{Timeout: time.Second, Transport: &http.Transport{}}} // ok: once
	mux := http.NewServeMux()
	mux.HandleFunc("/hook", func(w http.ResponseWriter, r *http.Request) {
		hooks.invoked.Add(1)
		io.Copy(w, r.Body)
	})
	c := company.Start(mux)
	hooks.url = c.URL
	c.Drive(func(i int) {
		if err := hooks.Deliver(`{"order":4711}`); err != nil {
			log.Print(err)
		}
		if i%10 == 9 {
			log.Println(hooks.invoked.Load(), hooks.Healthy())
		}
	})
}
