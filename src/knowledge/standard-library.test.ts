import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStandardFunction, isStandardLibrary, packageOf } from './standard-library.ts';

describe('the package of a symbol', () => {
  test.each([
    ['net/http.(*conn).serve', 'net/http'],
    ['main.main', 'main'],
    ['main.init.0.func1', 'main'],
    ['runtime.gopark', 'runtime'],
    ['gopkg.in/yaml.v3.(*parser).peek', 'gopkg.in/yaml.v3'],
    ['gopkg.in/yaml%2ev3.(*parser).peek', 'gopkg.in/yaml.v3'],
    ['gopkg.in/square/go-jose.v2.F', 'gopkg.in/square/go-jose.v2'],
    [
      'gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer.(*tracer).worker',
      'gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer',
    ],
    ['github.com/nats-io/nats.go.(*Conn).readLoop', 'github.com/nats-io/nats.go'],
    ['github.com/eclipse/paho.mqtt.golang.startComms.func3', 'github.com/eclipse/paho.mqtt.golang'],
    ['example.org/pen.WaitFor[...].func1', 'example.org/pen'],
    ['main.F[a/b.T]', 'main'],
    ['a/b.(*Q[c.d/e.T]).drain', 'a/b'],
    ['vendor/golang.org/x/net/http2/hpack.F', 'vendor/golang.org/x/net/http2/hpack'],
    ['iter.Pull[...].func1', 'iter'],
    ['main.ждать', 'main'],
    ['_cgo_wait', ''],
    ['pause', ''],
    ['panic', ''],
    ['', ''],
  ])('%s: %s', (symbol, want) => {
    expect(packageOf(symbol)).toBe(want);
  });
  test('any text has one', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a/.()*[]v1-%2e·') }), (s) => typeof packageOf(s) === 'string'),
    );
  });
});

describe('the standard library', () => {
  test.each([
    'fmt',
    'net/http',
    'runtime/pprof',
    'internal/poll',
    'internal/runtime/maps',
    'vendor/golang.org/x/net/http2/hpack',
    'iter',
    'cmd/go/internal/load',
  ])('holds %s', (path) => {
    expect(isStandardLibrary(path)).toBe(true);
  });
  test.each([
    'main',
    'golang.org/x/net/http2',
    'github.com/a/b',
    'myapp/jobs',
    'cmd/serve',
    'cmd',
    'net.example/http',
    '',
  ])('does not hold %s', (path) => {
    expect(isStandardLibrary(path)).toBe(false);
  });
  test('its functions', () => {
    expect(isStandardFunction('os/signal.loop')).toBe(true);
    expect(isStandardFunction('main.main')).toBe(false);
    expect(isStandardFunction('pause')).toBe(false);
  });
});
