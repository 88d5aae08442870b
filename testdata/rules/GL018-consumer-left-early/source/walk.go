// The producer sends in a function that the walk calls for each file.
package walk

import (
	"io/fs"
	"path/filepath"
	"strings"
)

type Entry struct {
	Path string
	Size int64
	Err  error
}

type Tree struct {
	fsys fs.FS
	skip []string
}

func New(fsys fs.FS, skip ...string) *Tree { return &Tree{fsys, skip} }

// Entries lists every file below root.
func (t *Tree) Entries(root string) <-chan Entry {
	out := make(chan Entry)
	go func() {
		defer close(out)
		fs.WalkDir(t.fsys, root, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				out <- Entry{Path: p, Err: err} // want "GL018"
				return nil
			}
			for _, s := range t.skip {
				if ok, _ := filepath.Match(s, d.Name()); ok {
					return nil
				}
			}
			if d.IsDir() {
				return nil
			}
			info, err := d.Info()
			e := Entry{Path: p, Err: err}
			if info != nil {
				e.Size = info.Size()
			}
			out <- e
			return nil
		})
	}()
	return out
}

// Find returns the first path with the suffix.
func (t *Tree) Find(root, suffix string) (string, bool) {
	for e := range t.Entries(root) {
		if e.Err != nil {
			continue
		}
		if strings.HasSuffix(e.Path, suffix) {
			return e.Path, true
		}
	}
	return "", false
}
