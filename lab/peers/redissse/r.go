// Package redissse: event streams, each with a Redis subscription of its own that is closed with it.
package redissse

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"example.com/shop/peers/kit"
	"github.com/redis/go-redis/v9"
)

func Serve(k *kit.Kit) {
	rdb := redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379"})
	defer rdb.Close()
	k.Mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		sub := rdb.Subscribe(r.Context(), "rt-events")
		defer sub.Close()
		ch := sub.Channel()
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case m, ok := <-ch:
				if !ok {
					return
				}
				fmt.Fprintf(w, "data: %s\n\n", m.Payload)
				w.(http.Flusher).Flush()
			}
		}
	})
	k.Mux.HandleFunc("/pub", func(w http.ResponseWriter, r *http.Request) { rdb.Publish(r.Context(), "rt-events", "x") })
	k.HTTP()
}

func Load(k *kit.Kit) {
	go k.Requests(12*time.Second, "/pub")
	k.Clients(func(ctx context.Context, n int) {
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://"+k.Listen+"/events", nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		b := make([]byte, 100)
		for {
			if _, err := resp.Body.Read(b); err != nil {
				return
			}
		}
	})
}
