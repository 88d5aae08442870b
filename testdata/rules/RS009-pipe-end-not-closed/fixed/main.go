// Exporter writes a table as JSON into one end of a pipe and previews it from the other. The preview
// reads a few lines and closes its end, at which the writer gets an error and ends.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"log"

	"example.org/rules/company"
)

type record struct {
	ID   int
	Name string
}

type exporter struct {
	records []record
}

// write encodes all records.
func (e *exporter) write(w io.WriteCloser) error {
	defer w.Close()
	enc := json.NewEncoder(w)
	for _, r := range e.records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// Preview returns the first n lines.
func (e *exporter) Preview(n int) (lines []string) {
	pr, pw := io.Pipe() // ok
	defer pr.Close()
	go e.write(pw)
	sc := bufio.NewScanner(pr)
	for len(lines) < n && sc.Scan() {
		lines = append(lines, sc.Text())
	}
	return lines
}

// Size returns the length of the whole export.
func (e *exporter) Size() int64 {
	pr, pw := io.Pipe() // ok
	defer pr.Close()
	go e.write(pw)
	n, _ := io.Copy(io.Discard, pr)
	return n
}

func main() {
	c := company.Start(nil)
	e := &exporter{}
	for i := 0; i < 500; i++ {
		e.records = append(e.records, record{i, "someone"})
	}
	c.Drive(func(i int) {
		lines := e.Preview(3)
		if i%10 == 9 {
			log.Println(lines[0], e.Size())
		}
	})
}
