// Flags for talking to live services, shared by every command that takes a target; secrets also from files and environment.
import { readFileSync } from 'node:fs';
import type { LiveOptions } from '../collect/live/live-options.ts';
import { parseDuration } from './duration.ts';
import { many } from './output-flags.ts';
import { UsageError } from './usage-error.ts';

export interface LiveFlags {
  readonly pathPrefix?: string;
  readonly unix?: string;
  readonly user?: string;
  readonly userFile?: string;
  readonly bearer?: string;
  readonly bearerFile?: string;
  readonly header?: readonly string[];
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly timeout?: string;
  readonly connectTimeout?: string;
  readonly maxBody?: string;
}

interface FlagTaker {
  option(flags: string, description: string, fn?: (value: string, previous: string[]) => string[]): unknown;
}

/** Adds the flags to a commander command. */
export function addLiveFlags(command: FlagTaker): void {
  command.option('--path-prefix <path>', 'where the pprof handlers are (default /debug/pprof/)');
  command.option('--unix <socket>', 'talk through this unix socket');
  command.option('-u, --user <name:password>', 'basic auth; better --user-file or PARKWATCH_USER');
  command.option('--user-file <file>', 'file with name:password');
  command.option('--bearer <token>', 'bearer token; better --bearer-file or PARKWATCH_BEARER_TOKEN');
  command.option('--bearer-file <file>', 'file with the bearer token');
  command.option('-H, --header <line>', 'one more request header, "Name: value"', many);
  command.option('--cacert <file>', 'authority to trust (PEM)');
  command.option('--cert <file>', 'client certificate (PEM)');
  command.option('--key <file>', 'its key (PEM)');
  command.option('--insecure', 'do not check the certificate of the service');
  command.option('--server-name <name>', 'name to expect in the certificate');
  command.option('--timeout <duration>', 'longest wait for the first byte of one answer (default 60s)');
  command.option('--connect-timeout <duration>', 'longest wait for a connection (default 5s)');
  command.option('--max-body <size>', 'largest answer, e.g. 64MiB (default 256MiB)');
}

/** Throws `UsageError` for a flag that cannot be read; the message never holds a secret. */
export function readLiveOptions(flags: LiveFlags, env: NodeJS.ProcessEnv): LiveOptions {
  const secret = (value: string | undefined, file: string | undefined, fallback: string | undefined, flag: string) =>
    value ?? (file === undefined ? fallback : readText(file, flag).trim());
  const basicAuth = secret(flags.user, flags.userFile, env.PARKWATCH_USER, '--user-file');
  const bearerToken = secret(flags.bearer, flags.bearerFile, env.PARKWATCH_BEARER_TOKEN, '--bearer-file');
  if (basicAuth !== undefined && !basicAuth.includes(':')) throw new UsageError('--user wants name:password');
  if (bearerToken !== undefined && /[\r\n]/.test(bearerToken)) throw new UsageError('the bearer token spans lines');
  const headers: Record<string, string> = {};
  for (const line of flags.header ?? []) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(line);
    if (!match) throw new UsageError('--header wants "Name: value"');
    headers[match[1].toLowerCase()] = match[2];
  }
  if ((flags.cert === undefined) !== (flags.key === undefined))
    throw new UsageError('--cert and --key belong together; one of them is missing');
  const pem = (file: string | undefined, flag: string) => (file === undefined ? undefined : readText(file, flag));
  const timeout = readDuration(flags.timeout, '--timeout');
  return {
    pathPrefix: flags.pathPrefix,
    unixSocket: flags.unix,
    basicAuth,
    bearerToken,
    headers,
    firstByteTimeoutMs: timeout,
    bodyTimeoutMs: timeout === undefined ? undefined : Math.min(timeout, 15_000),
    connectTimeoutMs: readDuration(flags.connectTimeout, '--connect-timeout'),
    maxBodyBytes: flags.maxBody === undefined ? undefined : parseSize(flags.maxBody),
    tls: {
      ca: pem(flags.cacert, '--cacert'),
      cert: pem(flags.cert, '--cert'),
      key: pem(flags.key, '--key'),
      insecure: flags.insecure,
      serverName: flags.serverName,
    },
  };
}

/** ms of a duration flag; undefined when it is not given. */
export function readDuration(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds <= 0)
    throw new UsageError(`${flag} ${text} is no duration; write 500ms, 90s, 10m or 2h`);
  return seconds * 1000;
}

/** A positive whole number flag. */
export function readCount(text: string, flag: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${flag} ${text} is no whole number`);
  return Number(text);
}

/** Bytes of `64MiB`, `64MB`, `65536`. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?$/i.exec(text);
  if (!match) throw new UsageError(`--max-body ${text} is no size; write 64MiB or 500kB`);
  const step = match[3] ? 1024 : 1000;
  return Math.floor(Number(match[1]) * step ** ' kmg'.indexOf(match[2].toLowerCase() || ' '));
}

function readText(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${flag}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
