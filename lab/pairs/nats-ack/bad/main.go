// Parcels are messages of a stream; each is handed to four checks, which report progress while they work.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"example.com/platform/drive"
)

// check works on a parcel and asks for more time meanwhile.
func check(msg jetstream.Msg) {
	for i := 0; i < 3; i++ {
		time.Sleep(50 * time.Millisecond)
		_ = msg.InProgress()
	}
}

// handle acknowledges twice: when the parcel is accepted, and again on the way out.
func handle(msg jetstream.Msg) {
	for i := 0; i < 4; i++ {
		go check(msg)
	}
	_ = msg.Ack()
	_ = msg.Ack()
}

func main() {
	nc, err := nats.Connect(os.Getenv("NATS"))
	if err != nil {
		panic(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	name := fmt.Sprintf("pwlab_parcels_%d", os.Getpid())
	subject := "pwlab.parcels." + name
	stream, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: name, Subjects: []string{subject}, Storage: jetstream.MemoryStorage})
	if err != nil {
		panic(err)
	}
	defer func() { _ = js.DeleteStream(ctx, name) }()
	consumer, err := stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: "depot", AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		panic(err)
	}
	cons, err := consumer.Consume(handle)
	if err != nil {
		panic(err)
	}
	defer cons.Stop()
	drive.Every(900*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		_, err := js.Publish(ctx, subject, []byte("parcel"))
		return err
	})
}
