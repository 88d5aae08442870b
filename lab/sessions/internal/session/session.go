// Package session keeps who is signed in.
package session

import (
	"context"
	"sync"
)

// Session is one sign-in.
type Session struct {
	user   string
	cancel context.CancelFunc
}

// Manager knows all sessions.
type Manager struct {
	base context.Context
	mu   sync.Mutex
	live map[string]*Session
}

// NewManager makes an empty one.
func NewManager(base context.Context) *Manager {
	return &Manager{base: base, live: map[string]*Session{}}
}

// Open starts a session.
func (m *Manager) Open(user string) *Session {
	ctx, cancel := context.WithCancel(m.base)
	s := &Session{user: user, cancel: cancel}
	m.mu.Lock()
	m.live[user] = s
	m.mu.Unlock()
	go m.expire(ctx, s)
	return s
}

func (m *Manager) expire(ctx context.Context, s *Session) {
	<-ctx.Done()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.live[s.user] == s {
		delete(m.live, s.user)
	}
}

// Close ends a session.
func (m *Manager) Close(s *Session) { s.cancel() }

// Renew replaces a user's session by a fresh one.
func (m *Manager) Renew(user string) map[string]int {
	m.Open(user)
	return m.Count()
}

// Count is how many are signed in.
func (m *Manager) Count() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return map[string]int{"live": len(m.live)}
}
