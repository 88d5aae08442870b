import { describe, expect, it } from 'vitest';
import { collectDump } from '../../../test/support/collect-dump.ts';

const report = `==================
WARNING: DATA RACE
Write at 0x00c000014108 by goroutine 7 (mutexes: write M1):
  main.(*counter).add()
      /tmp/my app/main.go:12 +0x38
  main.main.func1()
      /tmp/my app/main.go:20 +0x2c

Previous read at 0x00c000014108 by main goroutine:
  [failed to restore the stack]

Mutex M1 (0x00c000014100) created at:
  sync.(*Mutex).Lock()
      /go/sync/mutex.go:9 +0x1

Goroutine 7 (running) created at:
  main.main()
      /tmp/my app/main.go:19 +0x64
==================
`;
const want = {
  line: 2,
  accesses: [
    {
      op: 'write',
      previous: false,
      goroutine: 7,
      address: '0x00c000014108',
      frames: [
        { function: 'main.(*counter).add', file: '/tmp/my app/main.go', line: 12 },
        { function: 'main.main.func1', file: '/tmp/my app/main.go', line: 20 },
      ],
    },
    { op: 'read', previous: true, goroutine: 1, address: '0x00c000014108', frames: [] },
  ],
  goroutines: [
    { id: 7, finished: false, createdAt: [{ function: 'main.main', file: '/tmp/my app/main.go', line: 19 }] },
  ],
};

describe('race reports', () => {
  it('give accesses and births, without the frames of mutexes', () => {
    expect(collectDump(report).races).toEqual([want]);
  });
  it('are read behind prefixes, one after the other, and between goroutines', () => {
    const dump = 'goroutine 3 [select]:\nmain.f()\n\t/a/b.go:1 +0x1\n\n';
    const text = dump + report + report + dump.replace('3', '4');
    for (const prefix of ['', 'svc-1  | ', '2026-11-21T10:00:00Z ']) {
      const found = collectDump(text.replaceAll(/^(?=.)/gm, prefix));
      expect(found.races.map((race) => ({ ...race, line: 2 }))).toEqual([want, want]);
      expect(found.dumps.flatMap((d) => d.goroutines.map((g) => g.id))).toEqual([3, 4]);
    }
  });
  it('end with the text', () => {
    const found = collectDump(report.slice(0, 200));
    expect(found.races[0].accesses[0].frames.length).toBe(2);
  });
});
