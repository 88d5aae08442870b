// Package pipes closes both ends.
package pipes

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
)

// Encode hands the reading end on; it ends with the writer's error.
func Encode(value any) io.ReadCloser {
	pr, pw := io.Pipe()
	go func() {
		pw.CloseWithError(json.NewEncoder(pw).Encode(value))
	}()
	return pr
}

// Upload closes the reading end on every path.
func Upload(ctx context.Context, files map[string][]byte, send func(context.Context, io.Reader) error) error {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		gz := gzip.NewWriter(pw)
		tw := tar.NewWriter(gz)
		var err error
		for name, data := range files {
			if err = tw.WriteHeader(&tar.Header{Name: name, Size: int64(len(data))}); err != nil {
				break
			}
			if _, err = tw.Write(data); err != nil {
				break
			}
		}
		if err == nil {
			err = tw.Close()
		}
		if err == nil {
			err = gz.Close()
		}
		pw.CloseWithError(err)
	}()
	return send(ctx, pr)
}

// Lines reads to the end.
func Lines(fill func(io.Writer) error) (lines []string, err error) {
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(fill(pw)) }()
	sc := bufio.NewScanner(pr)
	for sc.Scan() {
		lines = append(lines, sc.Text())
	}
	return lines, sc.Err()
}

// Output starts the command before anybody waits for it.
func Output(ctx context.Context, name string, args ...string) (io.Reader, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	pr, pw := io.Pipe()
	cmd.Stdout = pw
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { pw.CloseWithError(cmd.Wait()) }()
	return pr, nil
}

// Tee copies what passes.
func Tee(in io.Reader, sum func(io.Reader) error) (io.Reader, <-chan error) {
	pr, pw := io.Pipe()
	errc := make(chan error, 1)
	go func() {
		err := sum(pr)
		pr.CloseWithError(err)
		errc <- err
	}()
	return io.TeeReader(in, pw), errc
}

func Upper(in io.Reader) string {
	text, _ := io.ReadAll(in)
	return strings.ToUpper(string(text))
}
