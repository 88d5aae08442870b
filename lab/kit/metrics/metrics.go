// Package metrics serves /metrics on the admin listener.
package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.com/platform/service"
)

// Register adds the end point and the request metrics; the registry is
// returned for the service's own.
func Register(s *service.Service) *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "http_server_in_flight_requests", Help: "Requests being served.",
	}, func() float64 { return float64(s.InFlight()) }))
	reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "http_server_requests_total", Help: "Requests served.",
	}, func() float64 { return float64(s.Served()) }))
	s.Admin.Handle("/metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return reg
}
