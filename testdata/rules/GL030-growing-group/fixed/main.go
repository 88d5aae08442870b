// Console lets an operator stop a job by a line on a control pipe. One goroutine reads the pipe
// for all of them.
package main

import (
	"bufio"
	"log"
	"os"
	"sync/atomic"

	"example.org/rules/company"
)

type console struct {
	control *os.File
	stopped atomic.Int64
}

// watch reads the operator's lines.
func (c *console) watch() {
	for sc := bufio.NewScanner(c.control); sc.Scan(); {
		c.stopped.Add(1)
	}
}

// Run does a job that the operator may stop.
func (c *console) Run(job int) int {
	return job * job
}

func main() {
	s := company.Start(nil)
	r, w, err := os.Pipe()
	if err != nil {
		log.Fatal(err)
	}
	defer w.Close()
	c := &console{control: r}
	go c.watch() // ok: once in the process
	s.Drive(func(i int) {
		n := c.Run(i)
		if i%10 == 9 {
			log.Printf("job %d gave %d, %d stopped", i, n, c.stopped.Load())
		}
	})
}
