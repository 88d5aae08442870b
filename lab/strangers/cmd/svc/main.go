package main

import (
	"context"
	"log"
	"os"

	"example.com/acme/healthy"
	"example.com/acme/internal/rt"
	"example.com/acme/leaky"
)

var services = map[string]func(context.Context, rt.Env) error{
	"orderfeed": leaky.OrderFeed, "audittail": leaky.AuditTail, "txreport": leaky.TxReport, "eventpublisher": leaky.EventPublisher,
	"quotedesk": leaky.QuoteDesk, "supportchat": leaky.SupportChat, "featureflags": leaky.FeatureFlags, "thumbnails": leaky.Thumbnails,
	"csvimport": leaky.CsvImport, "geolookup": leaky.GeoLookup, "cartlocks": leaky.CartLocks, "presence": leaky.Presence,
	"renderer": leaky.Renderer, "statusstream": leaky.StatusStream,
	"warmpool": healthy.WarmPool, "shopevents": healthy.ShopEvents, "fulfilment": healthy.Fulfilment, "auction": healthy.Auction,
	"depots": healthy.Depots, "settlement": healthy.Settlement, "reminders": healthy.Reminders, "packing": healthy.Packing,
	"replica": healthy.Replica, "inbox": healthy.Inbox, "proxy": healthy.Gateway, "pricing": healthy.Pricing,
}

func main() {
	env := rt.FromEnviron()
	rt.ServeAdmin(env.Admin)
	log.Fatal(services[os.Args[1]](context.Background(), env))
}
