// Package quote is the client of the price service.
package quote

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client asks for prices.
type Client struct {
	base string
	http *http.Client
}

// Quote is one price.
type Quote struct {
	SKU   string `json:"sku"`
	Cents int    `json:"cents"`
}

// New makes a client that keeps its connections.
func New(base string) *Client {
	return &Client{base: base, http: &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 90 * time.Second, ResponseHeaderTimeout: 5 * time.Second,
	}}}
}

// Fetch asks for the price of one article.
func (c *Client) Fetch(ctx context.Context, sku string) (*Quote, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/quote?sku="+url.QueryEscape(sku), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("quote %s: %s", sku, resp.Status)
	}
	defer resp.Body.Close()
	var q Quote
	if err := json.NewDecoder(resp.Body).Decode(&q); err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	return &q, nil
}
