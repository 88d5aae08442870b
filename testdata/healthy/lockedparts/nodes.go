// Names of a tree: each node has a lock of its own.
package lockedparts

import "sync"

type Node struct {
	mu       sync.RWMutex
	name     string
	parent   *Node
	children []*Node
}

func (n *Node) Name() string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.name
}

func (n *Node) Path() string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.parent == nil {
		return n.name
	}
	return n.parent.Path() + "/" + n.name
}

func (n *Node) Names() []string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	out := []string{n.name}
	for _, c := range n.children {
		out = append(out, c.Name())
	}
	return out
}
