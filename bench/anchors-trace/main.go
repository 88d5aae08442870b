// Command tracebench reads execution traces with golang.org/x/exp/trace and prints how fast.
//
//	tracebench [-n 3] [-work] FILE...
//	tracebench -order [-cuts 100] FILE...
//
// One line a file: MiB, events, best of n: seconds, MiB/s, million events/s; the process's peak RSS so far.
// The file is read into memory first, so that the disk is not measured. -work also touches what a tool would
// touch: the transition, the goroutine and the first frame of the stack.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	n := flag.Int("n", 3, "repeats, the best counts")
	work := flag.Bool("work", false, "also touch transitions and stacks")
	orderOnly := flag.Bool("order", false, "print bytes, events, order hash, error, goroutines and hash of their times in each state, and of every cut with -cuts")
	cuts := flag.Int("cuts", 0, "with -order: also of the file cut at so many places")
	flag.Parse()
	if *orderOnly {
		for _, name := range flag.Args() {
			data, err := os.ReadFile(name)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			for i := *cuts; i >= min(1, *cuts); i-- {
				length := len(data)
				if *cuts > 0 {
					length = max(16, len(data)*i / *cuts)
				}
				r := order(data[:length])
				fmt.Println(name, length, r.events, r.hash, r.err != nil, r.goroutines, r.times)
				if *cuts == 0 {
					break
				}
			}
		}
		return
	}
	fmt.Println("file\tMiB\tevents\twall_s\tcpu_s\tMiB/s(wall)\tMiB/s(cpu)\tMev/s(cpu)\tB/event\tpeakRSS_MiB\terr")
	for _, name := range flag.Args() {
		data, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		best, bestCPU := time.Duration(1<<62), time.Duration(1<<62)
		var events int
		var rerr error
		for i := 0; i < *n; i++ {
			runtime.GC()
			t, c := time.Now(), cpu()
			events, rerr = read(data, *work)
			best, bestCPU = min(best, time.Since(t)), min(bestCPU, cpu()-c)
		}
		mib := float64(len(data)) / (1 << 20)
		var ru syscall.Rusage
		_ = syscall.Getrusage(0, &ru)
		fmt.Printf("%s\t%.1f\t%d\t%.2f\t%.2f\t%.1f\t%.1f\t%.2f\t%.1f\t%d\t%v\n", name, mib, events, best.Seconds(), bestCPU.Seconds(),
			mib/best.Seconds(), mib/bestCPU.Seconds(), float64(events)/1e6/bestCPU.Seconds(), float64(len(data))/float64(events), ru.Maxrss/1024, rerr)
	}
}

func cpu() time.Duration {
	var ru syscall.Rusage
	_ = syscall.Getrusage(0, &ru)
	return time.Duration(ru.Utime.Nano() + ru.Stime.Nano())
}

var sink uint64

func read(data []byte, work bool) (int, error) {
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	n := 0
	for {
		ev, err := r.ReadEvent()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n++
		if work && ev.Kind() == trace.EventStateTransition {
			st := ev.StateTransition()
			sink += uint64(st.Resource.Kind)
			for f := range ev.Stack().Frames() {
				sink += f.PC
				break
			}
		}
	}
}
