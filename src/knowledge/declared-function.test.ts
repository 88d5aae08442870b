import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeclaredFunction } from './declared-function.ts';

const cases: readonly {
  readonly give: string;
  readonly want: string;
  readonly package: string;
  readonly closure: boolean;
}[] = [
  { give: 'main.main', want: 'main.main', package: 'main', closure: false },
  { give: 'main.main.func1', want: 'main.main', package: 'main', closure: true },
  { give: 'main.init.0.func23', want: 'main.init', package: 'main', closure: true },
  { give: 'main.nest.func1.2.1', want: 'main.nest', package: 'main', closure: true },
  { give: 'main.nest.nest.func1.func3.1', want: 'main.nest', package: 'main', closure: true },
  { give: 'main.smallInlined.1', want: 'main.smallInlined', package: 'main', closure: true },
  { give: 'main.T.Method', want: 'main.T.Method', package: 'main', closure: false },
  { give: 'main.T.Method.func2', want: 'main.T.Method', package: 'main', closure: true },
  { give: 'main.main.gowrap1', want: 'main.main', package: 'main', closure: true },
  { give: 'main.each-range1', want: 'main.each', package: 'main', closure: false },
  { give: 'main.(*T).Run-fm', want: 'main.(*T).Run', package: 'main', closure: false },
  { give: 'net/http.(*Server).Serve.func1', want: 'net/http.(*Server).Serve', package: 'net/http', closure: true },
  { give: 'pen.WaitFor[...].func1', want: 'pen.WaitFor', package: 'pen', closure: true },
  { give: 'a/b.F[go.shape.map[string]x/y.T]', want: 'a/b.F', package: 'a/b', closure: false },
  {
    give: 'github.com/jackc/puddle/v2.(*Pool[...]).initResourceValue.func1',
    want: 'github.com/jackc/puddle.(*Pool).initResourceValue',
    package: 'github.com/jackc/puddle',
    closure: true,
  },
  {
    give: 'github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial',
    want: 'github.com/redis/go-redis/internal/pool.(*ConnPool).tryDial',
    package: 'github.com/redis/go-redis/internal/pool',
    closure: false,
  },
  {
    give: 'gopkg.in/natefinch/lumberjack.v2.(*Logger).millRun',
    want: 'gopkg.in/natefinch/lumberjack.(*Logger).millRun',
    package: 'gopkg.in/natefinch/lumberjack',
    closure: false,
  },
  {
    give: 'gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun',
    want: 'gopkg.in/natefinch/lumberjack.(*Logger).millRun',
    package: 'gopkg.in/natefinch/lumberjack',
    closure: false,
  },
  {
    give: 'gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer.(*tracer).worker',
    want: 'gopkg.in/DataDog/dd-trace-go/ddtrace/tracer.(*tracer).worker',
    package: 'gopkg.in/DataDog/dd-trace-go/ddtrace/tracer',
    closure: false,
  },
  {
    give: 'github.com/nats-io/nats.go.Options.Connect.func1',
    want: 'github.com/nats-io/nats.go.Options.Connect',
    package: 'github.com/nats-io/nats.go',
    closure: true,
  },
  {
    give: 'github.com/eclipse/paho.mqtt.golang.startComms.func3',
    want: 'github.com/eclipse/paho.mqtt.golang.startComms',
    package: 'github.com/eclipse/paho.mqtt.golang',
    closure: true,
  },
  {
    give: 'k8s.io/kubernetes/vendor/k8s.io/klog/v2.(*flushDaemon).run.func1',
    want: 'k8s.io/klog.(*flushDaemon).run',
    package: 'k8s.io/klog',
    closure: true,
  },
  {
    give: 'vendor/golang.org/x/net/http2.F',
    want: 'golang.org/x/net/http2.F',
    package: 'golang.org/x/net/http2',
    closure: false,
  },
  {
    give: 'example.com/myvendor/x.F',
    want: 'example.com/myvendor/x.F',
    package: 'example.com/myvendor/x',
    closure: false,
  },
  { give: 'example.com/v1beta/x.F', want: 'example.com/v1beta/x.F', package: 'example.com/v1beta/x', closure: false },
  { give: 'panic', want: 'panic', package: 'panic', closure: false },
  { give: '', want: '', package: '', closure: false },
];

describe('the declared function of a symbol', () => {
  for (const { give, want, closure, package: path } of cases)
    it(`reads ${give || 'an empty name'}`, () => {
      expect(readDeclaredFunction(give)).toEqual({ package: path, name: want, closure });
    });

  it('folds a folded name to itself', () => {
    for (const { want } of cases) expect(readDeclaredFunction(want).name).toBe(want);
  });

  it('takes any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a/.()*[]1v-%2e·$ ') }), (text) => {
        expect(typeof readDeclaredFunction(text).name).toBe('string');
      }),
    );
  });
});
