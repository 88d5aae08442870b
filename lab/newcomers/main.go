// Services written to try the verdicts, each run as `svc NAME`; `svc drive NAME` is its load.
package main

import (
	"fmt"
	"os"
	"sort"

	"example.org/depot/calm"
	"example.org/depot/drive"
	"example.org/depot/leaky"
)

func main() {
	services := map[string]func(){
		"jobs": leaky.Jobs, "devices": leaky.Devices, "feed": leaky.Feed, "export": leaky.Export, "chat": leaky.Chat,
		"orders": leaky.Orders, "tenants": leaky.Tenants, "quotes": leaky.Quotes, "catalog": leaky.Catalog, "audit": leaky.Audit,
		"idle": calm.Idle, "sse": calm.SSE, "crew": calm.Crew, "limiter": calm.Limiter, "report": calm.Report,
		"drain": calm.Drain, "lazy": calm.Lazy, "actors": calm.Actors, "watchers": calm.Watchers, "sleepers": calm.Sleepers,
	}
	if len(os.Args) == 3 && os.Args[1] == "drive" {
		drive.Run(os.Args[2])
		return
	}
	if len(os.Args) == 2 && services[os.Args[1]] != nil {
		services[os.Args[1]]()
		return
	}
	names := make([]string, 0, len(services))
	for n := range services {
		names = append(names, n)
	}
	sort.Strings(names)
	fmt.Fprintln(os.Stderr, "usage: svc NAME | svc drive NAME;", names)
	os.Exit(2)
}
