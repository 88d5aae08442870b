// Package commands: healthy; the command is waited for by a deferred closure or another goroutine.
package commands

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
)

func Lines(ctx context.Context, name string, each func(string) error) (err error) {
	cmd := exec.CommandContext(ctx, name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		io.Copy(io.Discard, out)
		err = errors.Join(err, cmd.Wait())
	}()
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		if err := each(sc.Text()); err != nil {
			return err
		}
	}
	return sc.Err()
}

type Daemon struct {
	cmd  *exec.Cmd
	done chan error
}

func Spawn(name string) (*Daemon, error) {
	d := &Daemon{cmd: exec.Command(name), done: make(chan error, 1)}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { d.done <- d.cmd.Wait() }()
	return d, nil
}

func Main(run func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt)
	defer signal.Stop(again)
	errc := make(chan error, 1)
	go func() { errc <- run(ctx) }()
	select {
	case err := <-errc:
		return err
	case <-again:
		return errors.New("interrupted")
	}
}
