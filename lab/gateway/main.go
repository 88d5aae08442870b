// Gateway sends requests to the tenant's shard.
package main

import (
	"net/http"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/gateway/internal/route"
	"example.com/shop/gateway/internal/tenant"
)

func main() {
	s := service.New("gateway")
	metrics.Register(s)
	reg := tenant.NewRegistry(s.Context(), 6)
	rt := route.New()
	s.Mux.HandleFunc("/route", func(w http.ResponseWriter, r *http.Request) {
		shard := rt.Resolve(reg.For(r.URL.Query().Get("tenant")), r.URL.Query().Get("path"))
		service.JSON(w, map[string]string{"shard": shard})
	})
	s.Run()
}
