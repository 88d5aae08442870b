// Mirror asks a partner for each page. The caller gives up after a while, but the request to the partner
// knows nothing of that, and the partner never answers.
package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"example.org/rules/company"
)

type mirror struct {
	client *http.Client
	url    string
}

// Page gets a page for a caller who waits until ctx ends.
func (m *mirror) Page(ctx context.Context, path string) error {
	req, err := http.NewRequest(http.MethodGet, m.url+path, nil) // want "CX005"
	if err != nil {
		return err
	}
	resp, err := m.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// Head asks whether a page is there.
func (m *mirror) Head(ctx context.Context, path string) (int, error) {
	req, err := http.NewRequest(http.MethodHead, m.url+path, nil) // ok: gets the context below
	if err != nil {
		return 0, err
	}
	resp, err := m.client.Do(req.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
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
	m := &mirror{client: &http.Client{}, url: silence()}
	c.Drive(func(i int) {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			defer cancel()
			m.Page(ctx, "/start")
		}()
	})
}
