package blobs

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
)

type object struct {
	io.Reader
	closers []io.Closer
	size    int64
}

func (o *object) Close() error {
	var first error
	for _, c := range o.closers {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

type Store struct {
	base   string
	client *http.Client
}

func (s *Store) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", s.base+name, nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if err := check(resp); err != nil {
		return nil, err
	}
	o := &object{Reader: resp.Body, closers: []io.Closer{resp.Body}, size: resp.ContentLength}
	if resp.Header.Get("X-Packed") != "" {
		zr, err := gzip.NewReader(resp.Body)
		if err != nil {
			o.Close()
			return nil, err
		}
		o.Reader = zr
		o.closers = append([]io.Closer{zr}, o.closers...)
	}
	return o, nil
}

// check closes the body of an answer that is no success.
func check(resp *http.Response) error {
	if resp.StatusCode < 300 {
		return nil
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(io.LimitReader(resp.Body, 256))
	return fmt.Errorf("%s: %s", resp.Status, b)
}
