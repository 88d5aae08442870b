// Package drive is the load of each service, steady and small, on loopback.
package drive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"example.org/depot/kit"
	"github.com/gorilla/websocket"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

var client = &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 40, MaxConnsPerHost: 0, IdleConnTimeout: 45 * time.Second}}

func get(path string) {
	resp, err := client.Get("http://" + kit.App + path)
	if err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

func every(d time.Duration, f func(n int)) {
	for n := 0; ; n++ {
		go f(n)
		time.Sleep(d/2 + time.Duration(rand.Int63n(int64(d))))
	}
}

func hold(path string, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", "http://"+kit.App+path, nil)
	resp, err := client.Do(req)
	if err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// Run drives one service until it is killed.
func Run(name string) {
	up := http.NewServeMux()
	up.HandleFunc("/quote", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Query().Get("sym"), "9") {
			w.WriteHeader(429)
		}
		fmt.Fprint(w, strings.Repeat("x", 8000))
	})
	up.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond)
		fmt.Fprint(w, "found")
	})
	go http.ListenAndServe(strings.TrimPrefix(kit.Upstream, "http://"), up)
	time.Sleep(time.Second)
	switch name {
	case "jobs":
		go every(300*time.Millisecond, func(int) { get("/job?kind=invoice") })
		every(2500*time.Millisecond, func(int) { get("/job?kind=lost") })
	case "devices":
		go every(500*time.Millisecond, func(n int) { get(fmt.Sprint("/state?device=d", n%50)) })
		go every(700*time.Millisecond, func(n int) { get(fmt.Sprint("/session?device=a", n%6)) })
		every(3*time.Second, func(n int) { get(fmt.Sprint("/session?device=b", n, "7")) })
	case "feed":
		go every(400*time.Millisecond, func(int) { get("/price") })
		go every(20*time.Second, func(int) { hold("/events?topic=prices", 90*time.Second) })
		every(2*time.Second, func(int) { hold("/events?topic=prices", 4*time.Second) })
	case "export":
		go every(200*time.Millisecond, func(int) { get("/ping") })
		go every(time.Second, func(int) { get("/export/01") })
		every(2*time.Second, func(int) { get("/export/02") })
	case "chat":
		for i := 0; i < 12; i++ {
			go chat(10 * time.Minute)
		}
		go every(time.Second, func(int) { get("/rooms") })
		every(1500*time.Millisecond, func(int) { chat(time.Duration(2+rand.Intn(6)) * time.Second) })
	case "orders":
		go every(150*time.Millisecond, func(int) { get("/order?qty=3") })
		go every(400*time.Millisecond, func(int) { get("/stock") })
		every(4*time.Second, func(int) { get("/order?qty=0") })
	case "tenants":
		go every(300*time.Millisecond, func(int) { get("/ping") })
		every(4*time.Second, func(n int) { get(fmt.Sprint("/reload?tenant=t", n%5)) })
	case "quotes":
		go every(100*time.Millisecond, func(n int) { get(fmt.Sprint("/quote?sym=a", n%8)) })
		every(2500*time.Millisecond, func(int) { get("/quote?sym=x9") })
	case "catalog":
		go every(300*time.Millisecond, func(int) { get("/ping") })
		go every(500*time.Millisecond, func(int) { hold("/item?id=a", 60*time.Second) })
		time.Sleep(50 * time.Second)
		get("/item?id=zzz")
		select {}
	case "audit":
		go every(200*time.Millisecond, func(int) { get("/act?audit=0") })
		every(3*time.Second, func(int) { get("/act?audit=1") })
	case "idle":
		many := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 3000}}
		for i := 0; i < 1500; i++ {
			go func() {
				time.Sleep(time.Duration(rand.Intn(1500)) * time.Millisecond)
				if c, err := net.Dial("tcp", kit.App); err == nil {
					fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
					io.Copy(io.Discard, c)
				}
			}()
		}
		for i := 0; i < 500; i++ {
			go func() {
				c, err := net.Dial("tcp", kit.Env("LINE", "127.0.0.1:23300"))
				if err != nil {
					return
				}
				in := bufio.NewScanner(c)
				for {
					fmt.Fprintln(c, "hello")
					in.Scan()
					time.Sleep(time.Duration(30+rand.Intn(30)) * time.Second)
				}
			}()
		}
		_ = many
		every(200*time.Millisecond, func(int) { get("/") })
	case "sse":
		go every(300*time.Millisecond, func(int) { get("/ping") })
		every(900*time.Millisecond, func(int) { hold("/events", time.Duration(100+rand.Intn(100))*time.Second) })
	case "crew":
		for {
			for i := 0; i < 20+rand.Intn(120); i++ {
				go get("/resize")
			}
			time.Sleep(4 * time.Second)
		}
	case "limiter":
		for {
			for i := 0; i < 150; i++ {
				go hold("/search", 12*time.Second)
			}
			time.Sleep(9 * time.Second)
		}
	case "report":
		go every(150*time.Millisecond, func(int) { get("/count") })
		every(300*time.Millisecond, func(int) { get("/hit") })
	case "drain":
		go every(200*time.Millisecond, func(int) { get("/enqueue") })
		every(2*time.Second, func(int) { get("/download") })
	case "lazy":
		every(250*time.Millisecond, func(int) { get("/") })
	case "actors":
		go every(200*time.Millisecond, func(int) { get(fmt.Sprint("/tell?who=regular", rand.Intn(20))) })
		every(500*time.Millisecond, func(n int) { get(fmt.Sprint("/tell?who=guest", n)) })
	case "watchers":
		for i := 0; i < 20; i++ {
			conn, err := grpc.NewClient(kit.App, grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				continue
			}
			for j := 0; j < 10; j++ {
				go func() {
					time.Sleep(time.Duration(rand.Intn(60)) * time.Second)
					w, err := healthpb.NewHealthClient(conn).Watch(context.Background(), &healthpb.HealthCheckRequest{Service: "shop"})
					for err == nil {
						_, err = w.Recv()
					}
				}()
			}
		}
		select {}
	case "sleepers":
		go every(300*time.Millisecond, func(int) { get("/notify") })
		time.Sleep(40 * time.Second)
		for i := 0; i < 300; i++ {
			get("/notify?fail=1")
			time.Sleep(100 * time.Millisecond)
		}
		select {}
	default:
		fmt.Fprintln(os.Stderr, "no load for", name)
	}
}

func chat(d time.Duration) {
	c, _, err := websocket.DefaultDialer.Dial("ws://"+kit.App+"/ws", nil)
	if err != nil {
		return
	}
	end := time.Now().Add(d)
	go func() {
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for time.Now().Before(end) {
		c.WriteMessage(websocket.TextMessage, []byte("hi"))
		time.Sleep(time.Second)
	}
	c.Close()
}
