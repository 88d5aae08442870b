// Package objects is the object store.
package objects

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// ErrTooLarge refuses an object.
var ErrTooLarge = errors.New("objects: too large")

// Store takes objects up to a size.
type Store struct{ max int64 }

// NewStore sets the limit.
func NewStore(max int64) *Store { return &Store{max: max} }

// Archive packs n orders and puts them.
func (s *Store) Archive(n int) (int64, error) {
	pr, pw := io.Pipe()
	go pack(pw, n)
	return s.put(pr)
}

func pack(pw *io.PipeWriter, n int) {
	zw, _ := gzip.NewWriterLevel(pw, gzip.NoCompression)
	for i := 0; i < n; i++ {
		if _, err := fmt.Fprintf(zw, "{\"order\":%d,\"note\":%q}\n", i, "packed and sealed by the night shift"); err != nil {
			_ = pw.CloseWithError(err)
			return
		}
	}
	_ = pw.CloseWithError(zw.Close())
}

func (s *Store) put(r io.Reader) (int64, error) {
	n, err := io.CopyN(io.Discard, r, s.max)
	if err == io.EOF {
		return n, nil
	}
	if err != nil {
		return n, err
	}
	return n, ErrTooLarge
}
