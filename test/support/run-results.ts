// Hand-made run results as real ones look: one per story, for the goldens of every renderer.
import type { GroupResult, RunResult } from '../../src/model/run-result.ts';
import type { Frame } from '../../src/model/stack.ts';
import { hostileRun } from './hostile-result.ts';
import { crashPage, frame, makeFinding, makeGroup, makeRun, root } from './result-builders.ts';

const readLoop: readonly Frame[] = [
  frame('runtime.gopark', '/usr/local/go/src/runtime/proc.go', 461),
  frame('runtime.netpollblock', '/usr/local/go/src/runtime/netpoll.go', 575),
  frame('internal/poll.runtime_pollWait', '/usr/local/go/src/runtime/netpoll.go', 351),
  frame('net.(*conn).Read', '/usr/local/go/src/net/net.go', 196),
  frame('net/http.(*persistConn).readLoop', '/usr/local/go/src/net/http/transport.go', 2325),
];
const mainStack: readonly Frame[] = [
  frame('net.(*netFD).accept', '/usr/local/go/src/net/fd_unix.go', 172),
  frame('net/http.(*Server).Serve', '/usr/local/go/src/net/http/server.go', 3330),
  frame('net/http.(*Server).ListenAndServe', '/usr/local/go/src/net/http/server.go', 3259),
  frame('main.main', `${root}/cmd/server/main.go`, 41),
];

const groups: readonly GroupResult[] = [
  makeGroup(),
  makeGroup({
    exactKey: '1123456789abcdef0123456789abcdef',
    primitive: 'IO wait',
    waitReason: 'IO wait',
    count: 64,
    verdict: 'clean',
    why: ['idle-pool'],
    parkSite: readLoop[3],
    birthSite: frame('net/http.(*Transport).dialConn', '/usr/local/go/src/net/http/transport.go', 1874),
    userSite: undefined,
    ids: '800-863',
    waitMinutes: undefined,
    stack: readLoop,
    findings: undefined,
  }),
  makeGroup({
    exactKey: '2123456789abcdef0123456789abcdef',
    primitive: 'IO wait',
    waitReason: 'IO wait',
    count: 1,
    verdict: 'clean',
    why: ['runtime'],
    parkSite: mainStack[0],
    birthSite: undefined,
    userSite: mainStack[3],
    ids: '1',
    waitMinutes: { min: 61, max: 61 },
    stack: mainStack,
    findings: undefined,
  }),
  makeGroup({
    exactKey: '3123456789abcdef0123456789abcdef',
    primitive: 'select',
    waitReason: 'select',
    count: 7,
    verdict: 'cannot-tell',
    why: ['one-moment'],
    parkSite: frame('example.com/app/cache.(*Cache).evict', `${root}/cache/evict.go`, 33),
    birthSite: frame('example.com/app/cache.New', `${root}/cache/cache.go`, 20),
    userSite: frame('example.com/app/cache.(*Cache).evict', `${root}/cache/evict.go`, 33),
    ids: '4-9,12',
    waitMinutes: { min: 0, max: 61 },
    stack: [
      frame('runtime.gopark', '/usr/local/go/src/runtime/proc.go', 461),
      frame('runtime.selectgo', '/usr/local/go/src/runtime/select.go', 351),
      frame('example.com/app/cache.(*Cache).evict', `${root}/cache/evict.go`, 33),
    ],
    findings: undefined,
  }),
];

/** One certain leak in one complete dump with its leak profile. */
export const leakRun: RunResult = makeRun({
  verdict: 'leak',
  exitCode: 1,
  limits: ['one-moment'],
  sources: [
    ...makeRun().sources,
    { name: 'leak.pb.gz', form: 'pprof', profile: 'goroutineleak', goroutines: 740, complete: true, bytes: 1804 },
  ],
  findings: [makeFinding()],
  groups,
  next: ['parkwatch explain GL003', 'parkwatch check dump.txt leak.pb.gz --source .'],
});

const hour = (minute: number): number => Date.UTC(2026, 10, 20, 9, minute);
const grower = makeFinding({
  id: '51b0aa93c4d7e26f',
  rule: 'GL030',
  ruleName: 'growing-group',
  title: 'a group that grows without what could explain it',
  verdict: 'suspect',
  count: 214,
  primitive: 'select',
  waitReason: 'select',
  parkSite: frame('example.com/app/feed.(*Client).pump', `${root}/feed/client.go`, 140),
  birthSite: frame('example.com/app/feed.(*Hub).Subscribe', `${root}/feed/hub.go`, 61),
  userSite: frame('example.com/app/feed.(*Client).pump', `${root}/feed/client.go`, 140),
  goroutines: undefined,
  waitMinutes: undefined,
  labels: undefined,
  cause: {
    id: 'GL030',
    title: 'Growing group',
    explanation: 'The group has grown over the whole series and nothing was seen to end. The cause is not known yet.',
  },
  evidence: [
    {
      kind: 'growth',
      class: 'strong',
      for: 'leak',
      text: 'grew from 12 to 214 in 20 min (10.1 a minute, Mann–Kendall p = 0.0004 over 9 moments)',
      source: 'series',
      numbers: { first: 12, last: 214, perMinute: 10.1, p: 0.0004, moments: 9 },
    },
    {
      kind: 'age',
      class: 'supporting',
      for: 'leak',
      text: '31 of them have waited for more than 10 min',
      source: '8.txt',
      counts: false,
      cancelledBy: 'connection-bound',
    },
    {
      kind: 'connection-bound',
      class: 'against',
      for: 'clean',
      text: 'the creator chain reaches net/http.(*conn).serve: long-lived connections would look the same',
      source: 'series',
    },
  ],
  fix: {
    summary: 'Find what should end (*Client).pump and see whether it is called for every subscription.',
    steps: ['Look for the counterpart of Subscribe and call it when the client goes.'],
    search: 'Subscribe(',
  },
  stack: [
    frame('runtime.gopark'),
    frame('runtime.selectgo'),
    frame('example.com/app/feed.(*Client).pump', `${root}/feed/client.go`, 140),
  ],
  series: {
    times: [0, 2, 5, 7, 10, 12, 15, 17, 20].map(hour),
    counts: [12, 30, 58, 80, 109, 131, 160, 181, 214],
  },
  companions: [
    {
      exactKey: '99aabbccddeeff000123456789abcdef',
      count: 214,
      parkSite: frame('example.com/app/feed.(*Client).read', `${root}/feed/client.go`, 171),
    },
  ],
  target: 'api-7f4',
});

/** A series of nine moments with one suspect and two lesser ones. */
export const suspectRun: RunResult = makeRun({
  verdict: 'suspect',
  exitCode: 0,
  sources: Array.from({ length: 9 }, (_, i) => ({
    name: `http://api-7f4:6060/debug/pprof/goroutine#${i}`,
    form: 'pprof' as const,
    profile: 'goroutine',
    takenAt: new Date(hour([0, 2, 5, 7, 10, 12, 15, 17, 20][i])).toISOString(),
    goVersion: 'go1.25.4',
    goroutines: 420 + i * 26,
    complete: true,
    bytes: 20480 + i * 311,
    target: 'api-7f4',
  })),
  limits: ['no-ids', 'no-leak-profile'],
  findings: [
    makeFinding({
      id: 'aa00000000000001',
      rule: 'RS003',
      ruleName: 'body-not-closed',
      title: 'response body not closed',
      verdict: 'suspect',
      count: 31,
      primitive: 'select',
      waitReason: 'select',
      parkSite: frame('net/http.(*persistConn).readLoop', '/usr/local/go/src/net/http/transport.go', 2395),
      userSite: undefined,
      birthSite: frame('net/http.(*Transport).dialConn', '/usr/local/go/src/net/http/transport.go', 1874),
      cause: { id: 'RS003', title: 'Body not closed', explanation: 'A response body was neither read nor closed.' },
      evidence: [
        {
          kind: 'unread-body',
          class: 'strong',
          for: 'leak',
          text: '31 read loops wait in select while none of them reads',
          source: 'series',
        },
      ],
      fix: { summary: 'Close the body.', steps: ['defer resp.Body.Close()'], search: 'http.Get(' },
      goroutines: undefined,
      location: undefined,
    }),
    grower,
    makeFinding({ id: 'aa00000000000002', verdict: 'suspect', count: 4, evidence: [grower.evidence[1]] }),
  ],
  targets: [
    {
      name: 'api-7f4',
      moments: 9,
      firstAt: new Date(hour(0)).toISOString(),
      lastAt: new Date(hour(20)).toISOString(),
      goroutinesFirst: 420,
      goroutinesLast: 628,
      restarts: 0,
    },
  ],
  ignored: [{ reason: 'metrics flusher, one per process', count: 1 }],
  next: ['parkwatch capture api-7f4:6060 -o case.tgz'],
  notVisible: ['identity of goroutines (profiles have no ids)'],
});

/** A single complete dump without a sign. */
export const cleanRun: RunResult = makeRun({
  limits: ['one-moment', 'no-leak-profile'],
  notVisible: [
    'growth and age over time',
    'leaks that the runtime could prove (build with GOEXPERIMENT=goroutineleakprofile)',
  ],
  next: ['parkwatch check http://localhost:6060 --for 5m'],
});

/** A cut dump: nothing found in what is left, so nothing can be said. */
export const cannotTellRun: RunResult = makeRun({
  verdict: 'cannot-tell',
  exitCode: 3,
  limits: ['truncated', 'one-moment'],
  sources: [
    {
      name: '/var/log/app/goroutines-2026-11-20.log.gz',
      form: 'dump',
      profile: 'goroutine',
      goroutines: 91004,
      complete: false,
      bytes: 67108864,
    },
  ],
  problems: [
    {
      code: 'dump/truncated',
      message: 'the text ends inside a goroutine: runtime.Stack stops at 64 MiB',
      source: '/var/log/app/goroutines-2026-11-20.log.gz',
      line: 1290121,
      quote: 'created by example.com/app/jo',
    },
    {
      code: 'dump/unknown-line',
      message: 'a line that is neither a header nor a frame',
      source: '/var/log/app/goroutines-2026-11-20.log.gz',
      line: 14,
      count: 3,
    },
  ],
  notVisible: ['the goroutines after line 1,290,121'],
  next: ['curl -o goroutine.pb.gz http://localhost:6060/debug/pprof/goroutine'],
});

export const crashRun: RunResult = makeRun({
  limits: ['one-moment', 'no-leak-profile'],
  sources: [
    {
      name: 'crash.txt',
      form: 'crash',
      profile: 'goroutine',
      goVersion: 'go1.26.1',
      goroutines: 140,
      complete: true,
      bytes: 48211,
    },
  ],
  crashes: [crashPage],
  races: [
    {
      line: 210,
      accesses: [
        {
          op: 'write',
          previous: false,
          goroutine: 8,
          address: '0x00c0000160a8',
          frames: [frame('example.com/app/stats.(*Counter).Add', `${root}/stats/counter.go`, 22)],
        },
        {
          op: 'read',
          previous: true,
          goroutine: 7,
          address: '0x00c0000160a8',
          frames: [frame('example.com/app/stats.(*Counter).Value', `${root}/stats/counter.go`, 30)],
        },
      ],
      goroutines: [
        { id: 8, finished: false, createdAt: [frame('main.main', `${root}/cmd/server/main.go`, 30)] },
        { id: 7, finished: true, createdAt: [frame('main.main', `${root}/cmd/server/main.go`, 29)] },
      ],
    },
  ],
  notVisible: ['growth and age over time'],
});

/** All stories by the name that their goldens carry. */
export const stories: Readonly<Record<string, RunResult>> = {
  leak: leakRun,
  suspect: suspectRun,
  clean: cleanRun,
  'cannot-tell': cannotTellRun,
  crash: crashRun,
  hostile: hostileRun,
};
