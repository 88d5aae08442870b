// Console lets an operator stop a job by a line on a control pipe. Each job reads the pipe by itself, so all but one of
// the readers wait for the file's lock, and nobody ends them when their job is through.
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

// watch reads one line of the operator's.
func (c *console) watch() {
	if bufio.NewScanner(c.control).Scan() {
		c.stopped.Add(1)
	}
}

// Run does a job that the operator may stop.
func (c *console) Run(job int) int {
	go c.watch()
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
	s.Drive(func(i int) {
		n := c.Run(i)
		if i%10 == 9 {
			log.Printf("job %d gave %d, %d stopped", i, n, c.stopped.Load())
		}
	})
}
