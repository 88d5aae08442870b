// Errors with which no rows come.
package errors

import "database/sql"

// No rows is an error, too (nats-streaming-server deepChannelDelete).
func drain(db *sql.DB, each func(*sql.Rows) (bool, error)) error {
	for {
		rows, err := db.Query("select id from subscriptions limit 100") // ok
		if err == sql.ErrNoRows {
			break
		}
		if err != nil {
			return err
		}
		more, err := each(rows)
		rows.Close()
		if err != nil || !more {
			return err
		}
	}
	_, err := db.Exec("delete from channels")
	return err
}

func left(db *sql.DB, id int) (name string, err error) {
	rows, err := db.Query("select id, name from users") // want "RS004"
	if err == sql.ErrConnDone {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for rows.Next() {
		var found int
		if err := rows.Scan(&found, &name); err != nil {
			return "", err
		}
		if found == id {
			return name, nil
		}
	}
	return "", rows.Err()
}
