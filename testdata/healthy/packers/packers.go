package packers

import (
	"bufio"
	"compress/gzip"
	"context"
	"io"
)

// Pack returns a reader of the packed source; closing it ends the packer.
func Pack(src io.Reader) io.ReadCloser {
	pr, pw := io.Pipe()
	go func() {
		zw := gzip.NewWriter(pw)
		_, err := io.Copy(zw, src)
		if cerr := zw.Close(); err == nil {
			err = cerr
		}
		pw.CloseWithError(err)
	}()
	return pr
}

// Head returns up to n lines that the producer writes.
func Head(n int, produce func(io.Writer) error) ([]string, error) {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() { pw.CloseWithError(produce(pw)) }()
	var out []string
	sc := bufio.NewScanner(pr)
	for len(out) < n && sc.Scan() {
		out = append(out, sc.Text())
	}
	return out, sc.Err()
}

func lines(ctx context.Context, r io.Reader) <-chan string {
	c := make(chan string)
	go func() {
		defer close(c)
		sc := bufio.NewScanner(r)
		for sc.Scan() {
			select {
			case c <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

func Find(ctx context.Context, r io.Reader, want string) bool {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for l := range lines(ctx, r) {
		if l == want {
			return true
		}
	}
	return false
}
