// Workers with a lock for each page.
package lockedparts

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

type page struct {
	lock sync.Mutex
	body []byte
}

type Mirror struct {
	lock  sync.Mutex
	fetch func(ctx context.Context, url string) ([]byte, error)
	pages map[string]*page
}

func (m *Mirror) Refresh(ctx context.Context, urls []string) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		p := m.pages[u]
		g.Go(func() error {
			b, err := m.fetch(ctx, u)
			if err != nil {
				return err
			}
			p.put(b)
			return nil
		})
	}
	return g.Wait()
}

func (p *page) put(b []byte) {
	p.lock.Lock()
	p.body = b
	p.lock.Unlock()
}
