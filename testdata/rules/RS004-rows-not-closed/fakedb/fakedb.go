// Package fakedb is a database/sql driver with one table of a hundred rows and no server.
package fakedb

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
)

func init() {
	sql.Register("fake", fakeDriver{})
}

type fakeDriver struct{}

func (fakeDriver) Open(name string) (driver.Conn, error) { return conn{}, nil }

type conn struct{}

func (conn) Prepare(query string) (driver.Stmt, error) { return stmt{}, nil }
func (conn) Close() error                              { return nil }
func (conn) Begin() (driver.Tx, error)                 { return nil, errors.New("fakedb: no transactions") }

type stmt struct{}

func (stmt) Close() error  { return nil }
func (stmt) NumInput() int { return -1 }

func (stmt) Exec(args []driver.Value) (driver.Result, error) {
	return driver.RowsAffected(0), nil
}

func (stmt) Query(args []driver.Value) (driver.Rows, error) { return &rows{}, nil }

type rows struct{ next int64 }

func (*rows) Columns() []string { return []string{"id", "cents"} }
func (*rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if r.next == 100 {
		return io.EOF
	}
	dest[0], dest[1] = r.next, 10*r.next
	r.next++
	return nil
}
