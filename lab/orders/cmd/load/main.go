// Load is the clients of orders: a few connections, calls that ramp, bursts,
// and streams that come and go. It ends with its standard input.
package main

import (
	"context"
	"io"
	"math"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	pb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 12*time.Minute)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	start := time.Now()
	for i := 0; i < 8; i++ {
		conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			panic(err)
		}
		api := pb.NewHealthClient(conn)
		for j := 0; j < 4; j++ {
			go watch(ctx, api, time.Duration(i*7+j*13)*time.Second, time.Duration(40+20*j+5*i)*time.Second)
		}
		go func() {
			for ctx.Err() == nil {
				rate := 0.5 + 0.5*(1-math.Cos(2*math.Pi*time.Since(start).Seconds()/95))
				call(ctx, api, "")
				time.Sleep(time.Duration(float64(time.Second) / rate))
			}
		}()
		go func() {
			for ctx.Err() == nil {
				time.Sleep(70 * time.Second)
				for k := 0; k < 4; k++ {
					go call(ctx, api, "slow")
				}
			}
		}()
	}
	<-ctx.Done()
}

func call(ctx context.Context, api pb.HealthClient, what string) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, _ = api.Check(ctx, &pb.HealthCheckRequest{Service: what})
}

func watch(ctx context.Context, api pb.HealthClient, after, life time.Duration) {
	time.Sleep(after)
	for ctx.Err() == nil {
		one, cancel := context.WithTimeout(ctx, life)
		if s, err := api.Watch(one, &pb.HealthCheckRequest{}); err == nil {
			for {
				if _, err := s.Recv(); err != nil {
					break
				}
			}
		}
		cancel()
		time.Sleep(8 * time.Second)
	}
}
