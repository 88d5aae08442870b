// Quotes streams prices over plain TCP, a line at a time.
package main

import (
	"log"
	"net"
	"net/http"

	"example.com/platform/service"
	"example.com/shop/quotes/internal/stream"
)

func main() {
	s := service.New("quotes")
	l, err := net.Listen("tcp", service.Env("STREAM", "127.0.0.1:9200"))
	if err != nil {
		log.Fatal(err)
	}
	srv := stream.NewServer(l)
	s.Go(srv.Serve)
	s.Go(srv.Tick)
	s.Mux.HandleFunc("/clients", func(w http.ResponseWriter, r *http.Request) { service.JSON(w, srv.Clients()) })
	s.Run()
}
