// Package templates keeps templates fresh.
package templates

import (
	"context"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// Library is a folder of templates.
type Library struct {
	dir   string
	mu    sync.Mutex
	dirty map[string]int
}

// Open watches the folder for the whole life of the process.
func Open(ctx context.Context, dir string) (*Library, error) {
	l := &Library{dir: dir, dirty: map[string]int{}}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := w.Add(dir); err != nil {
		return nil, err
	}
	go func() {
		defer w.Close()
		for {
			select {
			case <-ctx.Done():
				return
			case ev, ok := <-w.Events:
				if !ok {
					return
				}
				l.touch(ev.Name)
			}
		}
	}()
	return l, nil
}

func (l *Library) touch(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dirty[name]++
}

// Render shows one template.
func (l *Library) Render(name string) map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return map[string]int{name: l.dirty[name]}
}

// Edit opens a template for editing: its changes are shown at once.
func (l *Library) Edit(name string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if err := w.Add(l.dir); err != nil {
		return err
	}
	go l.follow(w)
	return nil
}

func (l *Library) follow(w *fsnotify.Watcher) {
	for ev := range w.Events {
		l.touch(ev.Name)
	}
}
