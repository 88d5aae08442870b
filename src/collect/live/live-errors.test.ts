// Every way in which a live service can fail to answer: the code, and words that name the cause and the next step.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakePprof, send, startFakePprof, unknownProfile } from '../../../test/support/fake-pprof.ts';
import { testTls } from '../../../test/support/test-tls.ts';
import type { CollectError } from '../collect-error.ts';
import type { LiveOptions } from './live-options.ts';
import { adviceOf, openLiveTarget } from './live-target.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(options: Parameters<typeof startFakePprof>[0] = {}): Promise<FakePprof> {
  const server = await startFakePprof(options);
  open.push(server);
  return server;
}

async function failureOf(address: string, options: LiveOptions = {}, profile = 'goroutine', withinMs?: number) {
  const target = openLiveTarget(address, options, () => 0);
  open.push(target);
  try {
    await target.collectProfile(profile, 0, { withinMs });
  } catch (error) {
    const { code, message } = error as CollectError;
    return { code, message, next: adviceOf(error) };
  }
  throw new Error(`${address} did answer`);
}

describe('answers that are no profile', () => {
  const table: {
    name: string;
    answer: Parameters<FakePprof['on']>[1];
    profile?: string;
    code: string;
    words: RegExp;
  }[] = [
    {
      name: '404 of net/http/pprof names the experiment',
      answer: unknownProfile,
      profile: 'goroutineleak',
      code: 'collect/profile-unknown',
      words: /Go 1\.27.*GOEXPERIMENT=goroutineleakprofile/,
    },
    { name: '404 of somebody else', answer: send('nope', 404), code: 'collect/no-pprof', words: /--path-prefix/ },
    {
      name: '401 names the scheme and the flags',
      answer: send('', 401, { 'WWW-Authenticate': 'Basic realm="x"' }),
      code: 'collect/unauthorized',
      words: /scheme Basic.*--user.*PARKWATCH_BEARER_TOKEN/,
    },
    {
      name: '403 with its text',
      answer: send('not from here\n', 403),
      code: 'collect/forbidden',
      words: /not from here/,
    },
    {
      name: '400 with the words of the handler',
      answer: send('seconds and debug params are incompatible\n', 400, { 'X-Go-Pprof': '1' }),
      code: 'collect/bad-request',
      words: /seconds and debug params are incompatible/,
    },
    {
      name: '400 of a TLS port',
      answer: send('Client sent an HTTP request to an HTTPS server.\n', 400),
      code: 'collect/http-to-tls',
      words: /write https:\/\//,
    },
    { name: '500', answer: send('boom', 500), code: 'collect/server-error', words: /500.*boom/ },
    { name: '503', answer: send('busy', 503), code: 'collect/overloaded', words: /try again/ },
    { name: '418', answer: send('', 418), code: 'collect/http-status', words: /418/ },
    {
      name: 'a web page with status 200',
      answer: send('<!DOCTYPE html><html><body>Sign in</body></html>', 200, { 'Content-Type': 'text/html' }),
      code: 'collect/html-instead',
      words: /web page instead of a profile/,
    },
    { name: 'no bytes', answer: send(''), code: 'collect/empty-answer', words: /no bytes/ },
    {
      name: 'a redirect to another origin',
      answer: send('', 302, { Location: 'https://login.example/?next=x' }),
      code: 'collect/redirect-elsewhere',
      words: /https:\/\/login\.example, which is not followed/,
    },
    {
      name: 'a redirect to itself',
      answer: (req, res) => send('', 302, { Location: req.url ?? '' })(req, res),
      code: 'collect/redirect-loop',
      words: /more than 5 times/,
    },
    {
      name: 'the connection ends inside the answer',
      answer: (_req, res) => {
        res.writeHead(200, { 'Content-Length': '1000' });
        res.write('abc');
        setTimeout(() => res.destroy(), 20);
      },
      code: 'collect/connection-lost',
      words: /in the middle of the answer/,
    },
    {
      name: 'the connection ends without an answer',
      answer: (req) => req.socket.destroy(),
      code: 'collect/connection-lost',
      words: /without an answer/,
    },
    {
      name: 'damaged transfer compression',
      answer: send(Buffer.concat([gzipSync('x'.repeat(1000)).subarray(0, 20), Buffer.from('zzzz')]), 200, {
        'Content-Encoding': 'gzip',
      }),
      code: 'collect/damaged-archive',
      words: /compressed answer/,
    },
  ];
  it.each(table)('$name', async ({ answer, profile = 'goroutine', code, words }) => {
    const server = await start();
    server.on(`/debug/pprof/${profile}`, answer);
    const failure = await failureOf(server.address, {}, profile);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(words);
    expect(failure.message).toContain('127.0.0.1');
  });

  it('a path without a flight recorder: how to hand one out', async () => {
    const server = await start();
    server.on('/debug/flight', send('404 page not found', 404));
    const target = openLiveTarget(server.address, {}, () => 0);
    const failure = await target.collectTrace({ path: '/debug/flight' }).catch((error: unknown) => error);
    await target.close();
    expect(failure).toMatchObject({ code: 'collect/no-recorder' });
    expect(adviceOf(failure).join(' ')).toMatch(/FlightRecorder.*HandleFunc\("\/debug\/flight"/);
  });

  it('a service without handlers is told the lines to add', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send('404 page not found\n', 404));
    const failure = await failureOf(server.address);
    expect(failure.next.join('\n')).toContain('import _ "net/http/pprof"');
  });
});

describe('limits', () => {
  it('an answer above the cap is refused, also when compression hides its size', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send(Buffer.alloc(5000, 'x')));
    expect((await failureOf(server.address, { maxBodyBytes: 4999 })).code).toBe('collect/too-large');
    server.on('/debug/pprof/goroutine', send(gzipSync(Buffer.alloc(5000, 'x')), 200, { 'Content-Encoding': 'gzip' }));
    const failure = await failureOf(server.address, { maxBodyBytes: 4999 });
    expect(failure.code).toBe('collect/too-large');
    expect(failure.message).toContain('--max-body');
    const fits = openLiveTarget(server.address, { maxBodyBytes: 5000 }, () => 0);
    open.push(fits);
    expect((await fits.collectProfile('goroutine', 0)).bytes.length).toBe(5000);
  });
  it('silence before the first byte', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', () => {});
    const failure = await failureOf(server.address, { firstByteTimeoutMs: 30, connectTimeoutMs: 30 });
    expect(failure.code).toBe('collect/first-byte-timeout');
    expect(failure.message).toMatch(/sent nothing.*SIGQUIT.*--timeout/);
  });
  it('silence inside the answer', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', (_req, res) => void res.write('abc'));
    const failure = await failureOf(server.address, { bodyTimeoutMs: 30 });
    expect(failure.code).toBe('collect/body-timeout');
    expect(failure.message).toMatch(/stopped coming/);
  });
  it('the budget ends a request, too', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', () => {});
    expect((await failureOf(server.address, {}, 'goroutine', 30)).code).toBe('collect/first-byte-timeout');
    const short = await failureOf(server.address, { firstByteTimeoutMs: 299 });
    expect(short.message).toMatch(/within 0\.3 s;/);
  });
});

describe('no connection', () => {
  it('refused', async () => {
    const server = await startFakePprof();
    await server.close();
    const failure = await failureOf(server.address);
    expect(failure.code).toBe('collect/refused');
    expect(failure.message).toMatch(/ECONNREFUSED.*nothing listens on port \d+ of 127\.0\.0\.1/);
  });
  it('a name without an address', async () => {
    const failure = await failureOf('no-such-host.invalid:6060');
    expect(failure.code).toBe('collect/dns');
    expect(failure.message).toContain('getent hosts no-such-host.invalid');
  });
  it('a port that does not speak HTTP', async () => {
    const server = createServer((socket) => void socket.end('220 mail.example ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    open.push({ close: () => server.close() });
    const failure = await failureOf(`127.0.0.1:${(server.address() as { port: number }).port}`);
    expect(failure.code).toBe('collect/not-http');
  });
  it('a unix socket that is not there', async () => {
    const failure = await failureOf('app:1', { unixSocket: '/nowhere/at-all.sock' });
    expect(failure.code).toBe('collect/no-socket');
  });
});

describe('TLS', () => {
  it('https to a plain port, and http to a TLS port', async () => {
    const plain = await start();
    expect((await failureOf(`https://${plain.address}`)).code).toBe('collect/tls-to-http');
  });
  it('an unknown authority, the wrong name, and a client certificate that is missing', async () => {
    const server = await start({ tls: testTls });
    const failure = await failureOf(`https://${server.address}`);
    expect(failure.code).toBe('collect/tls');
    expect(failure.message).toContain('--cacert');
    const wrongName = await failureOf(`https://${server.address}`, {
      tls: { ca: testTls.cert, serverName: 'other.example' },
    });
    expect(wrongName.message).toContain('--server-name');
    const strict = await start({ tls: { ...testTls, ca: testTls.cert, requestCert: true, rejectUnauthorized: true } });
    const noCert = await failureOf(`https://${strict.address}`, { tls: { insecure: true } });
    expect(['collect/tls', 'collect/connection-lost']).toContain(noCert.code);
  });
  it('trusts a given authority, skips the check, and shows a client certificate', async () => {
    const server = await start({ tls: { ...testTls, ca: testTls.cert, requestCert: true, rejectUnauthorized: true } });
    for (const tls of [
      { ca: testTls.cert, serverName: 'localhost', cert: testTls.cert, key: testTls.key },
      { insecure: true, cert: testTls.cert, key: testTls.key },
    ]) {
      const target = openLiveTarget(`https://${server.address}`, { tls }, () => 0);
      open.push(target);
      expect((await target.collectProfile('goroutine', 0)).bytes.length).toBeGreaterThan(100);
    }
  });
});

describe('what is sent', () => {
  it('basic and bearer credentials, own headers; redirects only inside the origin keep them', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send('', 307, { Location: '/moved/goroutine' }));
    server.on('/moved/goroutine', send('goroutine 1 [running]:\nmain.main()\n\t/x/main.go:1 +0x1\n'));
    for (const [options, want] of [
      [{ basicAuth: 'bob:pässword' }, `Basic ${Buffer.from('bob:pässword').toString('base64')}`],
      [{ bearerToken: 't0ken' }, 'Bearer t0ken'],
    ] as const) {
      const target = openLiveTarget(server.address, { ...options, headers: { 'x-team': 'pay' } }, () => 0);
      open.push(target);
      await target.collectProfile('goroutine', 0);
      expect(server.headers.at(-1)?.authorization).toBe(want);
      expect(server.headers.at(-1)?.['x-team']).toBe('pay');
    }
    expect(server.asked.slice(-2)).toEqual(['/debug/pprof/goroutine', '/moved/goroutine']);
  });
  it('never puts a secret into an error', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send('no', 401));
    const address = server.address.replace('127', 'bob:hunter2@127');
    const failure = await failureOf(`http://${address}`);
    expect(failure.code).toBe('collect/unauthorized');
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });
  it('talks through a unix socket', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'pw-')), 's.sock');
    await start({ listen: { path } });
    const target = openLiveTarget('app:1', { unixSocket: path }, () => 7);
    open.push(target);
    const taken = await target.collectProfile('goroutine', 2);
    expect(taken.capture.provenance).toMatchObject({
      name: 'app:1/debug/pprof/goroutine?debug=2',
      target: 'app:1',
      takenAt: 7,
      profile: 'goroutine',
      status: 200,
      contentType: 'text/plain; charset=utf-8',
    });
  });
});
