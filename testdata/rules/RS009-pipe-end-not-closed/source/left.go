// A pipe between a function and its goroutine: one side leaves and the other stays, and what ends that.
package left

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

var errBad = errors.New("bad")

// The loop is left at the first bad line, the writer has more.
func scanned(rows []string) error {
	pr, pw := io.Pipe() // want "RS009"
	go func() {
		defer pw.Close()
		for _, row := range rows {
			fmt.Fprintln(pw, row)
		}
	}()
	sc := bufio.NewScanner(pr)
	for sc.Scan() {
		if sc.Text() == "" {
			return errBad
		}
	}
	return sc.Err()
}

func scannedAndClosed(rows []string) error {
	pr, pw := io.Pipe() // ok
	defer pr.Close()
	go func() {
		defer pw.Close()
		for _, row := range rows {
			fmt.Fprintln(pw, row)
		}
	}()
	sc := bufio.NewScanner(pr)
	for sc.Scan() {
		if sc.Text() == "" {
			return errBad
		}
	}
	return sc.Err()
}

// The copy ends when the client has gone, too.
func copied(w http.ResponseWriter, rows []any) {
	pr, pw := io.Pipe() // want "RS009"
	go func() {
		enc := json.NewEncoder(pw)
		for _, row := range rows {
			if err := enc.Encode(row); err != nil {
				pw.CloseWithError(err)
				return
			}
		}
		pw.Close()
	}()
	if _, err := io.Copy(w, pr); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func copiedAndClosed(w http.ResponseWriter, fill func(io.Writer) error) error {
	pr, pw := io.Pipe() // ok
	go func() { pw.CloseWithError(fill(pw)) }()
	_, err := io.Copy(w, pr)
	pr.CloseWithError(err)
	return err
}

// A buffer takes all.
func buffered(fill func(io.Writer) error) ([]byte, error) {
	pr, pw := io.Pipe() // ok
	go func() { pw.CloseWithError(fill(pw)) }()
	var all bytes.Buffer
	if _, err := io.Copy(&all, pr); err != nil {
		return nil, err
	}
	return all.Bytes(), nil
}

// Nothing was read yet.
func unread(ctx context.Context, fill func(io.Writer) error, ready func(context.Context) error) ([]byte, error) {
	pr, pw := io.Pipe() // want "RS009"
	go func() { pw.CloseWithError(fill(pw)) }()
	if err := ready(ctx); err != nil {
		return nil, err
	}
	return io.ReadAll(pr)
}

// The writing end, closed by the reading side, ends the writer as well.
func unreadAndClosed(ctx context.Context, fill func(io.Writer) error, ready func(context.Context) error) ([]byte, error) {
	pr, pw := io.Pipe() // ok
	go func() { pw.CloseWithError(fill(pw)) }()
	if err := ready(ctx); err != nil {
		pw.CloseWithError(err)
		return nil, err
	}
	return io.ReadAll(pr)
}

// Who gets the reading end may close it.
func sent(ctx context.Context, client *http.Client, url string, fill func(io.Writer) error) (*http.Response, error) {
	pr, pw := io.Pipe() // ok
	go func() { pw.CloseWithError(fill(pw)) }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, url, pr)
	if err != nil {
		pr.CloseWithError(err)
		return nil, err
	}
	return client.Do(req)
}

// Files of an archive: the error of Next comes from the pipe.
func named(ctx context.Context, fill func(io.Writer) error) (names []string, err error) {
	pr, pw := io.Pipe() // ok
	go func() { pw.CloseWithError(fill(pw)) }()
	tr := tar.NewReader(pr)
	for {
		header, err := tr.Next()
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		names = append(names, header.Name)
	}
}

func firstDir(fill func(io.Writer) error) (string, error) {
	pr, pw := io.Pipe() // want "RS009"
	go func() { pw.CloseWithError(fill(pw)) }()
	tr := tar.NewReader(pr)
	for {
		header, err := tr.Next()
		if err == io.EOF {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if header.Typeflag == tar.TypeDir {
			return header.Name, nil
		}
	}
}

// The reverse: the reader waits for an end.
func converted(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe() // want "RS009"
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(dst, pr)
		done <- err
	}()
	if _, err := io.Copy(pw, src); err != nil {
		return err
	}
	pw.Close()
	return <-done
}

func convertedAndClosed(src io.Reader, dst io.Writer) error {
	pr, pw := io.Pipe() // ok
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(dst, pr)
		pr.CloseWithError(err)
		done <- err
	}()
	_, err := io.Copy(pw, src)
	pw.CloseWithError(err)
	return errors.Join(err, <-done)
}

// Closed by who was there first (rclone cacheReader).
func teed(u io.Reader, read func(io.Reader), keep func([]byte)) {
	pr, pw := io.Pipe() // ok
	tr := io.TeeReader(u, pw)
	done := make(chan struct{})
	go func() {
		defer pw.Close()
		read(tr)
		close(done)
	}()
	go func() {
		chunk := make([]byte, 1024)
		for {
			n, err := io.ReadFull(pr, chunk)
			keep(chunk[:n])
			if err != nil {
				return
			}
		}
	}()
	<-done
}

// The writing goroutine leaves without a close, and the reader waits.
func gathered(parts []io.Reader) ([]byte, error) {
	pr, pw := io.Pipe() // want "RS009"
	go func() {
		for _, part := range parts {
			if part == nil {
				return
			}
			io.Copy(pw, part)
		}
		pw.Close()
	}()
	return io.ReadAll(pr)
}

// A write fails when the reading end is closed: nobody waits.
func given(rows []string) ([]byte, error) {
	pr, pw := io.Pipe() // ok
	go func() {
		for _, row := range rows {
			if _, err := fmt.Fprintln(pw, row); err != nil {
				return
			}
		}
		pw.Close()
	}()
	return io.ReadAll(pr)
}

// A writer that is told when to begin.
func told(begin <-chan struct{}, fill func(io.Writer) error, ready func() error) ([]byte, error) {
	pr, pw := io.Pipe() // ok
	go func() {
		<-begin
		pw.CloseWithError(fill(pw))
	}()
	return io.ReadAll(pr)
}

type exporter struct{ rows []string }

func (e *exporter) write(w *io.PipeWriter) {
	for _, row := range e.rows {
		fmt.Fprintln(w, row)
	}
	w.Close()
}

func (e *exporter) title(w io.WriteCloser) {
	fmt.Fprintln(w, e.rows[0])
	w.Close()
}

// The function that writes is a method.
func (e *exporter) has(line string) bool {
	pr, pw := io.Pipe() // want "RS009"
	go e.write(pw)
	sc := bufio.NewScanner(pr)
	for sc.Scan() {
		if sc.Text() == line {
			return true
		}
	}
	return false
}

func (e *exporter) hasAndClosed(line string) bool {
	pr, pw := io.Pipe() // ok
	defer pr.Close()
	go e.write(pw)
	sc := bufio.NewScanner(pr)
	for sc.Scan() {
		if sc.Text() == line {
			return true
		}
	}
	return false
}

func (e *exporter) send(w io.Writer) error {
	pr, pw := io.Pipe() // want "RS009"
	go e.write(pw)
	_, err := io.Copy(w, pr)
	return err
}
