// A MarshalJSON that marshals its own cycle: json and the method call one another until the stack is full.
package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
)

type node struct{ next *node }

func (n *node) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]any{"next": n.next}) }

func main() {
	debug.SetMaxStack(1 << 20)
	n := &node{}
	n.next = n
	fmt.Println(json.Marshal(n))
}
