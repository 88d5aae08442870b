package main

import (
	"fmt"
	"sync"
)

type Node struct {
	mu   sync.Mutex
	val  int
	next *Node
}

// hand over hand
func (n *Node) Sum() int {
	n.mu.Lock()
	total := n.val
	cur := n
	for cur.next != nil {
		next := cur.next
		next.mu.Lock()
		cur.mu.Unlock()
		total += next.val
		cur = next
	}
	cur.mu.Unlock()
	return total
}

type Table struct {
	mu   sync.Mutex
	rows []int
}

func (t *Table) lock() func() {
	t.mu.Lock()
	return t.mu.Unlock
}

func (t *Table) Add(v int) {
	defer t.lock()()
	t.rows = append(t.rows, v)
}

func (t *Table) Must(ok bool) {
	t.mu.Lock()
	if !ok {
		t.mu.Unlock()
		panic("no")
	}
	t.mu.Unlock()
}

func main() {
	fmt.Println((&Node{val: 1, next: &Node{val: 2}}).Sum())
	(&Table{}).Add(1)
	(&Table{}).Must(true)
}
