// Finds goroutine text inside JSON log lines: docker's json-file, `go test -json`, and any logger that puts a stack into a field:
//   {"log":"goroutine 1 [running]:\n","stream":"stderr","time":"…"}   {"level":"error","stacktrace":"goroutine 1 [running]:\n…"}
import { readTestEvent, type TestEvent } from '../gotest/test-event.ts';
import type { LineShape } from './prefix-shape.ts';

export type JsonLine =
  | { readonly kind: 'test'; readonly event: TestEvent }
  /** A piece of a stream; ends with a line break unless docker cut a long line. */
  | { readonly kind: 'docker'; readonly stream: string; readonly text: string }
  /** Fields that each hold whole lines of a stack. */
  | { readonly kind: 'stacks'; readonly texts: readonly string[] }
  /** A field that holds one such line: the log has one event a line. */
  | { readonly kind: 'line'; readonly shape: LineShape; readonly text: string };

/** The lines that tell of goroutines: a header, a race, goleak's heading. */
const anchor = /(?:^|\n)[ \t]*(?:goroutine -?\d+ (?:[a-z]+=\S{1,40} )*\[|WARNING: DATA RACE|\[Goroutine \d+ in state )/;
const depthLimit = 6;
const fieldLimit = 10_000;

/** What the line holds for us; undefined when it is no JSON object or holds nothing. */
export function unwrapJson(text: string): JsonLine | undefined {
  if (!/"Action"|"log"|goroutine |DATA RACE|Goroutine /.test(text)) return undefined;
  const value = parseObject(text);
  if (!value) return undefined;
  const event = readTestEvent(value);
  if (event) return { kind: 'test', event };
  if (typeof value.log === 'string' && (typeof value.stream === 'string' || typeof value.time === 'string'))
    return { kind: 'docker', stream: String(value.stream ?? ''), text: value.log };
  const texts = new Map<string, string>();
  collect(value, '', 0, texts);
  if (texts.size === 0) return undefined;
  const stacks = [...texts.keys()].filter((found) => found.trimEnd().includes('\n'));
  if (stacks.length > 0) return { kind: 'stacks', texts: stacks };
  const [[first, path]] = texts;
  return { kind: 'line', shape: fieldShape(path), text: first };
}

/** Text → path of the field, for each string that tells of goroutines; equal strings once. */
function collect(value: unknown, path: string, depth: number, into: Map<string, string>): void {
  if (typeof value === 'string') {
    if (anchor.test(value) && !into.has(value)) into.set(value, path);
    return;
  }
  if (typeof value !== 'object' || value === null || depth >= depthLimit || into.size >= 100) return;
  let fields = 0;
  for (const [key, field] of Object.entries(value)) {
    if (++fields > fieldLimit) return;
    collect(field, path === '' ? key : `${path}\n${key}`, depth + 1, into);
  }
}

function fieldShape(path: string): LineShape {
  const keys = path.split('\n');
  return {
    identity: `json:${path}`,
    strip(text) {
      if (text.charCodeAt(0) !== 0x7b) return undefined;
      let value: unknown = parseObject(text);
      for (const key of keys) {
        if (typeof value !== 'object' || value === null) return undefined;
        value = (value as Record<string, unknown>)[key];
      }
      return typeof value === 'string' ? value.replace(/\r?\n$/, '') : undefined;
    },
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
