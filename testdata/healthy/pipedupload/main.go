package main

import (
	"io"
	"os"
)

func upload(src io.Reader, send func(io.Reader) error) error {
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, src)
		pw.CloseWithError(err)
	}()
	err := send(pr)
	pr.CloseWithError(err)
	return err
}

func main() {
	_ = upload(os.Stdin, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
}
