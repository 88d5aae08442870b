// What a live target argument means: `host:port`, a base URL, a URL of the pprof handlers, or a URL of one profile.
import { CollectError } from '../collect-error.ts';
import { defaultPrefix } from './live-options.ts';

export interface TargetAddress {
  /** As results name the target: what the user typed, less credentials, query and trailing slash. */
  readonly name: string;
  /** `http://host:port`. */
  readonly origin: string;
  /** Path of the pprof handlers, with a slash at both ends. */
  readonly prefix: string;
  /** Path and query of the only profile asked for, when the URL names one. */
  readonly single?: string;
  /** `name:password` from the URL. */
  readonly basicAuth?: string;
}

const profiles = /\/(goroutine|goroutineleak|heap|allocs|block|mutex|threadcreate|profile|trace|cmdline|symbol)$/;

/**
 * Reads `localhost:6060`, `http://host/`, `https://host/admin/pprof/` (a prefix), `http://host/debug/pprof/goroutine?debug=2`
 * (one capture). Throws `CollectError` `collect/bad-address`.
 */
export function parseTargetAddress(argument: string, pathPrefix?: string): TargetAddress {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(argument)
    ? argument
    : `http://${argument.startsWith(':') ? 'localhost' : ''}${argument}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new CollectError(
      'collect/bad-address',
      `${withoutCredentials(argument)} is no address: write host:port or a URL`,
      error,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new CollectError(
      'collect/bad-address',
      `${withoutCredentials(argument)}: ${url.protocol} is not spoken here; write http:// or https://`,
    );
  const basicAuth = url.username
    ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    : undefined;
  const name = withoutCredentials(argument)
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  const single = isOneCapture(url) ? `${url.pathname}${url.search}` : undefined;
  const path = single ? parentOf(url.pathname) : url.pathname;
  return {
    name: single ? withoutCredentials(argument).replace(/#.*$/, '') : name,
    origin: url.origin,
    prefix: withSlashes(pathPrefix ?? (path === '/' || single ? (single ? path : defaultPrefix) : path)),
    single,
    basicAuth,
  };
}

/** One profile by its name, its query, a file ending, or anything right below `/pprof/`. */
function isOneCapture(url: URL): boolean {
  if (url.pathname.endsWith('/')) return false;
  if (profiles.test(url.pathname) || url.searchParams.has('debug') || url.searchParams.has('seconds')) return true;
  return /\/pprof\/[^/]+$|\/(metrics|vars)$|\.(txt|log|out|gz|pb|zst|json|prof)$/.test(url.pathname);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function withSlashes(path: string): string {
  return `/${path}/`.replace(/\/{2,}/g, '/');
}

/** The argument without `user:password@`, for names and messages. */
export function withoutCredentials(argument: string): string {
  return argument.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1');
}
