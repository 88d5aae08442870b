// Ends that are closed later: by what is deferred, or handed to somebody who calls it at the end.
package cleanup

import (
	"bufio"
	"io"
)

type run struct{ last []func() }

func (r *run) later(f func()) { r.last = append(r.last, f) }

func produce(w io.Writer) { _, _ = io.WriteString(w, "a\nb\n") }

// Closing the reading end ends both sides (fasthttp streaming_test).
func head(r *run) bool {
	pr, pw := io.Pipe() // ok
	go func() {
		_, _ = pw.Write([]byte("one"))
	}()
	r.later(func() { _ = pr.Close() })
	return bufio.NewScanner(pr).Scan()
}

// So does the writing end (mcp-go stdio_test).
func first(r *run) string {
	pr, pw := io.Pipe() // ok
	r.later(func() { _ = pw.Close() })
	go produce(pw)
	sc := bufio.NewScanner(pr)
	sc.Scan()
	return sc.Text()
}

// A writer that closes its end when it has written all does not come to that.
func never(r *run) string {
	pr, pw := io.Pipe() // want "RS009"
	go func() {
		defer pw.Close()
		produce(pw)
	}()
	sc := bufio.NewScanner(pr)
	sc.Scan()
	return sc.Text()
}
