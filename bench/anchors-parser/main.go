// Command anchors-parser times go/scanner and go/parser on the files named in the file that is its argument. Each line
// on standard input ("scan" or "parse") runs one pass over all of them, one thread, and answers with one JSON line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	list, err := os.ReadFile(os.Args[1])
	check(err)
	var sources [][]byte
	bytes := 0
	for _, name := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		b, err := os.ReadFile(name)
		check(err)
		sources = append(sources, b)
		bytes += len(b)
	}
	runtime.GOMAXPROCS(1)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		work := parse
		if in.Text() == "scan" {
			work = scan
		}
		runtime.GC()
		before := cpu()
		for _, s := range sources {
			work(s)
		}
		seconds := cpu() - before
		out, _ := json.Marshal(map[string]any{"cpuSeconds": seconds, "bytes": bytes, "files": len(sources), "go": runtime.Version()})
		fmt.Println(string(out))
	}
}

func scan(source []byte) {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("x.go", -1, len(source)), source, func(token.Position, string) {}, scanner.ScanComments)
	for {
		if _, t, _ := s.Scan(); t == token.EOF {
			return
		}
	}
}

func parse(source []byte) {
	parser.ParseFile(token.NewFileSet(), "x.go", source, parser.ParseComments|parser.SkipObjectResolution)
}

// cpu is what this process has used: the figure to trust on a busy machine.
func cpu() float64 {
	var u syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "anchors-parser:", err)
		os.Exit(1)
	}
}
