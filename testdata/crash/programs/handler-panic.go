// An HTTP handler panics; net/http recovers it, logs it, and the server goes on.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

type basket struct {
	items map[string]int
}

func (b *basket) add(w http.ResponseWriter, r *http.Request) {
	b.items[r.URL.Query().Get("sku")]++ // a nil map
	fmt.Fprintln(w, "added")
}

func main() {
	b := &basket{}
	mux := http.NewServeMux()
	mux.HandleFunc("/add", b.add)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	for _, sku := range []string{"tea", "cup"} {
		_, err := http.Get(srv.URL + "/add?sku=" + sku)
		fmt.Println("client sees an error:", err != nil)
	}
}
