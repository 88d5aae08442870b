// Command load keeps a server on loopback busy for a time, and ends.
//
//	load -kind nats|http|grpc -addr 127.0.0.1:PORT [-for 15s] [-clients 16] [-pause 1ms]
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

var done atomic.Int64

// natsClient speaks the text protocol: it subscribes to its own subject and publishes to that of its neighbour.
func natsClient(ctx context.Context, addr string, n, of int, pause time.Duration) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	context.AfterFunc(ctx, func() { conn.Close() })
	go func() {
		in := bufio.NewReader(conn)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			if line == "PING\r\n" {
				io.WriteString(conn, "PONG\r\n")
			}
			done.Add(1)
		}
	}()
	fmt.Fprintf(conn, "CONNECT {\"verbose\":false}\r\nSUB s.%d 1\r\n", n)
	for ctx.Err() == nil {
		if _, err := fmt.Fprintf(conn, "PUB s.%d 5\r\nhello\r\n", (n+1)%of); err != nil {
			break
		}
		time.Sleep(pause)
	}
	return nil
}

func httpClient(ctx context.Context, addr string, n int, pause time.Duration) error {
	for ctx.Err() == nil {
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://"+addr+"/"+strconv.Itoa(n), nil)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			done.Add(1)
		}
		time.Sleep(pause)
	}
	return nil
}

func grpcClient(ctx context.Context, addr string, n int, pause time.Duration) error {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	client := healthpb.NewHealthClient(conn)
	request := &healthpb.HealthCheckRequest{Service: "job-" + strconv.Itoa(n%8)}
	// Watches come and go, calls have deadlines.
	go func() {
		for ctx.Err() == nil {
			watch, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
			if stream, err := client.Watch(watch, request); err == nil {
				for _, err = stream.Recv(); err == nil; _, err = stream.Recv() {
					done.Add(1)
				}
			}
			cancel()
		}
	}()
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, time.Second)
		if _, err := client.Check(call, request); err == nil {
			done.Add(1)
		}
		cancel()
		time.Sleep(pause)
	}
	return nil
}

func main() {
	kind := flag.String("kind", "http", "nats, http or grpc")
	addr := flag.String("addr", "", "address")
	long := flag.Duration("for", 15*time.Second, "how long")
	clients := flag.Int("clients", 16, "clients")
	pause := flag.Duration("pause", time.Millisecond, "between the requests of a client")
	flag.Parse()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = *clients
	ctx, cancel := context.WithTimeout(context.Background(), *long)
	defer cancel()
	fmt.Println("ready")
	var wg sync.WaitGroup
	for n := range *clients {
		wg.Go(func() {
			var err error
			switch *kind {
			case "nats":
				err = natsClient(ctx, *addr, n, *clients, *pause)
			case "grpc":
				err = grpcClient(ctx, *addr, n, *pause)
			default:
				err = httpClient(ctx, *addr, n, *pause)
			}
			if err != nil {
				fmt.Println(err)
			}
		})
	}
	wg.Wait()
	fmt.Println(*kind, done.Load(), "answers")
}
