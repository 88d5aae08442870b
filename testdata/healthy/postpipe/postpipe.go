// Package postpipe: healthy; the reader closes the pipe with the error it saw, or hands it to the body.
package postpipe

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type Item struct{ Name string }

func Post(ctx context.Context, c *http.Client, url string, items []Item) error {
	pr, pw := io.Pipe()
	go func() {
		zw := gzip.NewWriter(pw)
		err := json.NewEncoder(zw).Encode(items)
		if err == nil {
			err = zw.Close()
		}
		pw.CloseWithError(err)
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, pr)
	if err != nil {
		pr.CloseWithError(err)
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

type gunzip struct {
	*gzip.Reader
	src io.Closer
}

func (g gunzip) Close() error { g.Reader.Close(); return g.src.Close() }

func Decoded(src io.Reader) (io.ReadCloser, error) {
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, src)
		pw.CloseWithError(err)
	}()
	zr, err := gzip.NewReader(pr)
	if err != nil {
		_ = pr.Close()
		return nil, err
	}
	return gunzip{zr, pr}, nil
}
