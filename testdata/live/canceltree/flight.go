//go:build go1.25

package main

import (
	"log"
	"net/http"
	"runtime/trace"
	"time"
)

func init() {
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: 5 * time.Second})
	if err := recorder.Start(); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/debug/flight", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := recorder.WriteTo(w); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}
