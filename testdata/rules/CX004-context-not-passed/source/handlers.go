// Handlers that mention package context for nothing but the wrong context.
package handlers

import (
	"context"
	"database/sql"
	"net/http"
)

var db *sql.DB

func get(w http.ResponseWriter, r *http.Request) {
	if _, err := db.ExecContext(context.Background(), "select 1"); err != nil { // want "CX004"
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func put(w http.ResponseWriter, r *http.Request) {
	if _, err := db.ExecContext(context.TODO(), "select 2"); err != nil { // want "CX004"
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}
