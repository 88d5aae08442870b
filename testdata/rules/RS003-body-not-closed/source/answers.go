// Bodies that are closed where there is one.
package answers

import (
	"io"
	"net"
	"net/http"
	"os"
)

type asserter interface {
	Errorf(format string, args ...any)
}

func noError(t asserter, err error) bool {
	if err != nil {
		t.Errorf("%v", err)
		return false
	}
	return true
}

// False means that there was an error (testify's assert.NoError).
func healthy(t asserter, client *http.Client, req *http.Request) {
	resp, err := client.Do(req) // ok
	if noError(t, err) {
		resp.Body.Close()
	}
}

func healthyToo(t asserter, client *http.Client, req *http.Request) int {
	resp, err := client.Do(req) // ok
	if !noError(t, err) {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// False only means that it is another error, or none.
func retried(client *http.Client, req *http.Request) bool {
	resp, err := client.Do(req) // want "RS003"
	if os.IsTimeout(err) {
		return true
	}
	return resp.StatusCode == http.StatusOK
}

// Looked at before it is used.
func careful(client *http.Client, req *http.Request) (text []byte) {
	resp, _ := client.Do(req) // ok
	if resp != nil && resp.Body != nil {
		text, _ = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	return text
}

// 204 has no body.
func deleted(client *http.Client, req *http.Request) ([]byte, error) {
	resp, err := client.Do(req) // ok
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// 404 has one.
func found(client *http.Client, req *http.Request) ([]byte, error) {
	resp, err := client.Do(req) // want "RS003"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// HEAD has no body (rclone http.Object.head).
func exists(client *http.Client, url string) (bool, error) {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return false, err
	}
	resp, err := client.Do(req) // ok
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// What the error is made into goes with it (rclone putio.createUpload).
func upload(client *http.Client, req *http.Request) (bool, error) {
	resp, err := client.Do(req) // ok
	retry, err := shouldRetry(err)
	if retry {
		return true, err
	}
	if err != nil {
		return false, err
	}
	resp.Body.Close()
	return false, nil
}

func shouldRetry(err error) (bool, error) {
	return os.IsTimeout(err), err
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func size(client *http.Client, url string) (int64, error) {
	req := must(http.NewRequest("HEAD", url, nil))
	resp, err := client.Do(req) // ok
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// The connection is none (net/http/httputil DumpRequestOut).
func recorded(req *http.Request, conn net.Conn) error {
	t := &http.Transport{
		Dial: func(network, address string) (net.Conn, error) { return conn, nil },
	}
	defer t.CloseIdleConnections()
	_, err := t.RoundTrip(req) // note "RS003"
	return err
}

func sent(req *http.Request) error {
	t := &http.Transport{MaxIdleConns: 1}
	_, err := t.RoundTrip(req) // want "RS003"
	return err
}
