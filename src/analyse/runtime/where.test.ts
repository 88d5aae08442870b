import { describe, expect, it } from 'vitest';
import { parseWhere, type WhereSubject } from './where.ts';

const goroutine: WhereSubject = {
  text: (field) =>
    ({
      func: ['net/http.(*conn).serve', 'main.main'],
      primitive: ['select'],
      'label.tenant': ['blue team'],
    })[field] ?? [],
  number: (field) => ({ wait: 12, id: 7 })[field] ?? Number.NaN,
  flag: (field) => field === 'leaked',
};

const cases: [string, boolean][] = [
  ['wait > 10', true],
  ['wait > 10m && wait < 1h', true],
  ['wait >= 13', false],
  ['wait == 12', true],
  ['wait != 12', false],
  ['wait > 600s', true],
  ['creator > 0', false],
  ['creator != 3', false],
  ['!(creator > 0)', true],
  ['primitive == "select"', true],
  ["primitive != 'select'", false],
  ['func =~ "net/http"', true],
  ['func =~ "^main\\.main$"', true],
  ['func !~ "database/sql"', true],
  ['func == "main.main" && !locked', true],
  ['func != "main.main"', false],
  ['leaked', true],
  ['leaked == false', false],
  ['label.tenant == "blue team"', true],
  ['label.other =~ "."', false],
  ['wait > 10 && primitive == "select" && func =~ "net/http"', true],
  ['locked || wait > 100 || id == 7', true],
  ['locked && wait > 1 || leaked', true],
  ['locked && (wait > 1 || leaked)', false],
];

const faults: [string, number, RegExp][] = [
  ['', 1, /a field is expected/],
  ['wait', 5, /must be compared/],
  ['wait = 3', 6, /one = is no comparison/],
  ['wait > "3"', 8, /number of minutes/],
  ['wait =~ 3', 6, /is a number: ==/],
  ['func > "x"', 6, /is a text/],
  ['func == main', 9, /write it in quotes/],
  ['fun == "x"', 1, /fun is no field/],
  ['func =~ "("', 9, /no regular expression/],
  ['wait > 1 & leaked', 10, /write &&/],
  ['(leaked', 8, /closing parenthesis/],
  ['leaked leaked', 8, /join tests/],
  ['func == "x', 9, /not closed/],
  ['wait >', 7, /a value is expected/],
  ['leaked == 3', 11, /true or false/],
];

describe('parseWhere', () => {
  it.each(cases)('%s is %s', (text, want) => {
    expect(parseWhere(text)(goroutine)).toBe(want);
  });
  it.each(faults)('%s fails in column %d', (text, column, words) => {
    try {
      parseWhere(text);
    } catch (error) {
      expect((error as Error).message).toMatch(words);
      expect((error as { column: number }).column).toBe(column);
      expect((error as Error).message.endsWith(`\n  ${' '.repeat(column - 1)}^`)).toBe(true);
      return;
    }
    throw new Error('it was read');
  });
  it('refuses endless nesting without overflowing', () => {
    expect(() => parseWhere('('.repeat(100_000))).toThrow(/too deep/);
  });
});
