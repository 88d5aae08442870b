// Package leaky holds services with one leak each among healthy traffic.
package leaky

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"example.org/depot/kit"
	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/gochannel"
	mqtt "github.com/eclipse/paho.mqtt.golang"
	amqp "github.com/rabbitmq/amqp091-go"
)

// Jobs asks workers over RabbitMQ and waits for the answer; a request that times out leaves its consumer behind.
func Jobs() {
	kit.Admin()
	conn, err := amqp.Dial(kit.AMQP)
	if err != nil {
		log.Fatal(err)
	}
	s := &jobServer{conn: conn, answers: map[string]chan []byte{}}
	work, _ := conn.Channel()
	work.QueueDeclare("depot.jobs", false, true, false, false, nil)
	for i := 0; i < 4; i++ {
		go s.worker(i)
	}
	http.HandleFunc("/job", s.handle)
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type jobServer struct {
	conn    *amqp.Connection
	mu      sync.Mutex
	answers map[string]chan []byte
}

func (s *jobServer) worker(n int) {
	ch, err := s.conn.Channel()
	if err != nil {
		log.Fatal(err)
	}
	ch.Qos(1, 0, false)
	jobs, err := ch.Consume("depot.jobs", fmt.Sprintf("worker-%d", n), true, false, false, false, nil)
	if err != nil {
		log.Fatal(err)
	}
	for d := range jobs {
		time.Sleep(20 * time.Millisecond)
		if string(d.Body) == "lost" {
			continue
		}
		ch.PublishWithContext(context.Background(), "", d.ReplyTo, false, false, amqp.Publishing{CorrelationId: d.CorrelationId, Body: []byte("done")})
	}
}

func (s *jobServer) handle(w http.ResponseWriter, r *http.Request) {
	answer, err := s.ask(r.Context(), r.URL.Query().Get("kind"))
	if err != nil {
		http.Error(w, err.Error(), 504)
		return
	}
	w.Write(answer)
}

func (s *jobServer) ask(ctx context.Context, kind string) ([]byte, error) {
	ch, err := s.conn.Channel()
	if err != nil {
		return nil, err
	}
	q, err := ch.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		return nil, err
	}
	replies, err := ch.Consume(q.Name, "", true, true, false, false, nil)
	if err != nil {
		return nil, err
	}
	out := make(chan []byte, 1)
	go func() {
		for d := range replies {
			select {
			case out <- d.Body:
			default:
			}
		}
	}()
	if err := ch.PublishWithContext(ctx, "", "depot.jobs", false, false, amqp.Publishing{ReplyTo: q.Name, CorrelationId: "1", Body: []byte(kind)}); err != nil {
		return nil, err
	}
	select {
	case b := <-out:
		ch.Close()
		return b, nil
	case <-time.After(2 * time.Second):
		return nil, fmt.Errorf("no answer")
	}
}

// Devices bridges sessions to MQTT with a client of their own; one that is refused keeps its client.
func Devices() {
	kit.Admin()
	telemetry := connect("bridge")
	telemetry.Subscribe("depot/+/state", 0, func(mqtt.Client, mqtt.Message) {})
	http.HandleFunc("/session", func(w http.ResponseWriter, r *http.Request) {
		if err := openSession(r.Context(), r.URL.Query().Get("device")); err != nil {
			http.Error(w, err.Error(), 403)
		}
	})
	http.HandleFunc("/state", func(w http.ResponseWriter, r *http.Request) {
		telemetry.Publish("depot/"+r.URL.Query().Get("device")+"/state", 0, false, "on").Wait()
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func connect(name string) mqtt.Client {
	o := mqtt.NewClientOptions().AddBroker(kit.MQTT).SetClientID(fmt.Sprintf("%s-%d", name, time.Now().UnixNano())).SetKeepAlive(30 * time.Second)
	c := mqtt.NewClient(o)
	if t := c.Connect(); t.Wait() && t.Error() != nil {
		log.Fatal(t.Error())
	}
	return c
}

func openSession(ctx context.Context, device string) error {
	c := connect("session-" + device)
	commands := make(chan string, 8)
	c.Subscribe("depot/"+device+"/commands", 1, func(_ mqtt.Client, m mqtt.Message) { commands <- string(m.Payload()) }).Wait()
	if device[len(device)-1] == '7' {
		return fmt.Errorf("%s is not enrolled", device)
	}
	defer c.Disconnect(50)
	select {
	case <-commands:
	case <-ctx.Done():
	case <-time.After(1500 * time.Millisecond):
	}
	return nil
}

// Feed streams events to browsers from an in-process bus; the subscription lives for the context that it got.
func Feed() {
	kit.Admin()
	bus := gochannel.NewGoChannel(gochannel.Config{OutputChannelBuffer: 16}, watermill.NopLogger{})
	go kit.Every(context.Background(), 700*time.Millisecond, func() {
		bus.Publish("prices", message.NewMessage(watermill.NewShortUUID(), []byte(`{"p":1}`)))
	})
	audit, _ := bus.Subscribe(context.Background(), "prices")
	go func() {
		for m := range audit {
			m.Ack()
		}
	}()
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) { stream(bus, w, r) })
	http.HandleFunc("/price", func(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(1) })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func stream(bus *gochannel.GoChannel, w http.ResponseWriter, r *http.Request) {
	topic := r.URL.Query().Get("topic")
	events, err := bus.Subscribe(context.Background(), topic)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	lines := make(chan string)
	go func() {
		for m := range events {
			lines <- string(m.Payload)
			m.Ack()
		}
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		select {
		case <-r.Context().Done():
			return
		case l := <-lines:
			fmt.Fprintf(w, "data: %s\n\n", l)
			w.(http.Flusher).Flush()
		}
	}
}
