// Package connections: healthy; connections go to an owner, a pool, or are closed by a deferred check.
package connections

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
)

type Conn struct {
	c  net.Conn
	rd *bufio.Reader
}

func (c *Conn) Close() error { return c.c.Close() }

func (c *Conn) hello() error {
	if _, err := fmt.Fprintln(c.c, "HELLO"); err != nil {
		return err
	}
	l, err := c.rd.ReadString('\n')
	if err != nil {
		return err
	}
	if l != "OK\n" {
		return errors.New(l)
	}
	return nil
}

func Dial(addr string) (_ *Conn, err error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			nc.Close()
		}
	}()
	c := &Conn{c: nc, rd: bufio.NewReader(nc)}
	if err := c.hello(); err != nil {
		return nil, err
	}
	return c, nil
}

type Log struct {
	f    *os.File
	size int64
}

func OpenLog(name string) (*Log, error) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	l := &Log{f: f}
	if err := l.recover(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Log) recover() error {
	st, err := l.f.Stat()
	if err != nil {
		return err
	}
	l.size = st.Size()
	return nil
}

func (l *Log) Close() error { return l.f.Close() }
