// Billing-events follows the brokers of its cluster as they move.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/Shopify/sarama"

	"example.com/platform/drive"
)

func main() {
	addr := os.Getenv("KAFKA")
	if len(os.Args) > 1 && os.Args[1] == "broker" {
		serveBroker(addr)
		return
	}
	time.Sleep(500 * time.Millisecond)
	cfg := sarama.NewConfig()
	cfg.Version = sarama.V1_0_0_0
	client, err := sarama.NewClient([]string{addr}, cfg)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	drive.Every(500*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		if err := client.RefreshBrokers([]string{addr}); err != nil {
			return err
		}
		return client.RefreshMetadata()
	})
}

type reporter struct{}

func (reporter) Error(a ...interface{})            { log.Print(a...) }
func (reporter) Errorf(f string, a ...interface{}) { log.Printf(f, a...) }
func (reporter) Fatal(a ...interface{})            { log.Fatal(a...) }
func (reporter) Fatalf(f string, a ...interface{}) { log.Fatalf(f, a...) }
func (reporter) Helper()                           {}

// serveBroker is sarama's own mock, in a process of its own.
func serveBroker(addr string) {
	b := sarama.NewMockBrokerAddr(reporter{}, 1, addr)
	b.SetHandlerByMap(map[string]sarama.MockResponse{
		"MetadataRequest": sarama.NewMockMetadataResponse(reporter{}).SetBroker(b.Addr(), b.BrokerID()).SetController(b.BrokerID()),
	})
	fmt.Println("ready")
	time.Sleep(10 * time.Minute)
}
