// A deferred function recovers a panic and panics again with the same value.
package main

import "fmt"

func guarded(name string, work func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("guarded", name)
			panic(r)
		}
	}()
	work()
}

func main() {
	guarded("import", func() {
		panic(fmt.Sprintf("first line\nsecond line of %d", 2))
	})
}
