// An in-process stand-in for net/http/pprof: answers as the real handlers do, or as a test tells it to.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export interface FakePprof {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Path and query of every request, in order. */
  readonly asked: string[];
  /** Headers of every request, in order. */
  readonly headers: IncomingMessage['headers'][];
  /** What one path (with query) answers instead of the default; undefined puts the default back. */
  on(path: string, handler: Handler | undefined): void;
  close(): Promise<void>;
}

const folder = 'testdata/captures';

/** A file of a real capture, e.g. `capture('go1.27', 'goroutine.debug0.pb.gz')`. */
export function captureFile(variant: string, file: string): Buffer {
  return readFileSync(join(folder, variant, file));
}

/** Answers a body as the real handlers do. */
export function send(body: string | Buffer, status = 200, headers: Record<string, string> = {}): Handler {
  return (_req, res) => {
    res.writeHead(status, headers);
    res.end(body);
  };
}

/** What net/http/pprof says for a profile it does not have. */
export const unknownProfile = send('Unknown profile\n', 404, {
  'X-Go-Pprof': '1',
  'Content-Type': 'text/plain; charset=utf-8',
});

/** Serves the captures of one variant; everything else is Go's own 404. */
export async function startFakePprof(
  options: {
    variant?: string;
    tls?: { key: string; cert: string; [more: string]: unknown };
    listen?: ListenOptions;
  } = {},
): Promise<FakePprof> {
  const variant = options.variant ?? 'go1.26-leakprofile';
  const own = new Map<string, Handler>();
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const proto = { 'Content-Type': 'application/octet-stream' };
  const text = { 'Content-Type': 'text/plain; charset=utf-8' };
  const defaults: Record<string, Handler> = {
    '/debug/pprof/goroutine': (req, res) => send(captureFile(variant, 'goroutine.debug0.pb.gz'), 200, proto)(req, res),
    '/debug/pprof/goroutine?debug=1': (req, res) =>
      send(captureFile(variant, 'goroutine.debug1.txt'), 200, text)(req, res),
    '/debug/pprof/goroutine?debug=2': (req, res) =>
      send(gunzipSync(captureFile(variant, 'goroutine.debug2.txt.gz')), 200, text)(req, res),
    '/debug/pprof/goroutineleak': (req, res) =>
      variant.includes('leakprofile') || variant === 'go1.27'
        ? send(captureFile(variant, 'goroutineleak.debug0.pb.gz'), 200, proto)(req, res)
        : unknownProfile(req, res),
    '/debug/pprof/cmdline': send('/srv/app\0--port\x008080', 200, text),
  };
  const listener: RequestListener = (req, res) => {
    const path = req.url ?? '';
    asked.push(path);
    headers.push(req.headers);
    const handler = own.get(path) ?? defaults[path];
    if (handler) handler(req, res);
    else if (path.startsWith('/debug/pprof/')) unknownProfile(req, res);
    else send('404 page not found\n', 404, text)(req, res);
  };
  const server: Server = options.tls
    ? (createTlsServer(options.tls, listener) as unknown as Server)
    : createServer(listener);
  await new Promise<void>((resolve) =>
    server.listen(options.listen ?? { port: 0, host: '127.0.0.1' }, () => resolve()),
  );
  const port = (server.address() as AddressInfo | null)?.port ?? 0;
  return {
    address: `127.0.0.1:${port}`,
    asked,
    headers,
    on: (path, handler) => {
      if (handler) own.set(path, handler);
      else own.delete(path);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A clock that only `sleep` and `advance` move. */
export function fakeClock(start = Date.UTC(2026, 10, 21, 12)) {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
    sleep: async (ms: number, signal?: AbortSignal) => {
      if (signal?.aborted) return;
      slept.push(ms);
      now += Math.max(0, ms);
    },
  };
}
