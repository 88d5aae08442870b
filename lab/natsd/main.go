// The real nats-server, started as its own main does, with a profiling port.
package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

func main() {
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port("PORT"), HTTPHost: "127.0.0.1", HTTPPort: port("HTTP_PORT"),
		ProfPort: port("PROF_PORT"), NoSigs: true, NoLog: true, PingInterval: 20 * time.Second,
		ServerName: "broker",
	})
	if err != nil {
		panic(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		panic("not ready")
	}
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM)
	select {
	case <-sig:
	case <-time.After(15 * time.Minute):
	}
	s.Shutdown()
}

func port(name string) int {
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return n
}
