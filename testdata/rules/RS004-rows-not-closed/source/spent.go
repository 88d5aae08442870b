// Rows that are closed although nothing says Close: an error of Err comes after the close, and main ends with the process.
package main

import (
	"context"
	"database/sql"
	"log"
)

// Err is nil until the rows are closed (langchaingo Query).
func columns(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "select * from parcels") // ok
	if err != nil {
		return nil, err
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

// What Scan says is another thing.
func first(ctx context.Context, db *sql.DB) (n int, err error) {
	rows, err := db.QueryContext(ctx, "select n from parcels") // want "RS004"
	if err != nil {
		return 0, err
	}
	rows.Next()
	if err := rows.Scan(&n); err != nil {
		return 0, err
	}
	return n, rows.Close()
}

func main() {
	db, err := sql.Open("none", "")
	if err != nil {
		log.Println(err)
		return
	}
	rows, err := db.Query("select n from parcels") // ok: the process ends (go-mssqldb examples)
	if err != nil {
		log.Println(err)
		return
	}
	var n int
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			log.Println(err)
			return
		}
	}
	log.Println(columns(context.Background(), db))
	log.Println(first(context.Background(), db))
	for _, table := range []string{"parcels", "vans"} {
		rows, err := db.Query("select n from " + table) // want "RS004"
		if err != nil {
			return
		}
		rows.Next()
		log.Println(rows.Scan(&n))
	}
}
