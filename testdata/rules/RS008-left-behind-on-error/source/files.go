// Files that an error return leaves open, and who takes them over.
package files

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"os"
)

var errEmpty = errors.New("empty")

type reader struct {
	f    *os.File
	size int64
}

func (r *reader) Close() error { return r.f.Close() }

// newReader keeps the file when all is well, and closes it never.
func newReader(f *os.File) (*reader, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, err
	}
	return &reader{f: f}, nil
}

// newOwner closes the file when it fails.
func newOwner(f *os.File) (*reader, error) {
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &reader{f: f, size: st.Size()}, nil
}

// The reader was not made: nobody has the file.
func open(name string) (*reader, error) {
	f, err := os.Open(name) // want "RS008"
	if err != nil {
		return nil, err
	}
	r, err := newReader(f)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func openAndClose(name string) (*reader, error) {
	f, err := os.Open(name) // ok
	if err != nil {
		return nil, err
	}
	r, err := newReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

func openOwner(name string) (*reader, error) {
	f, err := os.Open(name) // ok: newOwner closes it
	if err != nil {
		return nil, err
	}
	r, err := newOwner(f)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// What came back is handed on, error and all, and newReader leaves f when it fails.
func openAtOnce(name string) (*reader, error) {
	f, err := os.Open(name) // want "RS008"
	if err != nil {
		return nil, err
	}
	return newReader(f)
}

func openOwnerAtOnce(name string) (*reader, error) {
	f, err := os.Open(name) // ok: newOwner closes it
	if err != nil {
		return nil, err
	}
	return newOwner(f)
}

// The size is asked for first.
func sized(name string) (*reader, error) {
	f, err := os.Open(name) // want "RS008"
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.Size() == 0 {
		f.Close()
		return nil, errEmpty
	}
	return &reader{f: f, size: st.Size()}, nil
}

// The disk may be full.
func save(dir string, r io.Reader) (string, error) {
	tmp, err := os.CreateTemp(dir, "upload-*") // want "RS008"
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(tmp, r); err != nil {
		os.Remove(tmp.Name())
		return "", err
	}
	return tmp.Name(), tmp.Close()
}

func saveAndClose(dir string, r io.Reader) (name string, err error) {
	tmp, err := os.CreateTemp(dir, "upload-*") // ok
	if err != nil {
		return "", err
	}
	defer func() {
		if closing := tmp.Close(); err == nil {
			err = closing
		}
	}()
	if _, err := io.Copy(tmp, r); err != nil {
		return "", err
	}
	return tmp.Name(), nil
}

// A gzip.Reader closes itself, not the file.
func unpacked(name string) ([]byte, error) {
	f, err := os.Open(name) // want "RS008"
	if err != nil {
		return nil, err
	}
	gz, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	all, err := io.ReadAll(gz)
	f.Close()
	return all, err
}

// Kept by what is returned.
type archive struct {
	*zip.Reader
	file *os.File
}

func openArchive(name string) (*archive, error) {
	f, err := os.Open(name) // ok
	if err != nil {
		return nil, err
	}
	a := &archive{file: f}
	st, err := f.Stat()
	if err != nil {
		a.file.Close()
		return nil, err
	}
	if a.Reader, err = zip.NewReader(f, st.Size()); err != nil {
		a.file.Close()
		return nil, err
	}
	return a, nil
}

// A log file is meant to stay: nobody closes it anywhere.
func logTo(name string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE, 0o644) // ok
	if err != nil {
		return err
	}
	if _, err := f.WriteString("start\n"); err != nil {
		return err
	}
	return nil
}

// newChecked has stored the file by the time that it fails, and closes what has it.
func newChecked(f *os.File) (*reader, error) {
	r := &reader{f: f}
	if _, err := r.f.Stat(); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func openChecked(name string) (*reader, error) {
	f, err := os.Open(name) // ok
	if err != nil {
		return nil, err
	}
	r, err := newChecked(f)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Closed by what was deferred before it was opened (mime/multipart readForm).
func spill(parts []io.Reader, room int64) (err error) {
	var file *os.File
	defer func() {
		if file != nil {
			if closing := file.Close(); err == nil {
				err = closing
			}
		}
	}()
	for _, part := range parts {
		if file == nil {
			file, err = os.CreateTemp("", "spill-") // ok
			if err != nil {
				return err
			}
		}
		if _, err := io.CopyN(file, part, room); err != nil {
			return err
		}
	}
	return nil
}
