import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, editsOverlap, type TextEdit, unifiedDiff } from './unified-diff.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What patch(1) does, strictly: every hunk at its line, every context line equal. */
function patched(text: string, diff: string): string {
  const old = text.split(/(?<=\n)/);
  const out: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^@@ /m).slice(1)) {
    const [, start, count, newStart] = /^-(\d+)(?:,(\d+))? \+(\d+)/.exec(hunk) ?? [];
    const from = Number(start) - (count === '0' ? 0 : 1);
    while (at < from) out.push(old[at++]);
    if (!/\+\d+,0 @@/.test(hunk)) expect(out.length).toBe(Number(newStart) - 1);
    const lines = hunk.split('\n').slice(1, -1);
    for (let i = 0; i < lines.length; i++) {
      if (lines[i].startsWith('\\')) continue;
      const body = lines[i].slice(1) + (lines[i + 1]?.startsWith('\\') ? '' : '\n');
      if (lines[i][0] !== '+') expect(old[at++]).toBe(body);
      if (lines[i][0] !== '-') out.push(body);
    }
  }
  return [...out, ...old.slice(at)].join('');
}

describe('unified diff', () => {
  it('shows a change inside a line with three lines around it', () => {
    const text = 'a\nb\nc\nd\nmake(chan T)\nf\ng\nh\ni\n';
    const at = text.indexOf('chan T') + 6;
    expect(unifiedDiff('x.go', bytes(text), [{ start: at, end: at, text: ', 1' }])).toBe(
      '--- a/x.go\n+++ b/x.go\n@@ -2,7 +2,7 @@\n b\n c\n d\n-make(chan T)\n+make(chan T, 1)\n f\n g\n h\n',
    );
  });

  it('shows a line that is put in', () => {
    expect(unifiedDiff('x.go', bytes('a\nb\n'), [{ start: 2, end: 2, text: 'defer cancel()\n' }])).toBe(
      '--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,3 @@\n a\n+defer cancel()\n b\n',
    );
  });

  it('says that a file ends without a newline', () => {
    expect(unifiedDiff('x.go', bytes('a\nb'), [{ start: 2, end: 3, text: 'c' }])).toContain(
      '-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n',
    );
  });

  it('makes diffs whose hunks, applied where they say, give the edited text, for any edits', () => {
    const line = fc.constantFrom('a', 'b', '', 'func f() {', '}', '\tx := 1');
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.array(fc.record({ at: fc.nat(400), length: fc.nat(12), text: fc.constantFrom('', 'z', 'y\n', '\nq\n') }), {
          minLength: 1,
          maxLength: 4,
        }),
        (lines, raw) => {
          const text = `${lines.join('\n')}\n`;
          const edits: TextEdit[] = raw.map(({ at, length, text: put }) => {
            const start = at % text.length;
            return { start, end: Math.min(text.length, start + length), text: put };
          });
          if (editsOverlap(edits)) return;
          const want = new TextDecoder().decode(applyEdits(bytes(text), edits));
          const diff = unifiedDiff('x', bytes(text), edits);
          if (want === text) return;
          expect(patched(text, diff)).toBe(want);
        },
      ),
      { numRuns: 500 },
    );
  });
});
