// An index beyond the end of a slice, three calls deep.
package main

import "os"

type matrix struct {
	rows [][]int
}

func (m matrix) at(row, col int) int { return m.rows[row][col] }

func diagonal(m matrix, n int) (sum int) {
	for i := 0; i < n; i++ {
		sum += m.at(i, i)
	}
	return sum
}

func main() {
	m := matrix{rows: [][]int{{1, 2}, {3, 4}}}
	done := make(chan int)
	go func() { done <- diagonal(m, len(os.Args)+2) }()
	println(<-done)
}
