// Connections, databases and commands that a failing step leaves behind.
package opened

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"time"
)

var errGreeting = errors.New("opened: no greeting")

type session struct {
	conn net.Conn
	rd   *bufio.Reader
}

func greeting(rd *bufio.Reader) error {
	line, err := rd.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(line, "220") {
		return errGreeting
	}
	return nil
}

func open(address string) (*session, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second) // want "RS008"
	if err != nil {
		return nil, err
	}
	rd := bufio.NewReader(conn)
	if err := greeting(rd); err != nil {
		return nil, fmt.Errorf("open %s: %w", address, err)
	}
	return &session{conn: conn, rd: rd}, nil
}

func openOrClose(address string) (_ *session, err error) {
	conn, err := net.Dial("tcp", address) // ok: closed by the deferred function
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			conn.Close()
		}
	}()
	rd := bufio.NewReader(conn)
	if err = greeting(rd); err != nil {
		return nil, err
	}
	return &session{conn: conn, rd: rd}, nil
}

func (s *session) hello() error {
	_, err := io.WriteString(s.conn, "HELO\r\n")
	return err
}

func (s *session) Close() error { return s.conn.Close() }

// The session has the connection, and is closed.
func openSession(address string) (*session, error) {
	conn, err := net.Dial("tcp", address) // ok: handed to the session
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, rd: bufio.NewReader(conn)}
	if err := s.hello(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

type store struct{ db *sql.DB }

func openStore(ctx context.Context, dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn) // want "RS008"
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("ping: %w", err)
	}
	return &store{db: db}, nil
}

func openStoreOrClose(ctx context.Context, dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn) // ok: closed when the ping fails
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return &store{db: db}, nil
}

func lines(name string, each func(string) error) error {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // want "RS008"
		return err
	}
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		if err := each(sc.Text()); err != nil {
			return err
		}
	}
	return cmd.Wait()
}

func linesAndWait(name string, each func(string) error) (err error) {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // ok: waited for on the way out
		return err
	}
	defer func() { err = errors.Join(err, cmd.Wait()) }()
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		if err := each(sc.Text()); err != nil {
			return err
		}
	}
	return sc.Err()
}

func linesOrKill(name string, each func(string) error) error {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err = cmd.Start(); err != nil { // ok: waited for on both ways
		return err
	}
	if err := each(name); err != nil {
		_ = cmd.Process.Kill()
		return errors.Join(err, cmd.Wait())
	}
	_, _ = io.Copy(io.Discard, out)
	return cmd.Wait()
}

// Meant to go on by itself.
func launch(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // ok: nobody waits for it
		return err
	}
	return nil
}
