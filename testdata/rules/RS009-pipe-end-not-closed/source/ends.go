// Reading ends of pipes that are left.
package ends

import (
	"bufio"
	"io"
	"mime/multipart"
	"os/exec"
)

// Nobody writes yet (dapr invokeRemoteStream).
func early(ready func() error, fill func(io.WriteCloser)) (io.Reader, error) {
	pr, pw := io.Pipe() // ok
	if err := ready(); err != nil {
		return nil, err
	}
	go fill(pw)
	return pr, nil
}

// The command did not start, so it does not write (containerd cmdStream).
func started(cmd *exec.Cmd) (io.Reader, error) {
	pr, pw := io.Pipe() // ok
	cmd.Stdout = pw
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { pw.CloseWithError(cmd.Wait()) }()
	return pr, nil
}

// Wrapped is not written to (rclone rest.MultipartUpload).
func wrapped(boundary func() error, fill func(*multipart.Writer)) (io.Reader, error) {
	pr, pw := io.Pipe() // ok
	form := multipart.NewWriter(pw)
	if err := boundary(); err != nil {
		return nil, err
	}
	go func() {
		fill(form)
		pw.Close()
	}()
	return pr, nil
}

// On one way nobody writes: the end is closed, no more (buildkite NewJobRunner).
func chosen(plain bool, out io.Writer, done <-chan struct{}) io.Writer {
	pr, pw := io.Pipe() // ok
	writers := []io.Writer{out}
	if !plain {
		writers = append(writers, pw)
		go func() {
			io.Copy(out, pr)
		}()
	}
	go func() {
		<-done
		pw.Close()
	}()
	return io.MultiWriter(writers...)
}

// Now somebody does.
func late(ready func() error, fill func(io.WriteCloser)) (io.Reader, error) {
	pr, pw := io.Pipe() // want "RS009"
	go fill(pw)
	if err := ready(); err != nil {
		return nil, err
	}
	return pr, nil
}

func first(fill func(io.WriteCloser)) string {
	pr, pw := io.Pipe() // want "RS009"
	go func() { fill(pw) }()
	lines := bufio.NewScanner(pr)
	if lines.Scan() {
		return lines.Text()
	}
	return ""
}
