// informer: a controller for config maps with a standby lock in PostgreSQL: informers per namespace, a rate-limited queue, workers.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"example.net/acme/internal/ops"
	"github.com/jackc/pgx/v5"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

type controller struct {
	queue  workqueue.TypedRateLimitingInterface[string]
	synced atomic.Int64
	leader atomic.Bool
}

func (c *controller) namespace(ctx context.Context, ns string) {
	w := watch.NewFake()
	lw := &cache.ListWatch{
		ListFunc: func(metav1.ListOptions) (runtime.Object, error) {
			return &corev1.ConfigMapList{ListMeta: metav1.ListMeta{ResourceVersion: "1"}}, nil
		},
		WatchFunc: func(metav1.ListOptions) (watch.Interface, error) { return w, nil },
	}
	inf := cache.NewSharedIndexInformer(cache.ToListWatcherWithWatchListSemantics(lw, noList{}), &corev1.ConfigMap{}, 30*time.Second, cache.Indexers{})
	inf.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { c.enqueue(o) },
		UpdateFunc: func(_, o any) { c.enqueue(o) },
	})
	go inf.Run(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), inf.HasSynced)
	go wait.UntilWithContext(ctx, func(context.Context) {
		w.Modify(&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: fmt.Sprint("cm", rand.IntN(9)), ResourceVersion: fmt.Sprint(rand.IntN(1 << 30))}})
	}, 3*time.Second)
}

type noList struct{}

func (noList) IsWatchListSemanticsUnSupported() bool { return true }

func (c *controller) enqueue(o any) {
	if k, err := cache.MetaNamespaceKeyFunc(o); err == nil {
		c.queue.Add(k)
	}
}

func (c *controller) worker(ctx context.Context) {
	for {
		k, stop := c.queue.Get()
		if stop {
			return
		}
		time.Sleep(20 * time.Millisecond)
		if rand.IntN(10) == 0 {
			c.queue.AddRateLimited(k)
		} else {
			c.queue.Forget(k)
			c.synced.Add(1)
		}
		c.queue.Done(k)
	}
}

// lead waits until it holds the lock, however long.
func (c *controller) lead(ctx context.Context) {
	conn, err := pgx.Connect(ctx, "postgres://postgres@127.0.0.1:5432/test?sslmode=disable")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "select pg_advisory_lock(4711)"); err != nil {
		log.Print(err)
		return
	}
	c.leader.Store(true)
	<-ctx.Done()
}

func serve() {
	ctx := context.Background() // nobody stops the informers
	term, stop := context.WithCancel(ctx)
	http.HandleFunc("/quit", func(http.ResponseWriter, *http.Request) { stop() })
	c := &controller{queue: workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]())}
	go c.lead(term)
	go (&controller{}).lead(term) // the standby, in one process here
	for range 4 {
		go c.worker(ctx)
	}
	go func() {
		for i := range 14 { // namespaces are found one by one
			c.namespace(ctx, fmt.Sprint("ns", i))
			time.Sleep(9 * time.Second)
		}
	}()
	http.HandleFunc("/synced", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, c.synced.Load(), c.leader.Load()) })
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(2, 3*time.Second, func(int) string { return "http://" + ops.Addr() + "/synced" })
	})
}
