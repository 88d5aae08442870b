// A panic with an error of its own type whose text has three lines.
package main

import "strings"

type configError struct {
	file     string
	problems []string
}

func (e *configError) Error() string {
	return e.file + ":\n" + strings.Join(e.problems, "\n")
}

func mustLoad(file string) {
	panic(&configError{file, []string{"line 3: no such key", "goroutine 7 [running]: is not a value"}})
}

func main() {
	mustLoad("app.yml")
}
