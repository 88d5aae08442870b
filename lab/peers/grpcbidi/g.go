package grpcbidi

import (
	"context"
	"log"
	"net"
	"time"

	"example.com/shop/peers/kit"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

type session struct {
	out chan *wrapperspb.StringValue
}

type API interface{ Chat(grpc.ServerStream) error }

type srv struct{ topics chan string }

// Chat has a sender goroutine per stream beside the handler that receives.
func (s *srv) Chat(st grpc.ServerStream) error {
	se := &session{make(chan *wrapperspb.StringValue, 8)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m := range se.out {
			if st.SendMsg(m) != nil {
				return
			}
		}
	}()
	defer func() { close(se.out); <-done }()
	for {
		m := new(wrapperspb.StringValue)
		if err := st.RecvMsg(m); err != nil {
			return err
		}
		select {
		case se.out <- m:
		default:
		}
	}
}

// Watch only sends: the handler waits on its context and a topic.
func (s *srv) Watch(st grpc.ServerStream) error {
	m := new(wrapperspb.StringValue)
	if err := st.RecvMsg(m); err != nil {
		return err
	}
	for {
		select {
		case <-st.Context().Done():
			return st.Context().Err()
		case t := <-s.topics:
			st.SendMsg(wrapperspb.String(t))
		}
	}
}

var Desc = grpc.ServiceDesc{ServiceName: "chat.Chat", HandlerType: (*API)(nil), Streams: []grpc.StreamDesc{
	{StreamName: "Chat", ServerStreams: true, ClientStreams: true, Handler: func(s any, st grpc.ServerStream) error { return s.(*srv).Chat(st) }},
	{StreamName: "Watch", ServerStreams: true, ClientStreams: true, Handler: func(s any, st grpc.ServerStream) error { return s.(*srv).Watch(st) }},
}}

func NewServer(addr string) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	g := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{Time: 20 * time.Second, Timeout: 5 * time.Second}))
	g.RegisterService(&Desc, &srv{topics: make(chan string)})
	log.Fatal(g.Serve(l))
}

func Serve(k *kit.Kit) {
	NewServer(k.Listen)
}

func Stream(ctx context.Context, cc *grpc.ClientConn, name string) (grpc.ClientStream, error) {
	return cc.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/chat.Chat/"+name)
}

func Load(k *kit.Kit) {
	// few connections, many streams on each
	var ccs []*grpc.ClientConn
	for range 3 {
		cc, err := grpc.NewClient(k.Listen, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			log.Fatal(err)
		}
		ccs = append(ccs, cc)
	}
	k.Clients(func(ctx context.Context, n int) {
		name := "Chat"
		if n%2 == 0 {
			name = "Watch"
		}
		st, err := Stream(ctx, ccs[n%3], name)
		if err != nil {
			return
		}
		st.SendMsg(wrapperspb.String("hi"))
		for {
			if st.RecvMsg(new(wrapperspb.StringValue)) != nil {
				return
			}
		}
	})
}
