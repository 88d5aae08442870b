package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
	"github.com/quic-go/quic-go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// The other ends of the scenarios run in a process of their own: ports from PEERS on.
var peerKinds = []string{"silent", "h2", "yamux", "grpc", "quic", "h1", "ws", "rpc", "ticks"}

func peer(kind string) string {
	base, _ := strconv.Atoi(os.Getenv("PEERS"))
	for i, k := range peerKinds {
		if k == kind {
			return net.JoinHostPort("127.0.0.1", strconv.Itoa(base+i))
		}
	}
	panic(kind)
}

func listen(kind string) net.Listener {
	ln, err := net.Listen("tcp", peer(kind))
	if err != nil {
		panic(err)
	}
	return ln
}

func servePeers() {
	cert := selfSigned()
	// Accepts and says nothing.
	var kept []net.Conn
	go func(ln net.Listener) {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			kept = append(kept, c)
		}
	}(listen("silent"))
	big := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat("x", 1<<20)))
	})
	go func() {
		srv := &http.Server{Handler: big, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}
		_ = srv.ServeTLS(listen("h2"), "", "")
	}()
	go func() { _ = http.Serve(listen("h1"), big) }()
	go func() {
		_ = http.Serve(listen("ws"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := upgrader.Upgrade(w, r, nil)
			if err != nil {
				return
			}
			for c.WriteMessage(websocket.TextMessage, []byte("17.4")) == nil {
				time.Sleep(3 * time.Second)
			}
		}))
	}()
	go func() {
		srv := rpc.NewServer()
		_ = srv.Register(&Arith{})
		srv.Accept(listen("rpc"))
	}()
	go func(ln net.Listener) {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				for {
					if _, err := fmt.Fprintln(c, "tick"); err != nil {
						return
					}
					time.Sleep(2 * time.Second)
				}
			}()
		}
	}(listen("ticks"))
	go func(ln net.Listener) {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s, err := yamux.Server(c, nil)
			if err != nil {
				return
			}
			go func() {
				for {
					st, err := s.Accept()
					if err != nil {
						return
					}
					_, _ = st.Write([]byte("pong"))
					_ = st.Close()
				}
			}()
		}
	}(listen("yamux"))
	go func() {
		srv := grpc.NewServer()
		h := health.NewServer()
		h.SetServingStatus("", grpc_health_v1.HealthCheckResponse_SERVING)
		grpc_health_v1.RegisterHealthServer(srv, h)
		_ = srv.Serve(listen("grpc"))
	}()
	q, err := quic.ListenAddr(peer("quic"), &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"lab"}}, &quic.Config{KeepAlivePeriod: 5 * time.Second})
	if err != nil {
		panic(err)
	}
	go func() {
		var all []*quic.Conn
		for {
			c, err := q.Accept(ctx())
			if err != nil {
				return
			}
			all = append(all, c)
		}
	}()
	select {}
}

func selfSigned() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
