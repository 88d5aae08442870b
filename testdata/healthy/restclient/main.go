package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type client struct{ hc *http.Client }

func (c *client) do(req *http.Request) (*http.Response, error) {
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return nil, fmt.Errorf("%s: %s", resp.Status, b)
	}
	return resp, nil
}

func (c *client) get(url string, v any) error {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	resp, err := c.do(req)
	if err != nil {
		return err
	}
	defer func() {
		io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}()
	return json.NewDecoder(resp.Body).Decode(v)
}

func (c *client) stream(url string) (io.ReadCloser, error) {
	resp, err := c.hc.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func main() {
	c := &client{hc: http.DefaultClient}
	var v any
	fmt.Println(c.get("http://localhost:1", &v))
	if b, err := c.stream("http://localhost:1"); err == nil {
		b.Close()
	}
}
