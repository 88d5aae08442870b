// The command line as a process: help, forms of output, bad use, closed pipes, colours, interruption, ignore file.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakePprof, startFakePprof } from '../support/fake-pprof.ts';

const bin = resolve('bin/parkwatch.ts');
const dump = resolve('testdata/captures/go1.27/goroutine.debug2.txt.gz');
const leak = resolve('testdata/captures/go1.27/goroutineleak.debug0.pb.gz');
const plainEnv: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

function run(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {}) {
  return spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    cwd: options.cwd,
    env: { ...plainEnv, ...options.env },
    input: options.input,
    maxBuffer: 64 * 1024 ** 2,
  });
}

const open: FakePprof[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

describe('help and bad use', () => {
  const commands = ['check', 'diff', 'show', 'capture', 'trace', 'explain', 'completion'];
  it.each(commands)('%s --help shows two examples that begin with its name', (command) => {
    const { stdout, status } = run([command, '--help']);
    expect(status).toBe(0);
    expect(stdout.match(new RegExp(`^ {2}\\$ parkwatch ${command} `, 'gm'))).toHaveLength(2);
  });
  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['chekc', 'x'], /Did you mean check\?/],
    ['no source', ['check'], /parkwatch check --help; parkwatch check - reads standard input/],
    ['no second source', ['diff', dump], /see parkwatch diff --help/],
    ['an unknown flag', ['check', '--formt', 'json', 'x'], /Did you mean --format\?/],
    ['an unknown form', ['check', '--format', 'jsn', dump], /did you mean json/],
    ['a duration that is none', ['check', '--age', 'soon', dump], /--age soon is no duration/],
    ['a level that is none', ['check', '--fail-on', 'never', dump], /leak, suspect, note/],
    ['half a client certificate', ['check', '--cert', dump, 'localhost:1'], /--cert and --key belong together/],
    ['a header that is none', ['check', '-H', 'x', 'localhost:1'], /--header wants/],
    ['a where with a fault', ['show', '--where', 'wait > ', dump], /a value is expected here\n {2}wait > \n {9}\^/],
    ['a by that is none', ['show', '--by', 'brith', dump], /did you mean birth/],
    ['a tolerance that is none', ['diff', '--tolerance', 'x', dump, dump], /--tolerance x cannot be read/],
    ['a target that is none', ['capture', dump], /no live target/],
    ['a shell that is none', ['completion', 'bsh'], /did you mean bash/],
    ['a word that is none', ['explain', 'zzzzqqq'], /nothing is known of zzzzqqq/],
    ['no command', [], /Usage: parkwatch/],
  ])('%s is exit code 2 with words', (_name, args, words) => {
    const { status, stderr, stdout } = run(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
  });
  it('never shows a secret', () => {
    const { stdout, stderr } = run(
      ['check', 'http://bob:hunter2@127.0.0.1:1', '--bearer', 't0psecret', '-H', 'X-Key: k3y'],
      {
        env: { PARKWATCH_USER: 'eve:pa55' },
      },
    );
    expect(`${stdout}${stderr}`).toContain('refused');
    expect(`${stdout}${stderr}`).not.toMatch(/hunter2|t0psecret|k3y|pa55/);
  });
});

describe('forms of output', () => {
  it.each<[string, RegExp]>([
    ['text', /exit 1/],
    ['json', /^\{\n {2}"schema": "parkwatch\/result\/1"/],
    ['ndjson', /^\{.*"type":/],
    ['sarif', /"version": ?"2\.1\.0"/],
    ['junit', /^<\?xml/],
    ['markdown', /^#/],
    ['github', /^::error /m],
    ['html', /^<!doctype html>/i],
  ])('%s', (format, start) => {
    const { stdout, status, stderr } = run(['check', '--format', format, '--same-moment', dump, leak]);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(stdout).toMatch(start);
  });
  it('several at once: one on standard output, others into files by flag or ending', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pw-'));
    const { stdout } = run(['check', dump, '--html', 'a.html', '--sarif', 'a.sarif', '--junit', 'a.xml'], {
      cwd: folder,
    });
    expect(stdout).toContain('exit 1');
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toMatch(/^<!doctype/i);
    expect(JSON.parse(readFileSync(join(folder, 'a.sarif'), 'utf8')).runs).toHaveLength(1);
    const both = run(['check', dump, '-o', 'b.json', '-o', 'b.md'], { cwd: folder });
    expect(both.stdout).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8')).exitCode).toBe(1);
    expect(readFileSync(join(folder, 'b.md'), 'utf8')).toMatch(/^#/);
  });
  it('a file that cannot be written is exit code 2', () => {
    const { status, stderr } = run(['check', dump, '-o', '/nowhere/at/all.json']);
    expect(status).toBe(2);
    expect(stderr).toContain('/nowhere/at/all.json cannot be written');
  });
  it('colours follow FORCE_COLOR and NO_COLOR', () => {
    const start = '\u001b[';
    expect(run(['check', dump], { env: { NO_COLOR: undefined, FORCE_COLOR: '1' } }).stdout).toContain(start);
    expect(run(['check', dump], { env: { NO_COLOR: '1' } }).stdout).not.toContain(start);
    expect(run(['check', dump], { env: { NO_COLOR: undefined } }).stdout).not.toContain(start);
  });
  it('reads standard input', () => {
    const { stdout, status } = run(['check', '-', '--json'], {
      input:
        'goroutine 1 [IO wait]:\nmain.main()\n\t/x/main.go:20 +0x1d\n\ngoroutine 7 [chan send (nil chan), 20 minutes]:\nmain.f()\n\t/x/main.go:3 +0x1d\ncreated by main.g in goroutine 5\n\t/x/main.go:9 +0x1d\n',
    });
    expect(JSON.parse(stdout).findings[0].rule).toBe('GL001');
    expect(status).toBe(1);
  });
  it('Ctrl-C ends the reading of a pipe that never closes, with what came so far', async () => {
    const child = spawn(process.execPath, [bin, 'check', '-', '--json'], {
      env: plainEnv,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout.on('data', (data) => (text += String(data)));
    const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)));
    const goroutine = (n: number) => `goroutine ${n} [chan send (nil chan)]:\nmain.f()\n\t/x/main.go:3 +0x1d\n\n`;
    // More than a pipe holds: once it is taken, the child has begun to read, and so listens for the signal.
    const dump = Array.from({ length: 20_000 }, (_, i) => goroutine(i + 2)).join('');
    await new Promise<void>((taken) => child.stdin.write(dump, () => taken()));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const result = JSON.parse(text);
    expect(result.limits).toContain('interrupted');
    expect(result.sources[0].goroutines).toBeGreaterThan(500);
  });
  it('a reader that goes away early is no failure', () => {
    const shell = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${bin}" show --json --goroutines "${dump}" | head -c 20; echo`],
      {
        encoding: 'utf8',
      },
    );
    expect(shell.stderr).toBe('');
    expect(shell.stdout).toContain('{');
  });
});

describe('completion', () => {
  it('bash: the script is valid and offers commands, flags and values', () => {
    const { stdout } = run(['completion', 'bash']);
    const ask = (words: string) =>
      spawnSync(
        'bash',
        [
          '-c',
          `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _parkwatch; echo "\${COMPREPLY[@]}"`,
        ],
        {
          encoding: 'utf8',
        },
      ).stdout.trim();
    expect(ask('parkwatch ch')).toBe('check');
    expect(ask('parkwatch check --fail')).toBe('--fail-on');
    expect(ask('parkwatch check --fail-on s')).toBe('suspect');
  });
  it('zsh and fish name every command', () => {
    for (const shell of ['zsh', 'fish']) {
      const { stdout } = run(['completion', shell]);
      for (const command of ['check', 'diff', 'show', 'capture', 'explain']) expect(stdout).toContain(command);
      expect(stdout).toContain(shell === 'fish' ? '-l fail-on' : '--fail-on');
    }
  });
});

describe('the ignore file', () => {
  it('is found upward, honoured, counted, and refused with its line when it is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pw-'));
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    const file = join(folder, '.parkwatch.yml');
    const check = (...args: string[]) => run(['check', dump, '--json', ...args], { cwd: join(folder, 'a/b') });
    const all = JSON.parse(check().stdout);
    writeFileSync(file, 'ignore:\n  - package: "*"\n    reason: the zoo is meant to leak\n');
    const some = check('--all');
    const result = JSON.parse(some.stdout);
    const count = all.findings.reduce((n: number, f: { count: number }) => n + f.count, 0);
    expect(result.findings).toEqual([]);
    expect(result.ignored).toEqual([{ reason: 'the zoo is meant to leak', count }]);
    expect(some.status).toBe(0);
    expect(result.groups.some((g: { why: string[] }) => g.why.includes('ignored'))).toBe(true);
    expect(JSON.parse(check('--no-ignore').stdout).findings).toEqual(all.findings);
    writeFileSync(file, 'ignore:\n  - site: a\n    resaon: typo\n');
    const bad = check();
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(/\.parkwatch\.yml:3: resaon is not known.*did you mean reason/);
  });
});

describe('live', () => {
  it('a service that is not there: words, the next step, exit code 3', () => {
    const { stdout, status } = run(['check', '127.0.0.1:1']);
    expect(status).toBe(3);
    expect(stdout).toMatch(/refused the connection/);
  });

  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [bin, ...args], { env: plainEnv, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (data) => (text += String(data)));
    const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)));
    return { child, ended, text: () => text };
  }

  it('Ctrl-C prints what is known, says that it is partial, exit code 130', async () => {
    const server = await startFakePprof();
    open.push(server);
    const { child, ended, text } = start(['check', server.address, '--for', '10m', '--every', '200ms', '--json']);
    while (server.asked.filter((p) => p === '/debug/pprof/goroutine').length < 3)
      await new Promise((r) => setTimeout(r, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const result = JSON.parse(text());
    expect(result.exitCode).toBe(130);
    expect(result.limits).toContain('interrupted');
    expect(result.targets[0].moments).toBeGreaterThanOrEqual(2);
    expect(result.problems.map((p: { code: string }) => p.code)).toContain('run/interrupted');
  });
  it('a second Ctrl-C ends at once, even when nothing answers', async () => {
    const server = await startFakePprof();
    open.push(server);
    // The command ends by itself after the first one; a body that never ends is cut off by it, too.
    server.on('/debug/pprof/goroutine', () => {});
    const { child, ended } = start(['check', server.address, '--budget', '10m']);
    while (server.asked.length === 0) await new Promise((r) => setTimeout(r, 20));
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });
  it('time that runs out with nothing to say is exit code 4', async () => {
    const server = await startFakePprof();
    open.push(server);
    server.on('/debug/pprof/goroutine', () => {});
    const { ended, text } = start(['check', server.address, '--budget', '300ms']);
    expect(await ended).toBe(4);
    expect(text()).toMatch(/sent nothing\s+within 0\.3 s/);
  });
  it('several services at once are several targets', async () => {
    const [a, b] = [await startFakePprof(), await startFakePprof({ variant: 'go1.22' })];
    open.push(a, b);
    const { ended, text } = start(['check', a.address, b.address, '--json']);
    expect(await ended).toBe(1);
    const result = JSON.parse(text());
    expect(result.targets.map((t: { name: string }) => t.name).sort()).toEqual([a.address, b.address].sort());
  });
});
