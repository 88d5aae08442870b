// Makes testdata/crash/*.txt and *.about.md by building and crashing programs/ again.
//
//   node make.mjs [NAME ...]
//
// Needs go and gcc on the PATH; toolchains and goleak come through the module proxy. Everything is
// built in a temporary folder, under the module example.org/crash.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'parkwatch-crash-'));
process.on('exit', () => fs.rmSync(temp, { recursive: true, force: true }));

const OLD = '1.21.13';
const V22 = '1.22.12';
const V23 = '1.23.12';
const V24 = '1.24.13';
const V25 = '1.25.14';
const V26 = '1.26.8';
const V27 = '1.27.3';

// how: 'run' the built program, 'gorun' (adds the line exit status N), 'test', or 'signal' (ready after a second).
// plain: no -trimpath; paths are rewritten to those of the official container image.
const cases = [];
const add = (program, versions, options = {}) => {
  for (const go of versions) cases.push({ program, go, how: program.endsWith('_test') ? 'test' : 'run', ...options });
};
add('handler-panic', [OLD, V24, V27]);
add('recovered-middleware', [V22, V27]);
add('error-of-lines', [V22, V27]);
add('marshal-cycle', [V22]);
add('spawned-panic', [V22, V27]);
add('spawned-panic', [V26], { plain: true, tag: 'plain' });
add('nil-map-write', [V23, V27]);
add('index-out-of-range', [OLD, V27]);
add('index-out-of-range', [V26], { how: 'gorun', tag: 'gorun' });
add('custom-error-panic', [V22, V27]);
add('value-panic', [V26]);
add('repanic', [V22, V24, V25]);
add('panic-during-panic', [V22, V27]);
add('map-writes', [V23, V24, V27]);
add('map-read-write', [V22, V26]);
add('deadlock', [OLD, V24, V27]);
add('deadlock', [V25], { how: 'gorun', tag: 'gorun' });
add('stack-overflow', [V22, V27]);
add('out-of-memory', [V22, V27], { shell: 'ulimit -v 4000000; exec "$0"' });
add('unlock-unlocked', [OLD, V27]);
add('closed-channel-send', [V25]);
add('nil-dereference', [OLD, V22, V27]);
add('nil-dereference', [V26], { plain: true, tag: 'plain' });
for (const level of ['all', 'system', 'crash']) {
  add('nil-dereference', [V22, V27], { env: { GOTRACEBACK: level }, tag: `traceback-${level}` });
}
add('waiting', [OLD, V24, V27], { how: 'signal', signal: 'QUIT', tag: 'sigquit' });
add('waiting', [V26], { how: 'signal', signal: 'ABRT', tag: 'sigabrt' });
add('waiting', [V26], { how: 'signal', signal: 'QUIT', env: { GOTRACEBACK: 'crash' }, tag: 'sigquit-crash' });
add('ancestors', [V22, V27], { env: { GODEBUG: 'tracebackancestors=5' } });
add('labels', [V27], { env: { GOTRACEBACK: 'all' }, mod: '1.27' });
add('labels', [V26], { env: { GOTRACEBACK: 'all', GODEBUG: 'tracebacklabels=1' } });
add('log-fatal', [V27], { how: 'gorun' });
add('cgo-segv', [V22, V26], { cgo: true });
add('race', [V22, V27], { cgo: true, how: 'gorun', flags: ['-race'] });
add('test-timeout_test', [V22, V27], { flags: ['-timeout', '2s', '-v'] });
add('test-timeout_test', [V22, V27], { flags: ['-timeout', '2s', '-json'], tag: 'json' });
add('test-panic_test', [V22, V27], { flags: [] });
add('test-panic_test', [V27], { flags: ['-json'], tag: 'json' });
add('parallel-hang_test', [V26], { flags: ['-timeout', '2s', '-v', '-parallel', '2'] });
add('parallel-hang_test', [V26], { flags: ['-timeout', '2s', '-json', '-parallel', '2'], tag: 'json' });
add('goleak-none_test', [V22, V27], { flags: ['-v'], goleak: true });
add('goleak-none_test', [V27], { flags: ['-json'], goleak: true, tag: 'json' });
add('goleak-main_test', [V24, V27], { flags: ['-v'], goleak: true });
add('goleak-main_test', [V27], { flags: ['-json'], goleak: true, tag: 'json' });
const libraries = ['github.com/golang/glog v1.2.5', 'gopkg.in/natefinch/lumberjack.v2 v2.2.1'];
add('goleak-libraries_test', [V26], { flags: ['-v'], goleak: true, libraries });
add('main-goexit', [V26], { how: 'signal', signal: 'QUIT' });
add('race_test', [V26], { cgo: true, flags: ['-race', '-v'] });
add('race_test', [V26], { cgo: true, flags: ['-race', '-json'], tag: 'json' });
add('synctest-deadlock_test', [V25, V27], { flags: [], mod: '1.25' });
add('synctest-left_test', [V25, V27], { flags: [], mod: '1.25' });
add('synctest-left_test', [V27], { flags: ['-json'], mod: '1.25', tag: 'json' });
add('synctest-run_test', [V24], { flags: [], mod: '1.24', experiment: 'synctest' });

const minor = (go) => go.split('.').slice(0, 2).join('.');
const nameOf = (c) => [c.program.replace(/_test$/, c.program.startsWith('race') ? '-test' : ''), c.tag, `go${minor(c.go)}`].filter(Boolean).join('-');

function clean(text, folder, env) {
  const root = execFileSync('go', ['env', 'GOROOT'], { env, cwd: folder, encoding: 'utf8' }).trim();
  const modules = execFileSync('go', ['env', 'GOMODCACHE'], { env, cwd: folder, encoding: 'utf8' }).trim();
  const out = text.replaceAll(folder, '/src').replaceAll(temp, '/src').replaceAll(root, '/usr/local/go').replaceAll(modules, '/go/pkg/mod');
  return out.replace(/^.*line 1: +\d+ Aborted.*\n/m, ''); // what the shell says about a signal
}

function make(c) {
  const name = nameOf(c);
  const folder = path.join(temp, name);
  fs.mkdirSync(folder);
  const isTest = c.how === 'test';
  const source = `${c.program}.go`;
  fs.copyFileSync(path.join(here, 'programs', source), path.join(folder, isTest ? 'crash_test.go' : 'main.go'));
  const modules = [...(c.goleak ? ['go.uber.org/goleak v1.3.0'] : []), ...(c.libraries ?? [])];
  const requires = modules.map((m) => `\nrequire ${m}\n`).join('');
  fs.writeFileSync(path.join(folder, 'go.mod'), `module example.org/crash\n\ngo ${c.mod ?? '1.21'}\n${requires}`);
  const env = {
    ...process.env,
    GOTOOLCHAIN: `go${c.go}`,
    GOEXPERIMENT: c.experiment ?? '',
    CGO_ENABLED: c.cgo ? '1' : '0',
    GOFLAGS: '-buildvcs=false -p=1',
  };
  const own = c.env ?? {};
  const trim = c.plain ? [] : ['-trimpath'];
  const options = { cwd: folder, env, encoding: 'utf8' };
  if (c.goleak) execFileSync('go', ['mod', 'tidy'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const vars = Object.entries({ ...(c.experiment ? { GOEXPERIMENT: c.experiment } : {}), ...own }).map(([k, v]) => `${k}=${v} `).join('');
  let command;
  let text;
  const both = (script, args) => {
    const shell = `ulimit -c 0; exec 2>&1; ${script}`;
    const r = spawnSync('bash', ['-c', shell, ...args], { ...options, env: { ...env, ...own }, timeout: 240_000, maxBuffer: 1 << 28 });
    if (r.error) throw r.error;
    return { text: r.stdout, status: r.status ?? r.signal };
  };
  let status;
  if (isTest || c.how === 'gorun') {
    const verb = isTest ? 'test' : 'run';
    const args = [verb, ...trim, ...(c.flags ?? []), '.'];
    command = `${vars}go ${args.join(' ')}`;
    if (isTest) execFileSync('go', ['test', ...trim, ...(c.flags ?? []).filter((f) => f === '-race'), '-run', 'none^', '-c', '-o', path.join(folder, 'warm'), '.'], { ...options, stdio: 'pipe' });
    ({ text, status } = both('exec go "$@"', ['go', ...args]));
  } else {
    const binary = path.join(folder, 'app');
    execFileSync('nice', ['-n', '10', 'go', 'build', ...trim, '-o', binary, '.'], { ...options, stdio: 'pipe' });
    if (c.how === 'signal') {
      command = `${vars}./app, then kill -${c.signal} after one second`;
      ({ text, status } = both(`"$0" & pid=$!; sleep 1; kill -${c.signal} $pid; wait $pid`, [binary]));
    } else {
      const script = c.shell ?? 'exec "$0"';
      command = vars + script.replace('exec "$0"', './app');
      ({ text, status } = both(script, [binary]));
    }
  }
  text = clean(text, folder, env);
  fs.writeFileSync(path.join(here, `${name}.txt`), text);
  const first = fs.readFileSync(path.join(here, 'programs', source), 'utf8').split('\n')[0].replace(/^\/\/ /, '');
  const paths = c.plain
    ? 'Built without -trimpath; the paths of the machine are replaced by those of the official container image.'
    : 'Built with -trimpath.';
  const mod = `go.mod says ${c.mod ?? '1.21'}${modules.map((m) => `, ${m.replace('go.uber.org/', '')}`).join('')}, CGO ${c.cgo ? 'on' : 'off'}.`;
  fs.writeFileSync(
    path.join(here, `${name}.about.md`),
    `${first} Program: \`programs/${source}\`. Go ${c.go} on linux/amd64, ${mod} ${paths} Command: \`${command}\`; it ended with ${typeof status === 'number' ? `exit status ${status}` : status}. The text is standard output and standard error together.\n`,
  );
  console.log(name, status, text.length);
}

const wanted = process.argv.slice(2);
for (const c of cases) {
  if (wanted.length > 0 && !wanted.includes(nameOf(c))) continue;
  try {
    make(c);
  } catch (error) {
    console.log(`${nameOf(c)}: FAILED ${error.message} ${error.stderr ?? ''}`);
    process.exitCode = 1;
  }
}
