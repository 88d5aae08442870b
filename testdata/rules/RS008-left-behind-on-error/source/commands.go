// Commands of os/exec that are started and left.
package commands

import (
	"errors"
	"io"
	"os/exec"
)

// Not started, nothing to wait for (fzf readFromCommand).
func read(name string, feed func(io.Reader)) bool {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil { // ok
		return false
	}
	feed(out)
	return cmd.Wait() == nil
}

func readSome(name string, feed func(io.Reader) error) error {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil { // want "RS008"
		return errors.New("not started")
	}
	if err := feed(out); err != nil {
		return err
	}
	return cmd.Wait()
}
