// HTTP clients that are made where they are used.
package clients

import (
	"crypto/tls"
	"net/http"
	"time"
)

type backend struct {
	host     string
	insecure bool
	kept     *http.Client
}

func (b backend) transport() *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: b.insecure}}
}

func newClient() *http.Client {
	c := &http.Client{Transport: &http.Transport{MaxIdleConns: 4}}
	c.Timeout = time.Second
	return c
}

func send(c *http.Client, r *http.Request) error {
	resp, err := c.Do(r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) ping() error {
	client := &http.Client{Transport: b.transport(), Timeout: time.Second} // want "RS006"
	resp, err := client.Get("https://" + b.host + "/ping")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) head() error {
	tr := &http.Transport{} // want "RS006"
	tr.MaxIdleConnsPerHost = 2
	client := http.Client{Transport: tr}
	resp, err := client.Head("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) once() error {
	resp, err := newClient().Get("https://" + b.host) // want "RS006"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// The pool is let go by somebody.
func (b backend) short() error {
	client := http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}} // ok
	resp, err := client.Get("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) closes() error {
	tr := b.transport() // ok
	defer tr.CloseIdleConnections()
	client := http.Client{Transport: tr}
	resp, err := client.Get("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) noReuse() error {
	tr := b.transport() // ok
	tr.DisableKeepAlives = true
	resp, err := (&http.Client{Transport: tr}).Get("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Kept, or somebody else's to keep.
func (b *backend) keep() error {
	client := &http.Client{Transport: b.transport()} // ok
	b.kept = client
	resp, err := client.Get("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b backend) hands(r *http.Request) error {
	return send(&http.Client{Transport: b.transport()}, r) // ok: not followed
}

// The default transport is shared.
func (b backend) shared() error {
	client := &http.Client{Timeout: time.Second} // ok
	resp, err := client.Get("https://" + b.host)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
