// Who writes needs no lock of the writer.
package lockedparts

import "sync"

type flushReq struct {
	batch [][]byte
	done  chan error
}

type Writer struct {
	mu      sync.Mutex
	pending [][]byte
	reqs    chan flushReq
	sink    func([][]byte) error
	stats   sync.Mutex
	written int
}

func Open(sink func([][]byte) error) *Writer {
	w := &Writer{reqs: make(chan flushReq, 8), sink: sink}
	go w.run()
	return w
}

func (w *Writer) run() {
	for req := range w.reqs {
		err := w.sink(req.batch)
		w.stats.Lock()
		w.written += len(req.batch)
		w.stats.Unlock()
		req.done <- err
	}
}

func (w *Writer) Sync() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	req := flushReq{batch: w.pending, done: make(chan error, 1)}
	w.pending = nil
	w.reqs <- req
	return <-req.done
}

func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.reqs)
}
