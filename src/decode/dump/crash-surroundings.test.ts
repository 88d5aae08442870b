// Every real crash text gives the same goroutines, crashes, races and test outcomes behind the prefixes of logs.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectDump, goroutineLine } from '../../../test/support/collect-dump.ts';

const folder = 'testdata/crash';
const two = (n: number): string => String(n % 60).padStart(2, '0');
const prefixes: Record<string, (line: string, n: number) => string> = {
  compose: (line) => `svc-1  | ${line}`,
  timestamps: (line, n) => `2026-11-21T10:00:${two(n)}.5Z ${line}`,
  CRI: (line) => `2026-11-21T10:00:00.5Z stderr F ${line}`,
  'docker json-file': (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: 'x' }),
  journald: (line, n) => `Nov 21 10:00:${two(n)} host svc[12]: ${line}`,
  'JSON events': (line) => JSON.stringify({ time: 1, message: line }),
  CRLF: (line) => `${line}\r`,
  quotation: (line) => `> ${line}`,
  colours: (line) => `\x1b[33m${line}\x1b[0m`,
};

function essence(text: string): unknown {
  const found = collectDump(`${text}\n`);
  const place = <T extends { line?: number }>({ line: _, ...rest }: T): Omit<T, 'line'> => rest;
  return {
    dumps: found.dumps.map((dump) => ({ limits: dump.limits, goroutines: dump.goroutines.map(goroutineLine) })),
    crashes: found.crashes.map(place),
    races: found.races.map(place),
    tests: found.tests,
    problems: found.problems.map((problem) => problem.code),
  };
}

describe('crash texts with blanks for tabs', () => {
  /** Values of panics keep their own blanks; the lines of `go test` need their tabs. */
  const told = (text: string) => {
    const { dumps, crashes } = collectDump(`${text}\n`);
    return {
      dumps: dumps.map((dump) => ({ limits: dump.limits, goroutines: dump.goroutines.map(goroutineLine) })),
      crashes: crashes.map((c) => [c.kind, c.message, c.goroutine, c.runningTests, c.panics?.length]),
    };
  };
  it.each([4, 8])('%i', (width) => {
    for (const name of readdirSync(folder).filter((n) => n.endsWith('.txt') && !n.includes('-json-'))) {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      expect(told(text.replaceAll('\t', ' '.repeat(width))), name).toEqual(told(text));
    }
  });
});

describe('crash texts behind', () => {
  const texts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  for (const [prefix, change] of Object.entries(prefixes)) {
    it(prefix, () => {
      for (const name of texts) {
        // JSON inside JSON is read for whole stacks only.
        if (prefix === 'JSON events' && name.includes('-json-')) continue;
        const text = readFileSync(`${folder}/${name}`, 'utf8').replace(/\n$/, '');
        expect(essence(text.split('\n').map(change).join('\n')), name).toEqual(essence(text));
      }
    });
  }
});
