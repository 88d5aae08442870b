// JSON with a stable order of keys. What could lead a terminal (C1 controls, bidi marks) is escaped, the value stays.
import type { RunResult } from '../model/run-result.ts';
import { runShape, type Shape } from './key-order.ts';

function inOrder(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return shape ? value.map((item) => inOrder(item, shape)) : value;
  if (!shape || typeof value !== 'object' || value === null) return value;
  const from = value as Record<string, unknown>;
  const to: Record<string, unknown> = {};
  for (const key of shape.keys) if (from[key] !== undefined) to[key] = inOrder(from[key], shape.parts?.[key]);
  for (const key of Object.keys(from)) if (!(key in to) && from[key] !== undefined) to[key] = from[key];
  return to;
}

/** Numbers that JSON has no word for are left out of objects rather than written as null. */
function finite(this: unknown, _key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) && !Array.isArray(this) ? undefined : value;
}

/** Whether there is a number without a word in JSON: only then each value is asked, which makes writing slow. */
function holdsNonFinite(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsNonFinite);
  for (const key in value) if (holdsNonFinite((value as Record<string, unknown>)[key])) return true;
  return false;
}

const escaped =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** `value` as JSON with the keys of `shape` first; `space` as for JSON.stringify. Ends without a newline. */
export function writeJson(value: unknown, shape?: Shape, space?: number): string {
  return JSON.stringify(inOrder(value, shape), holdsNonFinite(value) ? finite : undefined, space).replace(
    escaped,
    (text) =>
      [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** The result as one indented object and a newline. */
export function renderJson(result: RunResult): string {
  return `${writeJson(result, runShape, 2)}\n`;
}
