// The pictures of traces from the command line: the ending of `-o` chooses, what has no picture is refused before reading.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const bin = resolve('bin/parkwatch.ts');
const trace = (name: string): string => resolve(`testdata/traces/${name}.trace`);
const folder = mkdtempSync(join(tmpdir(), 'parkwatch-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, 'trace', ...args, '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

describe('pictures of a trace', () => {
  it.each([
    { args: ['graph', trace('prodcons-1.22')], file: 'graph.svg', holds: 'main.producer' },
    { args: ['graph', trace('prodcons-1.22')], file: 'graph.html', holds: '"main.producer"' },
    { args: ['graph', trace('cancelkinds-1.27'), '--focus', 'kWait'], file: 'focus.svg', holds: 'kWait' },
    { args: ['cancels', trace('cancelfanout-1.27')], file: 'cancels.svg', holds: 'main.fanWaitLeaf' },
    { args: ['cancels', trace('cancelfanout-1.27')], file: 'cancels.html', holds: 'main.fanWaitLeaf' },
    { args: ['gc', trace('gcheavy-1.24')], file: 'gc.svg', holds: 'GC sweep termination' },
    { args: ['sched', trace('gcheavy-1.24')], file: 'sched.html', holds: 'main.allocator' },
    { args: ['timeline', trace('gcheavy-1.24')], file: 'timeline.html', holds: 'Timeline of gcheavy-1.24.trace' },
    {
      args: ['timeline', trace('gcheavy-1.24'), '--from', '100ms', '--to', '200ms'],
      file: 'part.html',
      holds: '100 ms to 200 ms of 628 ms',
    },
    { args: ['timeline', trace('cancelfanout-1.27')], file: 'timeline.json', holds: '"parkwatch/trace-timeline/1"' },
  ])('$file of $args', ({ args, file, holds }) => {
    const out = join(folder, file);
    const { status, stderr, stdout } = run(...args, '-o', out);
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
    expect(readFileSync(out, 'utf8')).toContain(holds);
  });

  it('leaves edges below the threshold out of the SVG', () => {
    const edges = (...more: string[]): number => {
      const out = join(folder, 'threshold.svg');
      run('graph', trace('cancelkinds-1.27'), ...more, '-o', out);
      return readFileSync(out, 'utf8').match(/class="edge /g)?.length ?? 0;
    };
    expect(edges('--threshold-ms', '4')).toBeLessThan(edges('--threshold-ms', '1'));
  });

  it.each([
    { args: ['blocked', trace('gcheavy-1.24'), '-o', 'x.svg'], said: /blocked has no picture as svg; there are graph/ },
    { args: ['timeline', trace('gcheavy-1.24'), '-o', 'x.svg'], said: /the timeline is a page/ },
  ])('refuses $args', ({ args, said }) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('shows what can be read of a damaged trace, and says what is wrong in it', () => {
    const out = join(folder, 'cut.html');
    const { status, stderr } = run('timeline', trace('truncated60-1.27'), '-o', out);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^parkwatch trace: /);
    expect(readFileSync(out, 'utf8')).toContain('class="warn"');
  });
});
