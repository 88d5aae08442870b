// A panic with a struct, which is neither an error nor a Stringer.
package main

type rejected struct {
	code   int
	reason string
}

func check(code int) {
	if code > 0 {
		panic(rejected{code, "too late"})
	}
}

func main() {
	defer println("deferred")
	check(42)
}
