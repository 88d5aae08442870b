// The response comes from a method that hands on what http.Client.Do gave it.
package wrapped

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type API struct {
	base   string
	token  string
	client *http.Client
}

func (a *API) send(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	return a.client.Do(req)
}

func get[T any](ctx context.Context, a *API, path string) (T, error) {
	var out T
	resp, err := a.send(ctx, http.MethodGet, path, nil) // want "RS003"
	if err != nil {
		return out, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return out, fmt.Errorf("%s: not found", path)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		b, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		return out, fmt.Errorf("%s: %s: %s", path, resp.Status, b)
	}
	err = json.NewDecoder(resp.Body).Decode(&out)
	return out, err
}

type User struct{ ID, Name string }

func (a *API) User(ctx context.Context, id string) (User, error) {
	return get[User](ctx, a, "/users/"+id)
}

func (a *API) Delete(ctx context.Context, id string) error {
	resp, err := a.send(ctx, http.MethodDelete, "/users/"+id, nil) // want "RS003"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusNoContent {
		return fmt.Errorf("delete %s: %s", id, resp.Status)
	}
	return nil
}
