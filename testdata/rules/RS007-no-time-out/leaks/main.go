// Notifier tells a partner about each order in the background. The partner takes the call and never
// answers, and nothing ends the wait.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"strings"

	"example.org/rules/company"
)

type notifier struct {
	client *http.Client
	url    string
}

// Notify does not hold up the order.
func (n *notifier) Notify(order string) {
	go n.post(order)
}

func (n *notifier) post(order string) {
	resp, err := n.client.Post(n.url, "text/plain", strings.NewReader(order)) // want "RS007"
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}

// silence accepts connections and answers nothing.
func silence() string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		var held []net.Conn
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			held = append(held, conn)
		}
	}()
	return "http://" + ln.Addr().String()
}

func main() {
	c := company.Start(nil)
	n := &notifier{client: &http.Client{}, url: silence()}
	c.Drive(func(i int) { n.Notify("order") })
}
