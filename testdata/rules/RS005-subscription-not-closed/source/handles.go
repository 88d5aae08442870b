// Databases that are opened for one statement.
package handles

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

func create(c driver.Connector, name string) error {
	if _, err := sql.OpenDB(c).Exec("CREATE DATABASE " + name); err != nil { // want "used at once and has no name"
		return fmt.Errorf("create %s: %w", name, err)
	}
	return nil
}

func createAndClose(c driver.Connector, name string) error {
	db := sql.OpenDB(c) // ok
	defer db.Close()
	_, err := db.Exec("CREATE DATABASE " + name)
	return err
}

func ping(dsn string) error {
	db, err := sql.Open("postgres", dsn) // want "db is left open in every case"
	if err != nil {
		return err
	}
	return db.Ping()
}

// Who looks at it does not take it.
func version(ctx context.Context, dsn string) (string, error) {
	db, err := sql.Open("postgres", dsn) // want "RS005"
	if err != nil {
		return "", err
	}
	return ask(ctx, db)
}

func ask(ctx context.Context, db *sql.DB) (v string, err error) {
	err = db.QueryRowContext(ctx, "SELECT version()").Scan(&v)
	return v, err
}

func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn) // ok: returned
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return db, nil
}

type store struct{ db *sql.DB }

func newStore(dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn) // ok: kept
	if err != nil {
		return nil, err
	}
	return &store{db: db}, nil
}

// Handed to something unknown.
func with(dsn string, use func(*sql.DB) error) error {
	db, err := sql.Open("postgres", dsn) // ok
	if err != nil {
		return err
	}
	return use(db)
}
