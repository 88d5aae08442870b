// Subscriptions and sockets, and who ends them.
package ends

import (
	"errors"
	"net"
)

type bus struct{}

type subscription struct{ events chan int }

func (b *bus) Subscribe(name string) *subscription { return &subscription{events: make(chan int)} }

func (s *subscription) Events() <-chan int { return s.events }

func (s *subscription) Close() { close(s.events) }

// Read until it has ended (tailscale debug-demo).
func all(b *bus) (sum int) {
	s := b.Subscribe("all") // ok
	for n := range s.Events() {
		sum += n
	}
	return sum
}

func one(b *bus) int {
	s := b.Subscribe("one") // want "RS005"
	return <-s.Events()
}

// The step after it fails (quic-go DialAddr).
func dial(address string) (net.PacketConn, *net.UDPAddr, error) {
	conn, err := net.ListenUDP("udp", nil) // want "RS005"
	if err != nil {
		return nil, nil, err
	}
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, nil, err
	}
	return conn, to, nil
}

func dialAndClose(address string) (net.PacketConn, *net.UDPAddr, error) {
	conn, err := net.ListenUDP("udp", nil) // ok
	if err != nil {
		return nil, nil, err
	}
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, to, nil
}
