// Package dbx reads rows and ends transactions.
package dbx

import (
	"context"
	"database/sql"
	"errors"
)

type Store struct{ db *sql.DB }

func (s *Store) Names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "select name from users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// Count reads to the end, which closes.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	rows, err := s.db.QueryContext(ctx, "select id from users")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

func (s *Store) query(ctx context.Context, text string) (*sql.Rows, error) {
	rows, err := s.db.QueryContext(ctx, text)
	if errors.Is(err, sql.ErrConnDone) {
		rows, err = s.db.QueryContext(ctx, text)
	}
	return rows, err
}

// Scan closes what its helper opened.
func (s *Store) Scan(ctx context.Context, each func(*sql.Rows) error) error {
	rows, err := s.query(ctx, "select * from users")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// InTx rolls back when it does not commit.
func (s *Store) InTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}
