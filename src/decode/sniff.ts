// Tells what the first bytes of a source are. The bytes decide; headers and names may lie (`?debug=-1` says text and
// sends a proto), so hints only break ties.
import { type PastedKind, pastedKindOf } from './pasted/pasted-kind.ts';
import { looksLikeProfile } from './pprof/looks-like-profile.ts';

export type SniffedKind =
  | 'gzip'
  | 'zstd'
  | 'tar'
  | 'zip'
  | 'pprof'
  | 'dump'
  | 'debug1'
  | 'metrics-prometheus'
  | 'metrics-json'
  | 'exectrace'
  | 'exectrace-v1'
  | 'gotest-json'
  | 'html'
  | 'not-found-text'
  | 'go-source'
  | 'json-result'
  | PastedKind
  | 'empty'
  | 'unknown';

export interface Sniffed {
  readonly kind: SniffedKind;
  /** What was seen, in words, for messages. */
  readonly why: string;
}

export interface SniffHints {
  readonly profile?: string;
  readonly contentType?: string;
  readonly status?: number;
  readonly name?: string;
}

/** More than this is not looked at. */
const headLimit = 64 << 10;

const sniffed = (kind: SniffedKind, why: string): Sniffed => ({ kind, why });

/**
 * The kind of source that begins with `head` (at most 64 KiB are read). Text in which nothing is known is `unknown`;
 * the dump decoder copes with it as a log.
 */
export function sniff(head: Uint8Array, hints: SniffHints = {}): Sniffed {
  const bytes = head.subarray(0, headLimit);
  if (bytes.length === 0) return sniffed('empty', 'no bytes');
  const magic = sniffMagic(bytes);
  if (magic) return magic;
  const text = textOf(bytes);
  return sniffBinary(bytes, text) ?? sniffText(text, hints);
}

function sniffMagic(bytes: Uint8Array): Sniffed | undefined {
  if (startsWith(bytes, [0x1f, 0x8b])) return sniffed('gzip', 'gzip magic');
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return sniffed('zstd', 'zstd magic');
  if (bytes.length >= 4 && (bytes[0] & 0xf0) === 0x50 && startsWith(bytes.subarray(1), [0x2a, 0x4d, 0x18]))
    return sniffed('zstd', 'zstd skippable frame');
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]))
    return sniffed('zip', 'zip magic');
  if (isTar(bytes)) return sniffed('tar', 'tar header');
  const trace = startsWith(bytes, [0x67, 0x6f, 0x20])
    ? /^go 1\.(\d+) trace\0\0\0/.exec(latin1(bytes.subarray(0, 20)))
    : null;
  // Go 1.22 rewrote the format (internal/trace/internal/tracev2); headers name the version that last changed it.
  if (trace)
    return Number(trace[1]) >= 22
      ? sniffed('exectrace', `execution trace of format 1.${trace[1]}`)
      : sniffed('exectrace-v1', `execution trace of format 1.${trace[1]}, before Go 1.22`);
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return sniffed('dump', 'UTF-16 text');
  return undefined;
}

const controlCharacter = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

function sniffBinary(bytes: Uint8Array, text: string): Sniffed | undefined {
  // One native pass decides for ordinary text: a loop over the bytes costs a cold process ten milliseconds, and Node reads
  // Latin-1 in such a loop. UTF-8 keeps every byte below 0x80, whatever is damaged around it.
  if (!controlCharacter.test(text)) return undefined;
  if (looksLikeProfile(bytes)) return sniffed('pprof', 'fields of a pprof profile');
  let controls = 0;
  let zeros = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 0x1b) controls++;
    if (byte === 0) zeros++;
  }
  const words = dumpWords.exec(text);
  if (words) return sniffed('dump', `"${words[0].trim()}" among other bytes`);
  if (zeros * 5 > bytes.length * 2 && /[\x20-\x7e]\0[\x20-\x7e]\0|\0[\x20-\x7e]\0[\x20-\x7e]/.test(latin1(bytes)))
    return sniffed('dump', 'UTF-16 text without a byte order mark');
  if (controls * 20 > bytes.length) return sniffed('unknown', 'binary data of no known format');
  return undefined;
}

const goroutineHeader = /goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/;
const dumpWords =
  /goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|goroutine \d+ in state |\bpanic: |fatal error: |SIGQUIT: quit|\[signal SIG|WARNING: DATA RACE|runtime stack:|created by \S+ in goroutine \d+|all goroutines are asleep|found unexpected goroutines|http: panic serving|panic: test timed out|goroutine running on other thread/;
const testWords = /^(?:=== RUN {3}|--- (?:PASS|FAIL|SKIP): |ok {2}\t|FAIL\t)/m;
const debug1Header =
  /^(?:[ \t>]*\S.*? profile: total \d+[ \t]*\r?$|[ \t>]*\d+ @(?: 0x[0-9a-f]+)+[ \t]*\r?$|heap profile: *\d+: *\d+ *\[|--- ?(?:mutex|contention)\w*:?[ \t]*\r?$)/m;

function sniffText(text: string, hints: SniffHints): Sniffed {
  const start = text.trimStart();
  if (start === '') return sniffed('empty', 'only white space');
  if (/^(?:404 page not found|Unknown profile)\b/.test(start) && start.length < 200)
    return sniffed('not-found-text', `"${start.slice(0, 60).trim()}"`);
  if (start[0] === '{' || start[0] === '[') {
    const json = sniffJson(start, hints);
    if (json) return json;
  }
  const source = packageClauseOf(start);
  if (source) return sniffed('go-source', `package clause "package ${source}"`);
  const pasted = pastedKindOf(text);
  if (pasted) return sniffed(pasted, pastedWords[pasted]);
  const count = debug1Header.exec(text);
  const goroutine = goroutineHeader.exec(text);
  if (count && (!goroutine || count.index < goroutine.index))
    return sniffed('debug1', `"${count[0].split('\n')[0].trim()}"`);
  const words = goroutine ?? dumpWords.exec(text);
  if (words) return sniffed('dump', `"${words[0].trim()}"`);
  if (
    /^(?:<!doctype html|<html|<head|<body)/i.test(start) ||
    (/html/.test(hints.contentType ?? '') && start[0] === '<')
  )
    return sniffed('html', 'an HTML page');
  const prometheus = sniffPrometheus(start);
  if (prometheus) return prometheus;
  if (testWords.test(text)) return sniffed('dump', 'output of go test');
  return sniffed('unknown', 'text without a known sign');
}

const pastedWords: Readonly<Record<PastedKind, string>> = {
  delve: 'goroutines as Delve lists them',
  grouped: 'a header of several goroutines',
  headerless: 'stacks without headers',
  panicparse: 'buckets of panicparse',
};

/** Name in the package clause, when that is the first thing after comments and blank lines. */
function packageClauseOf(text: string): string | undefined {
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text[at])) at++;
    const end = text.startsWith('//', at)
      ? text.indexOf('\n', at)
      : text.startsWith('/*', at)
        ? text.indexOf('*/', at + 2)
        : -2;
    if (end === -1) return undefined;
    if (end === -2) break;
    at = text[end] === '\n' ? end + 1 : end + 2;
  }
  if (!text.startsWith('package', at)) return undefined;
  return /^package[ \t]+([\p{L}_][\p{L}\p{Nd}_]*)[ \t]*(?:;|\r?\n|\/\/|\/\*|$)/u.exec(text.slice(at, at + 500))?.[1];
}

function sniffJson(start: string, hints: SniffHints): Sniffed | undefined {
  const schema = /"schema"\s*:\s*"(parkwatch\/[^"]*)"/.exec(start.slice(0, 4096));
  if (schema) return sniffed('json-result', `schema "${schema[1]}"`);
  const firstLine = start.split('\n', 1)[0];
  if (
    /"Action"\s*:\s*"(?:start|run|pause|cont|pass|bench|fail|output|skip|build-output|build-fail|attr|artifacts)"/.test(
      firstLine,
    )
  )
    return sniffed('gotest-json', 'events of go test -json');
  if (/"memstats"\s*:\s*\{|"cmdline"\s*:\s*\[|"\/(?:sched|gc|memory|cpu|sync|godebug)\/[^"]*:[^"]+"\s*:/.test(start))
    return sniffed('metrics-json', 'expvar or runtime/metrics names');
  if (dumpWords.test(start)) return undefined;
  if (/json/.test(hints.contentType ?? '') && /"[^"]*goroutine[^"]*"\s*:\s*\d/i.test(start))
    return sniffed('metrics-json', 'a goroutine count in JSON');
  return /"[^"]*goroutine[^"]*"\s*:\s*\d/i.test(start)
    ? sniffed('metrics-json', 'a goroutine count in JSON')
    : undefined;
}

const sampleLine =
  /^[a-zA-Z_:][\w:.]*(?:\{.*\})?[ \t]+(?:[-+]?(?:\d[\d.eE+-]*|\.\d+|Inf)|NaN)(?:[ \t]+-?[\d.]+)?(?:[ \t]+#.*)?\r?$/;

function sniffPrometheus(start: string): Sniffed | undefined {
  if (/^# (?:HELP|TYPE|UNIT) [a-zA-Z_:]/m.test(start)) return sniffed('metrics-prometheus', '# HELP or # TYPE lines');
  const lines = start.split('\n').slice(0, 200);
  if (lines.length > 1) lines.pop(); // the last one may be cut
  const filled = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const good = filled.filter((line) => sampleLine.test(line)).length;
  return good > 0 && good * 5 >= filled.length * 4 ? sniffed('metrics-prometheus', 'lines "name value"') : undefined;
}

/** `ustar`, or a first block whose checksum is right (tar before POSIX). */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return false;
  if (startsWith(bytes.subarray(257), [0x75, 0x73, 0x74, 0x61, 0x72])) return true;
  if (bytes[0] === 0) return false;
  const said = /^ *([0-7]{4,7})[ \0]/.exec(String.fromCharCode(...bytes.subarray(148, 156)));
  if (said === null) return false;
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0x20 : bytes[i];
  return Number.parseInt(said[1], 8) === sum;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
