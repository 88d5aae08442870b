package clients

import (
	"context"
	"net/http"
	"time"
)

func plain(url string) error {
	resp, err := http.Get(url) // want "http.Get waits as long as the other side likes"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func local(url string) error {
	c := &http.Client{CheckRedirect: nil}
	resp, err := c.Get(url) // want "http.Client.Get"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func limited(url string) error {
	c := &http.Client{Timeout: time.Second}
	resp, err := c.Get(url) // ok
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func later(url string) error {
	c := &http.Client{}
	c.Timeout = time.Second
	resp, err := c.Get(url) // ok
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func given(c *http.Client, url string) error {
	resp, err := c.Get(url) // ok: whose client it is stands elsewhere
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func ownTransport(url string, t http.RoundTripper) error {
	c := http.Client{Transport: t}
	resp, err := c.Get(url) // ok: the transport may have limits
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func request(url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want "http.Client.Do"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func withContext(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // ok: the request has an end
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func atHand(ctx context.Context, url string) error {
	resp, err := http.Get(url) // ok: CX005
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
