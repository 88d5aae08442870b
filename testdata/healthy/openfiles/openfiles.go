// Package openfiles closes what it opens, in many ways.
package openfiles

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
)

// Log is a file that is appended to.
type Log struct {
	f *os.File
	w *bufio.Writer
}

// OpenLog gives the file to the log.
func OpenLog(name string) (*Log, error) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	l := &Log{f: f, w: bufio.NewWriter(f)}
	if err := l.header(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Log) header() error {
	_, err := l.w.WriteString("# log\n")
	return err
}

// Close writes what is left.
func (l *Log) Close() error { return errors.Join(l.w.Flush(), l.f.Close()) }

// WriteFile writes beside the name and renames.
func WriteFile(name string, r io.Reader) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err = io.Copy(tmp, r); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// reads closes both.
type reads struct {
	*gzip.Reader
	f *os.File
}

func (r *reads) Close() error { return errors.Join(r.Reader.Close(), r.f.Close()) }

// OpenGzip gives both to the caller.
func OpenGzip(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	gz, err := gzip.NewReader(f)
	if err != nil {
		closeQuietly(f)
		return nil, err
	}
	return &reads{Reader: gz, f: f}, nil
}

func closeQuietly(c io.Closer) { _ = c.Close() }

// cleanups undoes what was done.
type cleanups []func()

func (c cleanups) run() {
	for _, undo := range c {
		undo()
	}
}

// OpenPair undoes the first when the second fails.
func OpenPair(a, b string) (*os.File, *os.File, error) {
	var undo cleanups
	first, err := os.Open(a)
	if err != nil {
		return nil, nil, err
	}
	undo = append(undo, func() { first.Close() })
	second, err := os.Open(b)
	if err != nil {
		undo.run()
		return nil, nil, err
	}
	return first, second, nil
}

// client owns its connection, and newClient closes it when it fails.
type client struct{ conn net.Conn }

func newClient(conn net.Conn) (*client, error) {
	c := &client{conn: conn}
	if _, err := conn.Write([]byte("HELLO\n")); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *client) Close() error { return c.conn.Close() }

// Dial hands the connection on.
func Dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c, err := newClient(conn)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", address, err)
	}
	return c, nil
}
