// An endless recursion through two methods.
package main

type node struct {
	name   string
	parent *node
}

func (n *node) path() string { return n.parent.join(n.name) }

func (n *node) join(name string) string { return n.path() + "/" + name }

func main() {
	loop := &node{name: "loop"}
	loop.parent = loop
	println(loop.path())
}
