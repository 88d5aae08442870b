// Command expect computes the truth of an execution trace with Go's own reader (golang.org/x/exp/trace).
//
//	expect [-compact] FILE > expected.json
//
// Conventions are in testdata/traces/README.md.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strings"

	"golang.org/x/exp/trace"
)

type frame = string

// How many edges, cancel wakes and context spawns are printed without -all.
var listed, wakesListed, spawnsListed = 50, 300, 100

type gor struct {
	ID         int64            `json:"id"`
	Name       string           `json:"name"`
	Creator    int64            `json:"creator,omitempty"`   // goroutine that ran the go statement; 0 = unknown
	CreatorFn  string           `json:"creatorFn,omitempty"` // top frame of the go statement
	Born       string           `json:"born"`                // "before" | "created" | "created-by-runtime" (no goroutine, no stack)
	End        string           `json:"end"`                 // last state, "NotExist" = it ended
	EndReason  string           `json:"endReason,omitempty"`
	Ns         map[string]int64 `json:"ns"` // running runnable syscall "waiting:REASON"
	state      trace.GoState
	since      trace.Time
	sinceStart bool
	reason     string
	stack      []frame
	startsAt   trace.Time
	lastWake   *cancelWake
	goroot     string
	lastFrame  string
}

type edgeKey struct{ Waker, Wakee, Reason string }

type idKey struct {
	Waker, Wakee trace.GoID
	Reason       string
}
type edge struct {
	edgeKey
	Count      int   `json:"count"`
	BlockedNs  int64 `json:"blockedNs"`
	SinceStart int   `json:"sinceStart,omitempty"` // of Count, wakes whose wait began before the trace; their time counts from trace start
}

func (e edge) MarshalJSON() ([]byte, error) {
	m := map[string]any{"waker": e.Waker, "wakee": e.Wakee, "reason": e.Reason, "count": e.Count, "blockedNs": e.BlockedNs}
	if e.SinceStart > 0 {
		m["sinceStart"] = e.SinceStart
	}
	return json.Marshal(m)
}

type cancelWake struct {
	T           int64    `json:"t"`
	Canceller   int64    `json:"canceller"` // goroutine id, -1 = none
	CancellerFn string   `json:"cancellerGoroutine"`
	Caller      string   `json:"caller"` // first frame outside context. (the code that cancelled); "" = the stack ends in context.
	Root        string   `json:"root"`   // outermost context. frame
	Depth       int      `json:"depth"`  // number of (*cancelCtx).cancel frames
	Wakee       int64    `json:"wakee"`
	WakeeFn     string   `json:"wakeeGoroutine"`
	Reason      string   `json:"reason"`
	Site        string   `json:"site"` // first frame of the wait outside runtime.
	BlockedNs   int64    `json:"blockedNs"`
	StartNs     int64    `json:"startNs"` // unblock → running, -1 = never
	EndNs       int64    `json:"endNs"`   // unblock → end, -1 = alive at trace end
	Stack       []string `json:"stack"`
	t           trace.Time
}

type spawn struct {
	T     int64  `json:"t"`
	By    int64  `json:"by"`
	ByFn  string `json:"byFn"`
	New   int64  `json:"new"`
	NewFn string `json:"newFn"`
	Kind  string `json:"kind"` // "afterfunc" | "deadline" | "timer"
}

type stw struct {
	T    int64  `json:"t"`
	Kind string `json:"kind"`
	Ns   int64  `json:"ns"` // -1 = open at the end
}

type blocked struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	State  string  `json:"state"`
	Reason string  `json:"reason"`
	Ns     int64   `json:"ns"`
	Before bool    `json:"before,omitempty"` // waiting since before the trace: ns is a lower bound
	Stack  []frame `json:"stack"`
}

func main() {
	whole := flag.Bool("all", false, "lists are not cut")
	compact := flag.Bool("compact", false, "without the per-goroutine list")
	maxG := flag.Int("maxg", 1500, "at most this many goroutines in the list (longest-lived first)")
	flag.Parse()
	if *whole {
		listed, wakesListed, spawnsListed = 1<<30, 1<<30, 1<<30
	}
	data, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := analyse(data, *compact, *maxG)
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	enc.Encode(out)
}

func frames(s trace.Stack) []frame {
	var fs []frame
	if s == trace.NoStack {
		return nil
	}
	for f := range s.Frames() {
		fs = append(fs, f.Func)
	}
	return fs
}

func framesLine(s trace.Stack, n int) []frame {
	var fs []frame
	if s == trace.NoStack {
		return nil
	}
	for f := range s.Frames() {
		if len(fs) == n {
			break
		}
		fs = append(fs, fmt.Sprintf("%s:%d", f.Func, f.Line))
	}
	return fs
}

func firstOutside(fs []frame, prefixes ...string) string {
next:
	for _, f := range fs {
		for _, p := range prefixes {
			if strings.HasPrefix(f, p) {
				continue next
			}
		}
		return f
	}
	return ""
}

func analyse(data []byte, compact bool, maxG int) map[string]any {
	out := map[string]any{"bytes": len(data)}
	out["header"] = strings.TrimRight(string(data[:min(16, len(data))]), "\x00")
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		out["error"] = err.Error()
		return out
	}
	gs := map[trace.GoID]*gor{}
	var all []*gor
	kinds := map[string]int{}
	trans := map[string]int{}
	procTrans := map[string]int{}
	blockReasons := map[string]int{}
	stopReasons := map[string]int{}
	idEdges := map[idKey]*edge{}
	siteEdges := map[edgeKey]*edge{}
	var wakes []*cancelWake
	var spawns []spawn
	var stws []stw
	openSTW := map[string]int{}
	var gcs []stw
	openGC := -1
	rangesN := map[string]int{}
	metrics := map[string]int{}
	var first, last trace.Time
	started := false
	var lat []int64
	syncs := 0
	var snaps []map[string]any
	tasks, tasksOpen := 0, map[trace.TaskID]string{}
	taskNames := map[string]int{}
	regions := map[string]int{}
	logs := 0
	labels := map[string]int{}
	// integrals for scheduler shares
	var nRun, nRunnable, nWait, nSys int64
	var accRun, accRunnable, accWait, accSys float64
	var maxRunnable int64
	procs := map[trace.ProcID]trace.ProcState{}
	var procRunning int64
	var accProc float64
	var lastT trace.Time
	prevAtSync := []map[string]any{}
	bump := func(t trace.Time) {
		dt := float64(t - lastT)
		accRun += dt * float64(nRun)
		accRunnable += dt * float64(nRunnable)
		accWait += dt * float64(nWait)
		accSys += dt * float64(nSys)
		accProc += dt * float64(procRunning)
		lastT = t
	}
	cnt := func(s trace.GoState) *int64 {
		switch s {
		case trace.GoRunning:
			return &nRun
		case trace.GoRunnable:
			return &nRunnable
		case trace.GoWaiting:
			return &nWait
		case trace.GoSyscall:
			return &nSys
		}
		return new(int64)
	}
	account := func(g *gor, t trace.Time) {
		var k string
		switch g.state {
		case trace.GoRunning:
			k = "running"
		case trace.GoRunnable:
			k = "runnable"
		case trace.GoSyscall:
			k = "syscall"
		case trace.GoWaiting:
			rs := g.reason
			if rs == "" {
				rs = "?"
			}
			k = "waiting:" + rs
		default:
			return
		}
		g.Ns[k] += int64(t - g.since)
	}
	rel := func(t trace.Time) int64 { return int64(t - first) }
	name := func(id trace.GoID) string {
		if id == trace.NoGoroutine {
			return "<none>"
		}
		if g := gs[id]; g != nil {
			return gname(g)
		}
		return "<unknown>"
	}
	for {
		ev, err := r.ReadEvent()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			out["error"] = err.Error()
			break
		}
		t := ev.Time()
		if !started {
			first, lastT, started = t, t, true
		}
		bump(t)
		last = t
		kinds[ev.Kind().String()]++
		// Names of goroutines that were not created in the trace: last frame of any of their own stacks.
		if id := ev.Goroutine(); id != trace.NoGoroutine {
			if g := gs[id]; g != nil && g.goroot == "" {
				if fs := frames(ev.Stack()); len(fs) > 0 {
					g.lastFrame = fs[len(fs)-1]
				}
			}
		}
		switch ev.Kind() {
		case trace.EventSync:
			syncs++
			s := ev.Sync()
			if s.ClockSnapshot != nil {
				snaps = append(snaps, map[string]any{"traceNs": int64(s.ClockSnapshot.Trace), "monoNs": s.ClockSnapshot.Mono, "wall": s.ClockSnapshot.Wall.UTC().Format("2006-01-02T15:04:05.000000000Z")})
			}
			prevAtSync = append(prevAtSync, map[string]any{"t": rel(t), "waiting": nWait, "runnable": nRunnable, "running": nRun, "syscall": nSys})
		case trace.EventMetric:
			metrics[ev.Metric().Name]++
		case trace.EventLabel:
			labels[ev.Label().Label]++
		case trace.EventTaskBegin:
			tasks++
			taskNames[ev.Task().Type]++
			tasksOpen[ev.Task().ID] = ev.Task().Type
		case trace.EventTaskEnd:
			delete(tasksOpen, ev.Task().ID)
		case trace.EventRegionBegin:
			regions[ev.Region().Type]++
		case trace.EventLog:
			logs++
		case trace.EventRangeBegin, trace.EventRangeActive, trace.EventRangeEnd:
			rg := ev.Range()
			rangesN[rg.Name+" "+ev.Kind().String()]++
			key := fmt.Sprint(rg.Name, rg.Scope)
			if strings.HasPrefix(rg.Name, "stop-the-world") {
				kind := strings.TrimSuffix(strings.TrimPrefix(rg.Name, "stop-the-world ("), ")")
				if ev.Kind() == trace.EventRangeEnd {
					if i, ok := openSTW[key]; ok {
						stws[i].Ns = rel(t) - stws[i].T
						delete(openSTW, key)
					}
				} else {
					if _, ok := openSTW[key]; !ok {
						openSTW[key] = len(stws)
						stws = append(stws, stw{rel(t), kind, -1})
					}
				}
			}
			if rg.Name == "GC concurrent mark phase" {
				switch ev.Kind() {
				case trace.EventRangeEnd:
					if openGC >= 0 {
						gcs[openGC].Ns = rel(t) - gcs[openGC].T
						openGC = -1
					}
				default:
					if openGC < 0 {
						openGC = len(gcs)
						k := "begin"
						if ev.Kind() == trace.EventRangeActive {
							k = "active" // began before the trace
						}
						gcs = append(gcs, stw{rel(t), k, -1})
					}
				}
			}
		case trace.EventStateTransition:
			st := ev.StateTransition()
			switch st.Resource.Kind {
			case trace.ResourceProc:
				from, to := st.Proc()
				procTrans[from.String()+"→"+to.String()]++
				id := st.Resource.Proc()
				if procs[id] == trace.ProcRunning {
					procRunning--
				}
				procs[id] = to
				if to == trace.ProcRunning {
					procRunning++
				}
				if from == trace.ProcUndetermined && to == trace.ProcRunning {
					accProc += float64(t - first)
				}
			case trace.ResourceGoroutine:
				id := st.Resource.Goroutine()
				from, to := st.Goroutine()
				trans[from.String()+"→"+to.String()]++
				g := gs[id]
				if g == nil {
					g = &gor{ID: int64(id), Ns: map[string]int64{}, since: t}
					gs[id] = g
					all = append(all, g)
					switch from {
					case trace.GoUndetermined:
						g.Born = "before"
						g.since = first
						g.sinceStart = true
						// it was in this state since the trace began
						switch to {
						case trace.GoRunning:
							accRun += float64(t - first)
						case trace.GoRunnable:
							accRunnable += float64(t - first)
						case trace.GoWaiting:
							accWait += float64(t - first)
						case trace.GoSyscall:
							accSys += float64(t - first)
						}
						g.state = to
						*cnt(to)++
						fs := frames(st.Stack)
						g.stack = framesLine(st.Stack, 6)
						if len(fs) > 0 {
							g.lastFrame = fs[len(fs)-1]
						}
						continue
					case trace.GoNotExist:
						g.Born = "created"
						if ev.Goroutine() == trace.NoGoroutine {
							g.Born = "created-by-runtime"
						} else {
							g.Creator = int64(ev.Goroutine())
						}
						nf := frames(st.Stack)
						if len(nf) > 0 {
							g.goroot = nf[0]
						}
						cf := frames(ev.Stack())
						if len(cf) > 0 {
							g.CreatorFn = cf[0]
						}
						kind := ""
						for _, f := range cf {
							if f == "context.(*afterFuncCtx).cancel" {
								kind = "afterfunc"
							}
						}
						if kind == "" && ev.Goroutine() == trace.NoGoroutine {
							kind = "timer"
							if strings.HasPrefix(g.goroot, "context.WithDeadline") {
								kind = "deadline"
							}
						}
						if kind != "" {
							spawns = append(spawns, spawn{rel(t), int64(ev.Goroutine()), "", int64(id), g.goroot, kind})
						}
						g.state = to
						*cnt(to)++
						if nRunnable > maxRunnable {
							maxRunnable = nRunnable
						}
						continue
					}
				}
				if from == to && from == g.state { // GoStatus of a known goroutine at a new generation
					if g.goroot == "" || len(g.stack) == 0 {
						if fs := frames(st.Stack); len(fs) > 0 {
							g.lastFrame = fs[len(fs)-1]
							if len(g.stack) == 0 {
								g.stack = framesLine(st.Stack, 6)
							}
						}
					}
					continue
				}
				account(g, t)
				*cnt(g.state)--
				// wakes
				if from == trace.GoWaiting && to == trace.GoRunnable {
					k := idKey{ev.Goroutine(), id, g.reason}
					if k.Reason == "" {
						k.Reason = "?"
					}
					ns := int64(t - g.since)
					add(idEdges, k, ns, g.sinceStart)
					wf := frames(ev.Stack())
					ws := firstOutside(wf, "runtime.", "sync.", "internal/", "context.")
					if ev.Goroutine() == trace.NoGoroutine {
						ws = "<none>"
					}
					site := ""
					for _, f := range g.stack {
						n := f[:strings.LastIndexByte(f, ':')]
						if !strings.HasPrefix(n, "runtime.") && !strings.HasPrefix(n, "sync.") && !strings.HasPrefix(n, "internal/") {
							site = n
							break
						}
					}
					sk := edgeKey{ws, site, k.Reason}
					add(siteEdges, sk, ns, g.sinceStart)
					siteEdges[sk].edgeKey = sk
					depth := 0
					rootIdx := -1
					for i, f := range wf {
						if f == "context.(*cancelCtx).cancel" {
							depth++
						}
						if strings.HasPrefix(f, "context.") {
							rootIdx = i
						}
					}
					if depth > 0 && len(wf) > 0 && wf[0] == "context.(*cancelCtx).cancel" {
						w := &cancelWake{T: rel(t), Canceller: int64(ev.Goroutine()), Depth: depth, Wakee: int64(id), Reason: k.Reason, Site: site, BlockedNs: ns, StartNs: -1, EndNs: -1, Root: wf[rootIdx], Stack: framesLine(ev.Stack(), 12), t: t}
						if rootIdx+1 < len(wf) {
							w.Caller = wf[rootIdx+1]
						}
						g.lastWake = w
						wakes = append(wakes, w)
					}
				}
				if from == trace.GoRunnable && to == trace.GoRunning {
					if !g.sinceStart {
						lat = append(lat, int64(t-g.since))
					}
					if g.lastWake != nil && g.lastWake.StartNs < 0 {
						g.lastWake.StartNs = int64(t - g.lastWake.t)
					}
				}
				g.state, g.since, g.sinceStart = to, t, false
				*cnt(to)++
				if nRunnable > maxRunnable {
					maxRunnable = nRunnable
				}
				g.reason = ""
				switch to {
				case trace.GoWaiting:
					g.reason = st.Reason
					g.stack = framesLine(ev.Stack(), 6)
					blockReasons[st.Reason]++
				case trace.GoSyscall:
					g.stack = framesLine(ev.Stack(), 6)
				case trace.GoRunnable:
					if from == trace.GoRunning {
						stopReasons[st.Reason]++
					}
				case trace.GoNotExist:
					if g.lastWake != nil && g.lastWake.EndNs < 0 {
						g.lastWake.EndNs = int64(t - g.lastWake.t)
					}
				}
			}
		}
	}
	for _, g := range all {
		account(g, last)
		g.End = g.state.String()
		if g.state == trace.GoWaiting {
			g.EndReason = g.reason
		}
		g.Name = gname(g)
	}
	edges := map[edgeKey]*edge{}
	for k, e := range idEdges {
		nk := edgeKey{name(k.Waker), name(k.Wakee), k.Reason}
		m := edges[nk]
		if m == nil {
			m = &edge{edgeKey: nk}
			edges[nk] = m
		}
		m.Count += e.Count
		m.BlockedNs += e.BlockedNs
		m.SinceStart += e.SinceStart
	}
	for _, w := range wakes {
		w.CancellerFn, w.WakeeFn = name(trace.GoID(w.Canceller)), name(trace.GoID(w.Wakee))
	}
	for i := range spawns {
		spawns[i].ByFn = name(trace.GoID(spawns[i].By))
	}
	dur := float64(last - first)
	out["generations"] = syncs - 1
	out["durationNs"] = int64(last - first)
	out["firstNs"] = int64(first)
	n := 0
	for _, c := range kinds {
		n += c
	}
	out["events"] = n
	out["kinds"] = kinds
	out["goTransitions"] = trans
	out["procTransitions"] = procTrans
	out["blockReasons"] = blockReasons
	out["stopReasons"] = stopReasons
	out["ranges"] = rangesN
	out["metrics"] = metrics
	out["labels"] = labels
	out["clockSnapshots"] = snaps
	out["atSync"] = prevAtSync
	open := map[string]int{}
	for _, n := range tasksOpen {
		open[n]++
	}
	out["annotations"] = map[string]any{"tasks": tasks, "taskNames": taskNames, "openTasks": open, "regions": regions, "logs": logs}
	out["goroutinesSeen"] = len(all)
	totals := map[string]int64{}
	for _, g := range all {
		for k, v := range g.Ns {
			totals[k] += v
		}
	}
	out["totalNs"] = totals
	sort.Slice(lat, func(i, j int) bool { return lat[i] < lat[j] })
	q := func(p float64) int64 {
		if len(lat) == 0 {
			return 0
		}
		return lat[int(math.Min(float64(len(lat)-1), p*float64(len(lat))))]
	}
	tot := accRun + accRunnable + accWait + accSys
	if dur > 0 && tot > 0 {
		out["sched"] = map[string]any{
			"latencyNs":        map[string]int64{"n": int64(len(lat)), "p50": q(.5), "p90": q(.9), "p99": q(.99), "max": q(1)},
			"share":            map[string]float64{"running": r4(accRun / tot), "runnable": r4(accRunnable / tot), "waiting": r4(accWait / tot), "syscall": r4(accSys / tot)},
			"meanRunnable":     r4(accRunnable / dur),
			"maxRunnable":      maxRunnable,
			"meanRunningProcs": r4(accProc / dur),
			"meanRunning":      r4(accRun / dur),
			"meanGoroutines":   r4(tot / dur),
			"procs":            len(procs),
		}
	}
	out["edges"] = top(edges)
	out["siteEdges"] = top(siteEdges)
	if wakes == nil {
		wakes = []*cancelWake{}
	}
	out["cancelWakesTotal"] = len(wakes)
	if len(wakes) > wakesListed {
		wakes = wakes[:wakesListed]
	}
	out["cancelWakes"] = wakes
	out["contextSpawnsTotal"] = len(spawns)
	if len(spawns) > spawnsListed {
		spawns = spawns[:spawnsListed]
	}
	out["contextSpawns"] = spawns
	out["gc"] = gcs
	sum := map[string][2]int64{}
	for _, s := range stws {
		v := sum[s.Kind]
		v[0]++
		v[1] += s.Ns
		sum[s.Kind] = v
	}
	out["stwByKind"] = sum
	out["stw"] = stws
	var bl []blocked
	for _, g := range all {
		if g.state == trace.GoWaiting || g.state == trace.GoSyscall {
			bl = append(bl, blocked{g.ID, g.Name, g.state.String(), g.reason, int64(last - g.since), g.sinceStart, g.stack})
		}
	}
	sort.Slice(bl, func(i, j int) bool { return bl[i].ID < bl[j].ID })
	out["blockedAtEndTotal"] = len(bl)
	groups := map[string]int{}
	for _, b := range bl {
		top := ""
		for _, f := range b.Stack {
			if !strings.HasPrefix(f, "runtime.") {
				top = f
				break
			}
		}
		groups[b.Name+" | "+b.State+" "+b.Reason+" | "+top]++
	}
	out["blockedAtEndGroups"] = groups
	if !compact {
		if len(bl) > 500 {
			bl = bl[:500]
		}
		out["blockedAtEnd"] = bl
		sort.SliceStable(all, func(i, j int) bool { return sumNs(all[i]) > sumNs(all[j]) })
		if len(all) > maxG {
			all = all[:maxG]
		}
		sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
		out["goroutines"] = all
	}
	return out
}

func sumNs(g *gor) (n int64) {
	for _, v := range g.Ns {
		n += v
	}
	return
}

func r4(f float64) float64 { return math.Round(f*1e4) / 1e4 }

func gname(g *gor) string {
	if g.goroot != "" {
		return g.goroot
	}
	return g.lastFrame
}

func add[K comparable](m map[K]*edge, k K, ns int64, ss bool) {
	e := m[k]
	if e == nil {
		e = &edge{}
		m[k] = e
	}
	e.Count++
	e.BlockedNs += ns
	if ss {
		e.SinceStart++
	}
}

func top(m map[edgeKey]*edge) []edge {
	es := []edge{}
	for _, e := range m {
		es = append(es, *e)
	}
	sort.Slice(es, func(i, j int) bool {
		if es[i].BlockedNs != es[j].BlockedNs {
			return es[i].BlockedNs > es[j].BlockedNs
		}
		return es[i].Waker+es[i].Wakee+es[i].Reason < es[j].Waker+es[j].Wakee+es[j].Reason
	})
	if len(es) > listed {
		es = es[:listed]
	}
	return es
}
