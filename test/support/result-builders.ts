// Builds findings, groups and runs for tests; every field that a dump can give is filled, each may be replaced.
import type { CrashPage, Finding, GroupResult, RunResult } from '../../src/model/run-result.ts';
import type { Frame } from '../../src/model/stack.ts';

export const root = '/src/app';
export const frame = (fn: string, file?: string, line?: number): Frame => ({ function: fn, file, line });

const submitStack: readonly Frame[] = [
  frame('runtime.gopark', '/usr/local/go/src/runtime/proc.go', 461),
  frame('runtime.chansend', '/usr/local/go/src/runtime/chan.go', 283),
  frame('runtime.chansend1', '/usr/local/go/src/runtime/chan.go', 161),
  frame('example.com/app/jobs.(*Pool).Submit.func1', `${root}/jobs/pool.go`, 88),
];

/** A leak with the runtime's proof behind it; every field that a dump can give. */
export function makeFinding(over: Partial<Finding> = {}): Finding {
  return {
    id: 'f3a95c07d2e81b46',
    rule: 'GL003',
    ruleName: 'abandoned-send',
    title: 'send on a channel whose receiver has gone',
    verdict: 'leak',
    count: 740,
    primitive: 'chan send',
    waitReason: 'chan send',
    parkSite: submitStack[3],
    birthSite: frame('example.com/app/jobs.(*Pool).Submit', `${root}/jobs/pool.go`, 85),
    userSite: submitStack[3],
    exactKey: '0123456789abcdef0123456789abcdef',
    stackKey: 'fedcba9876543210fedcba9876543210',
    siteKey: '00112233445566778899aabbccddeeff',
    goroutines: [17, 18, 21, 22, 25, 28, 31, 33, 36, 40, 41, 44, 47, 51, 52, 60, 61, 63, 64, 70],
    waitMinutes: { min: 3, max: 61 },
    labels: { route: '/submit' },
    cause: {
      id: 'GL003',
      title: 'Abandoned send',
      explanation:
        'The goroutine sends one result on an unbuffered channel. The caller waits for it in a select with ctx.Done() and ' +
        'returns when the context ends first, so nobody is left to receive.',
    },
    evidence: [
      {
        kind: 'runtime-proof',
        class: 'certain',
        for: 'leak',
        text: 'the goroutineleak profile holds 740 of the 740 goroutines of this stack',
        source: 'leak.pb.gz',
        numbers: { count: 740, of: 740 },
        counts: true,
      },
      {
        kind: 'orphan',
        class: 'strong',
        for: 'leak',
        text: 'the creator of 738 of them has ended, and the site sends to a channel that only the creator reads',
        source: 'dump.txt',
        numbers: { ended: 738, count: 740 },
      },
      {
        kind: 'concentration',
        class: 'supporting',
        for: 'leak',
        text: 'one park site holds 740 of 812 goroutines (91 %)',
        source: 'dump.txt',
        numbers: { count: 740, of: 812, share: 0.911 },
      },
    ],
    fix: {
      summary: 'Give the channel room for the one result, so that the send never waits.',
      steps: [
        'Make the channel with a buffer of 1 in (*Pool).Submit.',
        'Keep the select on ctx.Done(): the value is dropped with the channel when the caller has gone.',
      ],
      diff:
        '--- a/jobs/pool.go\n+++ b/jobs/pool.go\n@@ -83,7 +83,7 @@ func (p *Pool) Submit(ctx context.Context, job Job) (Result, error) {\n' +
        '-\tresults := make(chan Result)\n+\tresults := make(chan Result, 1)\n \tgo func() {\n',
    },
    stack: submitStack,
    location: { file: 'jobs/pool.go', line: 88, column: 3 },
    ...over,
  };
}

export function makeGroup(over: Partial<GroupResult> = {}): GroupResult {
  return {
    exactKey: '0123456789abcdef0123456789abcdef',
    stackKey: 'fedcba9876543210fedcba9876543210',
    siteKey: '00112233445566778899aabbccddeeff',
    primitive: 'chan send',
    state: 'waiting',
    waitReason: 'chan send',
    count: 740,
    verdict: 'leak',
    why: ['finding'],
    parkSite: submitStack[3],
    birthSite: frame('example.com/app/jobs.(*Pool).Submit', `${root}/jobs/pool.go`, 85),
    userSite: submitStack[3],
    ids: '17-756',
    waitMinutes: { min: 3, max: 61 },
    stack: submitStack,
    findings: ['f3a95c07d2e81b46'],
    ...over,
  };
}

export function makeRun(over: Partial<RunResult> = {}): RunResult {
  return {
    schema: 'parkwatch/result/1',
    tool: { name: 'parkwatch', version: '0.1.0' },
    verdict: 'clean',
    limits: [],
    exitCode: 0,
    sources: [
      {
        name: 'dump.txt',
        form: 'dump',
        profile: 'goroutine',
        takenAt: '2026-11-20T09:14:03.000Z',
        goVersion: 'go1.27.3',
        goroutines: 812,
        complete: true,
        bytes: 73211,
      },
    ],
    problems: [],
    findings: [],
    next: [],
    notVisible: [],
    ...over,
  };
}

export const crashPage: CrashPage = {
  source: 'crash.txt',
  crash: {
    kind: 'panic',
    message: 'runtime error: invalid memory address or nil pointer dereference',
    lines: [
      'panic: runtime error: invalid memory address or nil pointer dereference',
      '[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6b1c2a]',
    ],
    signal: { name: 'SIGSEGV', code: '0x1', address: '0x18', pc: '0x6b1c2a' },
    goroutine: 34,
    exitStatus: 2,
    line: 14,
  },
  meaning: 'A nil pointer was followed: address 0x18 is a field at offset 24 of a struct that is not there.',
  goroutine: {
    id: 34,
    state: 'running',
    stack: [
      frame('panic', '/usr/local/go/src/runtime/panic.go', 783),
      frame('example.com/app/jobs.(*Pool).take', `${root}/jobs/pool.go`, 131),
      frame('example.com/app/jobs.(*Pool).Submit', `${root}/jobs/pool.go`, 92),
      frame('example.com/app/api.(*Handler).ServeHTTP', `${root}/api/handler.go`, 57),
      frame('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 2092),
    ],
    createdBy: frame('net/http.(*Server).Serve', '/usr/local/go/src/net/http/server.go', 3360),
    creator: 1,
  },
  chain: [
    { frame: frame('example.com/app/api.(*Handler).ServeHTTP', `${root}/api/handler.go`, 57), role: 'entry' },
    { frame: frame('example.com/app/jobs.(*Pool).Submit', `${root}/jobs/pool.go`, 92), role: 'call' },
    { frame: frame('example.com/app/jobs.(*Pool).take', `${root}/jobs/pool.go`, 131), role: 'failure' },
  ],
  entry: 'HTTP handler',
  others: [
    {
      count: 120,
      primitive: 'chan receive',
      site: frame('example.com/app/jobs.(*Pool).worker', `${root}/jobs/pool.go`, 44),
      note: 'idle workers',
    },
    {
      count: 18,
      primitive: 'IO wait',
      site: frame('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 2092),
    },
  ],
  advice: [
    'Check what take returns when the pool is closed, line 131.',
    'Recover in the handler, or let net/http do it.',
  ],
};
