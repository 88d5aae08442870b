// Geocoder asks an HTTP service and looks at the status only. It closes the body of the answer on
// every path, so the connection is given back or ended.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strings"

	"example.org/rules/company"
)

type place struct {
	Name string
	Lat  float64
	Lon  float64
}

type geocoder struct {
	base   string
	client *http.Client
}

// Known reports whether the service knows a place.
func (g *geocoder) Known(name string) (bool, error) {
	resp, err := g.client.Get(g.base + "/place?name=" + name) // ok: closed on every path
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return false, nil
	}
	return resp.StatusCode == http.StatusOK, nil
}

// Find returns a place.
func (g *geocoder) Find(name string) (p place, err error) {
	resp, err := g.client.Get(g.base + "/place?name=" + name) // ok: closed below
	if err != nil {
		return p, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&p)
	return p, err
}

// servePlace is the service that the geocoder asks; here it runs in the same process.
func servePlace(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if strings.HasPrefix(name, "x") {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintf(w, `{"Name":%q,"Lat":50.1,"Lon":8.7}`, name)
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/place", servePlace)
	c := company.Start(mux)
	g := &geocoder{base: c.URL, client: &http.Client{Transport: &http.Transport{}}}
	c.Drive(func(i int) {
		if _, err := g.Known("frankfurt"); err != nil {
			log.Print(err)
		}
		if i%10 == 9 {
			log.Println(g.Find("mainz"))
			log.Println(g.Known("xanadu"))
		}
	})
}
