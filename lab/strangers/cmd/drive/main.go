// drive NAME ADDR SECONDS: bounded loopback load. drive upstream ADDR: what the services ask.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"example.com/acme/internal/rt"
	"github.com/gorilla/websocket"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

var client = &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 40 * time.Second}}

func get(url string) {
	res, err := client.Get(url)
	if err != nil {
		return
	}
	io.Copy(io.Discard, res.Body)
	res.Body.Close()
}

func upstream(addr string) {
	mux := http.NewServeMux()
	mux.HandleFunc("/objects/a", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 2000)) })
	mux.HandleFunc("/objects/missing", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(404)
		w.Write(make([]byte, 600_000))
	})
	mux.HandleFunc("/hang", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/lag", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Duration(500+rand.Intn(3000)) * time.Millisecond)
	})
	log.Fatal(http.ListenAndServe(addr, mux))
}

func main() {
	if os.Args[1] == "upstream" {
		upstream(os.Args[2])
	}
	name, addr := os.Args[1], os.Args[2]
	secs, _ := strconv.Atoi(os.Args[3])
	end := time.After(time.Duration(secs) * time.Second)
	every := time.NewTicker(700 * time.Millisecond)
	if len(os.Args) > 4 {
		ms, _ := strconv.Atoi(os.Args[4])
		every = time.NewTicker(time.Duration(ms) * time.Millisecond)
	}
	burst := time.NewTicker(45 * time.Second)
	var cc *grpc.ClientConn
	if name == "statusstream" || name == "depots" {
		cc, _ = grpc.NewClient("127.0.0.1:"+rt.NextPort(addr), grpc.WithTransportCredentials(insecure.NewCredentials()))
	}
	for n := 0; ; n++ {
		select {
		case <-end:
			return
		case <-burst.C:
			size := 25
			if name == "warmpool" || name == "proxy" || name == "fulfilment" {
				size = 40
			}
			for i := range size {
				go get("http://" + addr + "/slow")
				if name == "warmpool" || name == "proxy" || name == "fulfilment" {
					go get(fmt.Sprintf("http://%s/work?id=b%d-%d", addr, n, i))
				}
			}
		case <-every.C:
			go get("http://" + addr + "/quick")
			switch name {
			case "supportchat", "auction":
				stay := time.Duration(4+rand.Intn(8)) * time.Second
				if name == "auction" && n%3 != 0 {
					stay = time.Hour
				}
				go func() {
					c, _, err := websocket.DefaultDialer.Dial("ws://"+addr+"/ws", nil)
					if err != nil {
						return
					}
					go func() {
						for {
							if _, _, err := c.ReadMessage(); err != nil {
								return
							}
						}
					}()
					time.Sleep(stay)
					c.Close()
				}()
			case "statusstream", "depots":
				stay := 3 * time.Second
				if name == "depots" {
					stay = time.Hour
					if n%3 == 0 {
						stay = 15 * time.Second
					}
				}
				go func() {
					ctx, cancel := context.WithTimeout(context.Background(), stay)
					defer cancel()
					st, err := grpc_health_v1.NewHealthClient(cc).Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
					if err != nil {
						return
					}
					for {
						if _, err := st.Recv(); err != nil {
							return
						}
					}
				}()
			case "inbox":
				if n < 60 {
					go func() {
						for {
							get("http://" + addr + "/poll")
						}
					}()
				}
			default:
				go get(fmt.Sprintf("http://%s/work?id=%d", addr, n))
			}
		}
	}
}

var _ = net.Dial
