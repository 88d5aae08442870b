import { describe, expect, it } from 'vitest';
import { parseBracket, parseHeader } from './parse-header.ts';

const waiting = (waitReason: string, more: object = {}): object => ({
  status: 'waiting',
  waitReason,
  leaked: false,
  lockedToThread: false,
  ...more,
});
const plain = (status: string, more: object = {}): object => ({
  status,
  waitReason: '',
  leaked: false,
  lockedToThread: false,
  ...more,
});
const sound = { doubtful: false, cut: false };

describe('parseHeader reads', () => {
  const table: { name: string; give: string; want: object }[] = [
    {
      name: 'a wait reason',
      give: 'goroutine 7 [select]:',
      want: { id: 7, state: waiting('select'), minutes: 0, ...sound },
    },
    {
      name: 'minutes, always plural',
      give: 'goroutine 7 [IO wait, 1 minutes]:',
      want: { id: 7, state: waiting('IO wait'), minutes: 1, ...sound },
    },
    {
      name: 'parentheses that are the reason’s own',
      give: 'goroutine 7 [chan receive (nil chan), 3 minutes, locked to thread]:',
      want: { id: 7, state: waiting('chan receive (nil chan)', { lockedToThread: true }), minutes: 3, ...sound },
    },
    {
      name: 'the leak mark behind them',
      give: 'goroutine 7 [select (no cases) (leaked)]:',
      want: { id: 7, state: waiting('select (no cases)', { leaked: true }), minutes: 0, ...sound },
    },
    {
      name: 'all marks together',
      give: 'goroutine 7 [chan receive (leaked) (scan) (durable), synctest bubble 12]:',
      want: {
        id: 7,
        state: waiting('chan receive', { leaked: true, scan: true, durable: true, bubble: 12 }),
        minutes: 0,
        ...sound,
      },
    },
    {
      name: 'the group of Go 1.24',
      give: 'goroutine 7 [synctest.Wait, synctest group 6]:',
      want: { id: 7, state: waiting('synctest.Wait', { bubble: 6 }), minutes: 0, ...sound },
    },
    {
      name: 'pointers of a crash',
      give: 'goroutine 0 gp=0xbc52c0 m=0 mp=0xbc64a0 [idle]:',
      want: { id: 0, state: plain('idle'), minutes: 0, ...sound },
    },
    {
      name: 'no m',
      give: 'goroutine 1 gp=0x6df4dd3e1e0 m=nil [running]:',
      want: { id: 1, state: plain('running'), minutes: 0, ...sound },
    },
    {
      name: 'labels inside the bracket, with a bracket and a comma in them',
      give: String.raw`goroutine 7 [select, 2 minutes labels:{"a": "b]c, \"d\"", "k\n": "é"}]:`,
      want: { id: 7, state: waiting('select'), minutes: 2, labels: { a: 'b]c, "d"', 'k ': 'é' }, ...sound },
    },
    {
      name: 'labels after it, bare, quoted and empty',
      give: 'goroutine 7 [select (no cases)] {: v, handler: "get user", tenant: , z: 1}:',
      want: {
        id: 7,
        state: waiting('select (no cases)'),
        minutes: 0,
        labels: { '': 'v', handler: 'get user', tenant: '', z: '1' },
        ...sound,
      },
    },
    {
      name: 'labels of CockroachDB',
      give: 'goroutine 7 [select, 5 minutes, "n:1", "job, x:2]"]:',
      want: { id: 7, state: waiting('select'), minutes: 5, labels: { n: '1', 'job, x': '2]' }, ...sound },
    },
    {
      name: 'words that no version prints',
      give: 'goroutine 7 [new reason, 2 minutes, on fire]:',
      want: { id: 7, state: waiting('new reason', { unknownWords: ['on fire'] }), minutes: 2, ...sound },
    },
    {
      name: 'a state without a name',
      give: 'goroutine 7 [???]:',
      want: { id: 7, state: plain('unknown', { unknownWords: ['???'] }), minutes: 0, ...sound },
    },
    {
      name: 'a status of Go 1.26',
      give: 'goroutine 7 [leaked]:',
      want: { id: 7, state: plain('leaked', { leaked: true }), minutes: 0, ...sound },
    },
    {
      name: 'a negative id',
      give: 'goroutine -3 [select]:',
      want: { id: -3, state: waiting('select'), minutes: 0, ...sound },
    },
    {
      name: 'an id above 2^53, inexactly',
      give: 'goroutine 18446744073709551615 [select]:',
      want: { id: 2 ** 64, state: waiting('select'), minutes: 0, ...sound },
    },
    {
      name: 'a header without colon, in doubt',
      give: 'goroutine 7 [select]',
      want: { id: 7, state: waiting('select'), minutes: 0, doubtful: true, cut: true },
    },
    {
      name: 'a header with text behind it, in doubt',
      give: 'goroutine 7 [select]: done',
      want: { id: 7, state: waiting('select'), minutes: 0, doubtful: true, cut: false },
    },
    {
      name: 'a header cut in the bracket',
      give: 'goroutine 7 [chan rec',
      want: { id: 7, state: waiting('chan rec'), minutes: 0, doubtful: true, cut: true },
    },
    {
      name: 'trailing blanks',
      give: 'goroutine 7 [select]:  ',
      want: { id: 7, state: waiting('select'), minutes: 0, ...sound },
    },
  ];
  for (const { name, give, want } of table) it(name, () => expect(parseHeader(give)).toEqual(want));

  it('a header that begins inside a line', () => {
    expect(parseHeader('x goroutine 7 [select]:', 2)?.id).toBe(7);
  });
});

describe('parseHeader refuses', () => {
  const table = [
    'goroutine',
    'goroutine 7',
    'goroutine 7 ',
    'goroutine x [select]:',
    'goroutine 7 is waiting [select]:',
    'Goroutine 7 [select]:',
    'goroutine running on other thread; stack unavailable',
    'goroutine 123456789012345678901 [select]:',
  ];
  for (const give of table) it(give, () => expect(parseHeader(give)).toBeUndefined());
});

describe('parseBracket', () => {
  it('gives no controls from decoded labels', () => {
    expect(parseBracket(String.raw`select labels:{"\x1b[31mk\u0007": "\x85v\t"}`).labels).toEqual({ k: 'v ' });
  });
  it('reads broken labels as words', () => {
    expect(parseBracket('select labels:{"a": ').state.waitReason).toBe('select');
  });
  it('is not misled by names of Object.prototype', () => {
    expect(parseBracket('constructor').state).toEqual(waiting('constructor'));
  });
});
