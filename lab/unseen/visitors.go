package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"time"

	"github.com/gorilla/websocket"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Clients of the programs that serve, in a process of their own: `unseen visitors NAME`.
func visit(name string) {
	admin, listen := os.Getenv("ADMIN"), os.Getenv("LISTEN")
	time.Sleep(2 * time.Second)
	every := func(d time.Duration, most int, f func(int)) {
		for n := 0; ; n++ {
			if n < most {
				go f(n)
			}
			time.Sleep(d)
		}
	}
	read := func(url string) {
		c := &http.Client{Transport: &http.Transport{}}
		r, err := c.Get(url)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		c.CloseIdleConnections()
	}
	switch name {
	case "long-poll":
		every(900*time.Millisecond, 70, func(int) {
			for {
				read("http://" + admin + "/poll")
			}
		})
	case "sse-many":
		every(500*time.Millisecond, 1000, func(n int) { read("http://" + admin + "/stream") })
	case "ws-hub":
		every(800*time.Millisecond, 1000, func(n int) {
			c, _, err := websocket.DefaultDialer.Dial("ws://"+admin+"/ws", nil)
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
			for {
				time.Sleep(time.Duration(5+n%7) * time.Second)
				if c.WriteMessage(websocket.TextMessage, []byte("hello")) != nil {
					return
				}
			}
		})
	case "http-idle-ramp":
		every(600*time.Millisecond, 1000, func(int) {
			c := &http.Client{Transport: &http.Transport{}}
			for {
				if r, err := c.Get("http://" + listen + "/"); err == nil {
					_, _ = io.Copy(io.Discard, r.Body)
					r.Body.Close()
				}
				time.Sleep(45 * time.Second)
			}
		})
	case "grpc-bidi", "grpc-fanout":
		conn, err := grpc.NewClient(listen, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			panic(err)
		}
		every(700*time.Millisecond, 1000, func(n int) {
			ctx, cancel := withLife(n, name)
			defer cancel()
			s, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/lab.Telemetry/Measure")
			if err != nil {
				return
			}
			go func() {
				for s.RecvMsg(new(wrapperspb.StringValue)) == nil {
				}
			}()
			for s.SendMsg(wrapperspb.String("x")) == nil {
				time.Sleep(2 * time.Second)
			}
		})
	case "rpc-server":
		every(900*time.Millisecond, 1000, func(int) {
			c, err := rpc.Dial("tcp", listen)
			if err != nil {
				return
			}
			for n := 0; ; n++ {
				var out int
				if c.Call("Arith.Double", n, &out) != nil {
					return
				}
				time.Sleep(3 * time.Second)
			}
		})
	case "tcp-gateway":
		every(800*time.Millisecond, 1000, func(n int) {
			c, err := net.Dial("tcp", listen)
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, bufio.NewReader(c)) }()
			_, _ = c.Write([]byte("device 000000001"))
			for {
				if _, err := fmt.Fprintf(c, "{\"n\": %d}\n", n); err != nil {
					return
				}
				time.Sleep(4 * time.Second)
			}
		})
	case "sse-forwarders":
		every(1200*time.Millisecond, 1000, func(n int) {
			c := &http.Client{Timeout: time.Duration(2+n%3) * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
			if r, err := c.Get("http://" + admin + "/stream"); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	case "handler-timeout", "ws-dial-per-request":
		c := &http.Client{}
		every(900*time.Millisecond, 1000, func(n int) {
			if r, err := c.Get("http://" + admin + "/quote"); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	select {}
}
