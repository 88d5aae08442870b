import { describe, expect, it } from 'vitest';
import { knownLeaks, matchKnownLeaks } from './known-leaks.ts';
import type { Match, Signature } from './signature.ts';
import { matchSignatures, signatures } from './signatures.ts';
import { matchTrafficBound, trafficBound } from './traffic-bound.ts';

/** A symbol that a pattern describes: `P.F.func*` → `P.F.func1`, `P.*` → `P.example`. */
function symbolOf(pattern: string): string {
  if (pattern.endsWith('.func*')) return `${pattern.slice(0, -6)}.func1`;
  if (pattern.endsWith('/*')) return `${pattern.slice(0, -1)}part.example`;
  if (pattern.endsWith('.*')) return `${pattern.slice(0, -1)}example`;
  if (pattern.endsWith('*')) return `${pattern.slice(0, -1)}.example`;
  return pattern.endsWith('()') ? pattern.slice(0, -2) : pattern;
}

interface Example {
  readonly names: readonly string[];
  readonly root: string;
  readonly creator?: string;
}

/** The stack that the first patterns of a match describe, leaf first. */
function exampleOf(match: Match): Example {
  const root = match.root ? symbolOf(match.root[0]) : 'main.main.func1';
  const names = ['runtime.gopark'];
  if (match.park) names.push(symbolOf(match.park[0]));
  if (match.frame) names.push(symbolOf(match.frame[0]));
  names.push(root);
  return { names, root, creator: match.creator ? symbolOf(match.creator[0]) : undefined };
}

/** The same stack in a program's own package with the same types and functions. */
function ownOf(example: Example): Example {
  const own = (name: string): string =>
    name.startsWith('runtime.') ? name : `example.com/shop/own${name.slice(Math.max(0, name.lastIndexOf('/') + 1))}`;
  return { names: example.names.map(own), root: own(example.root), creator: example.creator && own(example.creator) };
}

describe('every signature', () => {
  for (const signature of signatures)
    it(`${signature.id} matches its stack and not one of a program's own package`, () => {
      const example = exampleOf(signature.match);
      expect(matchSignatures(example.names, example.root, example.creator, signature.match.primitive?.[0])).toContain(
        signature,
      );
      const own = ownOf(example);
      expect(matchSignatures(own.names, own.root, own.creator, signature.match.primitive?.[0])).toEqual([]);
    });

  it('has an id of its own, a meaning and a source', () => {
    expect(new Set(signatures.map((s) => s.id)).size).toBe(signatures.length);
    for (const s of signatures) {
      expect(s.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(s.meaning).toMatch(/[.]$/);
      expect(s.source).toMatch(/@|measured|#/);
    }
    expect(signatures.length).toBeGreaterThanOrEqual(120);
  });

  it('speaks of the goroutine itself, not of any stack that passes through the library', () => {
    const loose = signatures.filter((s) => !s.match.root && !s.match.creator && !s.match.park && !s.match.primitive);
    // Loops that are entered through a caller or a wrapper that the program may choose.
    expect(loose.map((s) => s.id).sort()).toEqual(['h2c-conn', 'http2-server-conn', 'k8s-reflector', 'pprof-handler']);
  });
});

describe('every known leak and measure of traffic', () => {
  for (const leak of knownLeaks)
    it(`${leak.id} matches its stack and not one of a program's own package`, () => {
      const example = exampleOf(leak.match);
      expect(matchKnownLeaks(example.names, example.root, example.creator, leak.match.primitive?.[0])).toContain(leak);
      const own = ownOf(example);
      expect(matchKnownLeaks(own.names, own.root, own.creator, leak.match.primitive?.[0])).toEqual([]);
      expect(leak.atLeast).toBeGreaterThanOrEqual(2);
    });

  for (const entry of trafficBound)
    it(`${entry.id} matches its stack and not one of a program's own package`, () => {
      const example = exampleOf(entry.match);
      expect(matchTrafficBound(example.names, example.root, example.creator)).toContain(entry);
      const own = ownOf(example);
      expect(matchTrafficBound(own.names, own.root, own.creator)).toEqual([]);
    });

  it('has an id of its own', () => {
    const ids = [...knownLeaks.map((l) => l.id), ...trafficBound.map((t) => t.id)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(knownLeaks.length).toBeGreaterThanOrEqual(25);
  });
});

/** Stacks as dumps print them, leaf first, and what is said of them. */
const seen: readonly {
  readonly name: string;
  readonly names: readonly string[];
  readonly creator?: string;
  readonly primitive?: Signature['match']['primitive'] extends readonly (infer P)[] | undefined ? P : never;
  readonly want: readonly string[];
}[] = [
  {
    name: 'a keep-alive connection of net/http',
    names: [
      'internal/poll.runtime_pollWait',
      'internal/poll.(*FD).Read',
      'net.(*netFD).Read',
      'net.(*conn).Read',
      'net/http.(*connReader).Read',
      'bufio.(*Reader).fill',
      'bufio.(*Reader).Peek',
      'net/http.(*conn).serve',
      'net/http.(*Server).Serve.gowrap3',
    ],
    creator: 'net/http.(*Server).Serve',
    primitive: 'IO wait',
    want: ['http-keep-alive', 'http-server-conn'],
  },
  {
    name: 'a handler that waits for a channel of its own',
    names: [
      'main.handle',
      'net/http.HandlerFunc.ServeHTTP',
      'net/http.serverHandler.ServeHTTP',
      'net/http.(*conn).serve',
    ],
    creator: 'net/http.(*Server).Serve',
    primitive: 'chan receive',
    want: ['http-server-conn'],
  },
  {
    name: 'an idle transport connection',
    names: [
      'net.(*netFD).Read',
      'net.(*conn).Read',
      'net/http.(*persistConn).Read',
      'bufio.(*Reader).Peek',
      'net/http.(*persistConn).readLoop',
    ],
    primitive: 'IO wait',
    want: ['http-transport-read'],
  },
  {
    name: 'the worker of opencensus, as goleak#1191 prints it',
    names: ['go.opencensus.io/stats/view.(*worker).start'],
    creator: 'go.opencensus.io/stats/view.init.0',
    primitive: 'select',
    want: ['opencensus-worker'],
  },
  {
    name: 'lumberjack, as natefinch/lumberjack#205 prints it',
    names: [
      'runtime.gopark',
      'runtime.chanrecv',
      'runtime.chanrecv2',
      'gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun',
      'gopkg.in/natefinch/lumberjack%2ev2.(*Logger).mill.func1.1',
    ],
    primitive: 'chan receive',
    want: ['lumberjack-mill'],
  },
  {
    name: 'a NATS subscription between messages',
    names: ['sync.runtime_notifyListWait', 'sync.(*Cond).Wait', 'github.com/nats-io/nats.go.(*Conn).waitForMsgs'],
    creator: 'github.com/nats-io/nats.go.(*Conn).subscribeLocked',
    primitive: 'sync.Cond.Wait',
    want: ['nats-subscription'],
  },
  {
    name: 'a NATS subscription whose callback blocks',
    names: ['runtime.chansend', 'main.onMessage', 'github.com/nats-io/nats.go.(*Conn).waitForMsgs'],
    primitive: 'chan send',
    want: [],
  },
  {
    name: 'an event handler of an informer that blocks in the program',
    names: [
      'main.(*ctl).onAdd',
      'k8s.io/client-go/tools/cache.(*processorListener).run',
      'k8s.io/apimachinery/pkg/util/wait.(*Group).Start.func1',
    ],
    primitive: 'chan send',
    want: [],
  },
  {
    name: 'the same event handler between notifications',
    names: [
      'k8s.io/client-go/tools/cache.(*processorListener).run.func1',
      'k8s.io/apimachinery/pkg/util/wait.BackoffUntil',
      'k8s.io/client-go/tools/cache.(*processorListener).run',
      'k8s.io/apimachinery/pkg/util/wait.(*Group).Start.func1',
    ],
    primitive: 'chan receive',
    want: ['k8s-informer-listener'],
  },
  {
    name: 'a goroutine of the program that locks a mutex',
    names: ['sync.(*Mutex).Lock', 'main.(*store).put', 'main.main.func2'],
    creator: 'main.main',
    primitive: 'sync.Mutex.Lock',
    want: [],
  },
];

describe('a stack as a dump prints it', () => {
  for (const { name, names, creator, primitive, want } of seen)
    it(`${name}: ${want.join(', ') || 'nothing'}`, () => {
      expect(matchSignatures(names, names[names.length - 1], creator, primitive).map((s) => s.id)).toEqual(want);
    });
});
