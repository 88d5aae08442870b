// Command grpcd is a gRPC service (the health service of grpc-go, unary calls and watches) with a profiling port. It prints the
// addresses of the service and of the profiles, and ends by itself after five minutes.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9301", "address of the service")
	profile := flag.String("profile", "127.0.0.1:9302", "address of the profiles")
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	checks := health.NewServer()
	go func() {
		states := []healthpb.HealthCheckResponse_ServingStatus{healthpb.HealthCheckResponse_SERVING, healthpb.HealthCheckResponse_NOT_SERVING}
		for n := 0; ; n++ {
			checks.SetServingStatus("job-"+strconv.Itoa(n%8), states[n/8%2])
			time.Sleep(5 * time.Millisecond)
		}
	}()
	s := grpc.NewServer()
	healthpb.RegisterHealthServer(s, checks)
	p, err := net.Listen("tcp", *profile)
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(p, nil)) }()
	time.AfterFunc(5*time.Minute, s.Stop)
	fmt.Printf("%s\n%s\nready\n", l.Addr(), p.Addr())
	if err := s.Serve(l); err != nil {
		log.Fatal(err)
	}
}
