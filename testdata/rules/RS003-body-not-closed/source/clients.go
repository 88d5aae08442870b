package sample

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

// An interface in place of the client.
func status(client doer, req *http.Request) (int, error) {
	resp, err := client.Do(req) // want "RS003"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// A function value that wraps the client: the answer of a failed try is lost with the next (openai-go).
func retry(handler func(*http.Request) (*http.Response, error), req *http.Request) ([]byte, error) {
	var resp *http.Response
	var err error
	for try := 0; ; try++ {
		resp, err = handler(req) // want "RS003"
		if !again(resp) || try == 3 {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// It only looks.
func again(resp *http.Response) bool {
	return resp == nil || resp.StatusCode == 503
}

func retryClosed(handler func(*http.Request) (*http.Response, error), req *http.Request) ([]byte, error) {
	var resp *http.Response
	var err error
	for try := 0; ; try++ {
		resp, err = handler(req) // ok
		if !again(resp) || try == 3 {
			break
		}
		if resp != nil {
			resp.Body.Close()
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// A middleware gives the answer on.
func wrap(next doer, req *http.Request) (*http.Response, error) {
	resp, err := next.Do(req) // ok
	if err != nil {
		return nil, err
	}
	resp.Header.Set("seen", "1")
	return resp, nil
}

// The helper closes it.
func fetch(client *http.Client, req *http.Request, into any) error {
	resp, err := client.Do(req) // ok
	if err != nil {
		return err
	}
	return read(resp, into)
}

func read(resp *http.Response, into any) error {
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

// The helper only looks at it.
func check(client *http.Client, req *http.Request) error {
	resp, err := client.Do(req) // want "RS003"
	if err != nil {
		return err
	}
	return checkStatus(resp)
}

func checkStatus(resp *http.Response) error {
	if resp.StatusCode != 200 {
		return io.EOF
	}
	return nil
}

// The transport gives up what belongs to a request whose context has ended.
func bounded(ctx context.Context, client *http.Client, req *http.Request) error {
	resp, err := client.Do(req) // ok
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
