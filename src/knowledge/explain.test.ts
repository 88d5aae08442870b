import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/support/golden.ts';
import { renderExplanation } from '../report/render-explanation.ts';
import { explain, explainableWords } from './explain.ts';
import { goChanges } from './go-versions.ts';

/** What `explain` says as text, 100 columns wide, or its suggestions. */
function said(word: string): string {
  const answer = explain(word);
  return 'suggestions' in answer
    ? `no such word; nearest: ${answer.suggestions.join(', ') || 'none'}\n`
    : renderExplanation(answer, { width: 100, color: false } as never);
}

describe('explain', () => {
  it('knows every word that it offers', () => {
    const unknown = explainableWords().filter((word) => 'suggestions' in explain(word));
    expect(unknown).toEqual([]);
  });

  const kinds: readonly (readonly [word: string, kind: string, title: string | RegExp])[] = [
    ['GL003', 'cause', /^GL003 abandoned-send/],
    ['abandoned-send', 'cause', /^GL003/],
    ['cx002', 'cause', /^CX002/],
    ['select (no cases)', 'wait reason', 'select (no cases)'],
    ['[chan receive]:', 'wait reason', 'chan receive'],
    ['runnable', 'state', 'runnable'],
    ['dump/truncated', 'problem', /^dump\/truncated/],
    ['cannot tell', 'verdict', 'cannot-tell'],
    ['growth', 'evidence', 'growth'],
    ['strong', 'evidence class', 'strong'],
    ['one-moment', 'limit', 'one-moment'],
    ['no-sign', 'reason of a group', 'no-sign'],
    ['pprof', 'form', 'pprof'],
    ['verdicts', 'topic', 'How a verdict is made'],
    ['causes', 'topic', /^Causes/],
    ['go 1.21..1.27', 'go versions', 'Go 1.21 to 1.27'],
    ['go1.23.4', 'go versions', 'Go 1.23'],
    ['go', 'go versions', 'Go 1.13 to 1.27'],
    ['nats-subscription', 'signature', /^nats-subscription/],
    ['lumberjack-mill-per-logger', 'known leak', /^lumberjack/],
    ['net/http.(*persistConn).readLoop', 'function', 'net/http.(*persistConn).readLoop'],
    ['net/http.(*persistConn).readLoop(0xc0001a2000)', 'function', 'net/http.(*persistConn).readLoop'],
    ['created by net/http.(*Server).Serve in goroutine 7', 'function', 'net/http.(*Server).Serve'],
    ['google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run({...})', 'function', /CallbackSerializer/],
    ['runtime.bgsweep', 'function', 'runtime.bgsweep'],
    ['lock-convoy', 'measure of a trace', 'lock-convoy'],
    ['sick: latency-p99', 'measure of a trace', 'latency-p99'],
    ['relay', 'kind of cancellation', 'relay'],
    ['unlock', 'way of waking', 'unlock'],
    ['waiting:network', 'wait reason of a trace', 'network'],
    ['waiting:chan receive', 'wait reason', 'chan receive'],
    ['?', 'wait reason of a trace', '?'],
    ['forever', 'wait reason of a trace', 'forever'],
    ['Generation', 'word of a trace', 'generation'],
    ['gounblock', 'event of a trace', 'GoUnblock'],
    ['traces', 'topic', 'Words of execution traces'],
    ['lint', 'topic', 'Findings in Go source'],
    ['goroutine 18 [chan receive (nil chan), 5 minutes]:', 'header', 'goroutine 18 [chan receive (nil chan)]'],
    [
      '2026-11-21 web | goroutine 5 gp=0xc1 m=nil [select (leaked) labels:{"a": "x]y"}]:',
      'header',
      'goroutine 5 [select]',
    ],
  ];
  for (const [word, kind, title] of kinds)
    it(`takes '${word}' as ${kind}`, () => {
      const answer = explain(word);
      expect('kind' in answer ? answer.kind : answer).toBe(kind);
      if ('title' in answer) expect(answer.title).toMatch(title);
    });

  const nearest: readonly (readonly [string, readonly string[]])[] = [
    ['GL03', ['GL003', 'GL013', 'GL030']],
    ['grwoth', ['growth']],
    ['main.(*Pool).Submit', []],
    ['xyzzyxyzzy', []],
  ];
  for (const [word, want] of nearest)
    it(`offers near words for '${word}'`, () => {
      const answer = explain(word);
      expect('suggestions' in answer ? [...answer.suggestions] : answer).toEqual(expect.arrayContaining([...want]));
    });

  it('names its topics when nothing is asked', () => {
    expect(explain('')).toEqual({ suggestions: expect.arrayContaining(['verdicts', 'rules', 'forms']) });
  });

  it('takes anything that is pasted', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'goroutine 1[]{}",:.()*/-leaked') }), (text) => {
        const answer = explain(text);
        expect('suggestions' in answer ? answer.suggestions.length <= 10 : answer.title !== undefined).toBe(true);
      }),
    );
    expect('suggestions' in explain('constructor')).toBe(true);
    expect('suggestions' in explain('__proto__')).toBe(true);
  });

  it('leaves no see-also that it cannot explain', () => {
    const dead = new Set<string>();
    for (const word of explainableWords()) {
      const answer = explain(word);
      if ('see' in answer)
        for (const see of answer.see) if ('suggestions' in explain(see)) dead.add(`${word} -> ${see}`);
    }
    expect([...dead]).toEqual([]);
  });

  for (const [name, word] of [
    ['cause', 'GL003'],
    ['wait-reason', 'semacquire'],
    ['header', 'goroutine 18 gp=0xc000102380 m=nil [chan receive (leaked), locked to thread] {handler: "get user"}:'],
    ['function', 'net/http.(*persistConn).readLoop'],
    ['versions', 'go 1.23..1.24'],
    ['verdicts', 'verdicts'],
    ['problem', 'collect/no-pprof'],
  ])
    it(`says it in words: ${name}`, () =>
      expectGolden(join(import.meta.dirname, 'explain/testdata', `${name}.txt`), said(word)));
});

describe('the changes of Go releases', () => {
  it('are in order and have sources', () => {
    const minors = goChanges.map((change) => change.minor);
    expect(minors).toEqual([...minors].sort((a, b) => a - b));
    for (const change of goChanges) expect(change.source.length, change.text).toBeGreaterThan(5);
  });
});
