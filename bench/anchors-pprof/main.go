// Anchor of bench/pprof.ts: times google/pprof's profile reader on one gzipped profile, warm, one JSON line a round.
// A round is asked for by a line on stdin, so that rounds of both readers alternate on the same machine.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"time"

	"github.com/google/pprof/profile"
)

// A round reads the profile this many times and reports the median.
const perRound = 60

func main() {
	raw, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	total, samples := int64(0), 0
	read := func() {
		p, err := profile.ParseData(raw)
		if err != nil {
			panic(err)
		}
		total, samples = 0, len(p.Sample)
		for _, s := range p.Sample {
			total += s.Value[0]
		}
	}
	version := "?"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == "github.com/google/pprof" {
				version = d.Version
			}
		}
	}
	for i := 0; i < perRound; i++ {
		read()
	}
	out := json.NewEncoder(os.Stdout)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		ms := make([]float64, perRound)
		for i := range ms {
			start := time.Now()
			read()
			ms[i] = float64(time.Since(start).Nanoseconds()) / 1e6
		}
		sort.Float64s(ms)
		out.Encode(map[string]any{"medianMs": ms[perRound/2], "minMs": ms[0], "goroutines": total, "samples": samples, "version": version, "go": runtime.Version()})
	}
}
