package calls

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
)

type store struct{ db *sql.DB }

func (s *store) Count(ctx context.Context) (n int, err error) {
	err = s.db.QueryRow("select count(*) from users").Scan(&n) // want "sql.DB.QueryRow cannot be cancelled although ctx is at hand"
	return n, err
}

func (s *store) Ping(ctx context.Context) error {
	return s.db.Ping() // want "sql.DB.Ping"
}

func (s *store) Good(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "delete from users") // ok
	return err
}

func (s *store) Plain() error {
	return s.db.Ping() // ok: no context at hand
}

func handle(w http.ResponseWriter, r *http.Request) {
	out, _ := exec.Command("git", "log").Output() // want "exec.Command cannot be cancelled although r.Context"
	w.Write(out)
}

func dial(ctx context.Context, address string) (net.Conn, error) {
	conn, err := net.Dial("tcp", address) // want "net.Dial"
	if err == nil {
		return conn, nil
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address) // ok
}

func shutdown(ctx context.Context, s *store) {
	exec.Command("sync").Run() // ok: ends something
}

type other struct{}

func (other) Query(string) {}

func notSQL(ctx context.Context, o other) {
	o.Query("x") // ok: another type
}

func begin(ctx context.Context) (*exec.Cmd, error) {
	cmd := exec.Command("server") // ok: only started, it may go on
	return cmd, cmd.Start()
}

func waitFor(ctx context.Context) error {
	cmd := exec.Command("mkfs") // want "exec.Command"
	return cmd.Run()
}

func send(ctx context.Context, do func(context.Context, *http.Request) error) error {
	req, err := http.NewRequest(http.MethodGet, "http://x", nil) // ok: goes on together with a context
	if err != nil {
		return err
	}
	return do(ctx, req)
}
