// Peers holds healthy servers whose goroutines follow their peers, each with its load: `peers serve NAME`, `peers load NAME`.
package main

import (
	"os"

	"example.com/shop/peers/bigpool"
	"example.com/shop/peers/coderhub"
	"example.com/shop/peers/grpcbidi"
	"example.com/shop/peers/grpcgw"
	"example.com/shop/peers/kit"
	"example.com/shop/peers/redissse"
	"example.com/shop/peers/tunnel"
)

var programs = map[string][2]func(*kit.Kit){
	"bigpool":  {bigpool.Serve, bigpool.Load},
	"coderhub": {coderhub.Serve, coderhub.Load},
	"grpcbidi": {grpcbidi.Serve, grpcbidi.Load},
	"grpcgw":   {grpcgw.Serve, grpcgw.Load},
	"redissse": {redissse.Serve, redissse.Load},
	"tunnel":   {tunnel.Serve, tunnel.Load},
}

func main() {
	k, stop := kit.New()
	defer stop()
	p := programs[os.Args[2]]
	if os.Args[1] == "load" {
		p[1](k)
		return
	}
	kit.Admin()
	p[0](k)
}
