// Operator watches until it has seen what it waits for, then stops the watch.
package main

import (
	"context"
	"io"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"

	"example.com/platform/drive"
)

// events is a busy stream: there is always one more.
type events struct {
	once   sync.Once
	closed chan struct{}
}

func (e *events) Decode() (watch.EventType, runtime.Object, error) {
	select {
	case <-e.closed:
		return "", nil, io.EOF
	default:
		return watch.Modified, &metav1.Status{Status: metav1.StatusSuccess}, nil
	}
}

func (e *events) Close() { e.once.Do(func() { close(e.closed) }) }

func main() { drive.Every(400*time.Millisecond, 0, awaitReady) }

func awaitReady(ctx context.Context, n int64) error {
	w := watch.NewStreamWatcher(&events{closed: make(chan struct{})}, apierrors.NewClientErrorReporter(500, "GET", "watch"))
	defer w.Stop()
	for range 3 {
		<-w.ResultChan()
	}
	time.Sleep(10 * time.Millisecond)
	return nil
}
