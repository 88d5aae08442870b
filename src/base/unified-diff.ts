// Edits of a text → a unified diff as `diff -u` and `git apply` write and read it.

export interface TextEdit {
  /** Byte offsets of the old text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after the edits. They must not overlap; insertions at one place keep their order. */
export function applyEdits(source: Uint8Array, edits: readonly TextEdit[]): Uint8Array {
  const encoder = new TextEncoder();
  const sorted = sortEdits(edits);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) throw new Error(`edits overlap at byte ${edit.start}`);
    parts.push(source.subarray(at, edit.start), encoder.encode(edit.text));
    at = edit.end;
  }
  parts.push(source.subarray(at));
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let length = 0;
  for (const part of parts) {
    out.set(part, length);
    length += part.length;
  }
  return out;
}

/** Whether two of the edits overlap. */
export function editsOverlap(edits: readonly TextEdit[]): boolean {
  const sorted = sortEdits(edits);
  return sorted.some((edit, i) => i > 0 && edit.start < sorted[i - 1].end);
}

function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return edits
    .map((edit, i) => ({ edit, i }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.i - b.i)
    .map(({ edit }) => edit);
}

const contextLines = 3;

/** The diff of one file with three lines of context, `--- a/path` and `+++ b/path` in front; empty without a change. */
export function unifiedDiff(path: string, source: Uint8Array, edits: readonly TextEdit[]): string {
  const decoder = new TextDecoder();
  const starts = lineOffsets(source);
  const before = splitLines(decoder.decode(source));
  const hunks: string[] = [];
  let shift = 0;
  for (const { from, to, edits: own } of groupByLines(starts, edits)) {
    const base = starts[from];
    const end = starts[to] ?? source.length;
    const moved = own.map((e) => ({ start: e.start - base, end: e.end - base, text: e.text }));
    const now = splitLines(decoder.decode(applyEdits(source.subarray(base, end), moved)));
    const old = before.slice(from, to);
    let head = 0;
    while (head < old.length && head < now.length && old[head] === now[head]) head++;
    let foot = 0;
    while (foot < Math.min(old.length, now.length) - head && old.at(-1 - foot) === now.at(-1 - foot)) foot++;
    const first = from + head;
    const behind = Math.min(before.length, to) - foot;
    const removed = before.slice(first, behind);
    const added = now.slice(head, now.length - foot);
    if (removed.length > 0 || added.length > 0) {
      const lead = Math.max(0, first - contextLines);
      const trail = Math.min(before.length, behind + contextLines);
      const lines = [
        ...before.slice(lead, first).map((l) => ` ${l}`),
        ...removed.map((l) => `-${l}`),
        ...added.map((l) => `+${l}`),
        ...before.slice(behind, trail).map((l) => ` ${l}`),
      ];
      const count = trail - lead;
      const mark = `@@ -${rangeText(lead, count)} +${rangeText(lead + shift, count - removed.length + added.length)} @@`;
      hunks.push(`${mark}\n${lines.map(endLine).join('')}`);
    }
    shift += now.length - old.length;
  }
  return hunks.length === 0 ? '' : `--- a/${path}\n+++ b/${path}\n${hunks.join('')}`;
}

/** Line ranges (`to` exclusive, the line of the last byte in it) that the edits touch; those whose contexts meet are one. */
function groupByLines(
  starts: readonly number[],
  edits: readonly TextEdit[],
): { readonly from: number; readonly to: number; readonly edits: readonly TextEdit[] }[] {
  const groups: { from: number; to: number; edits: TextEdit[] }[] = [];
  for (const edit of sortEdits(edits)) {
    const from = lineAt(starts, edit.start);
    const to = lineAt(starts, edit.end) + 1;
    const last = groups[groups.length - 1];
    if (last && from <= last.to + 2 * contextLines) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups;
}

/** Lines with their newline, the last one possibly without. */
function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop() ?? '\n';
  if (last !== '\n') lines.push(last.slice(0, -1));
  return lines;
}

function endLine(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}

function rangeText(start: number, count: number): string {
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

function lineOffsets(source: Uint8Array): number[] {
  const starts = [0];
  for (let i = source.indexOf(10); i >= 0; i = source.indexOf(10, i + 1)) starts.push(i + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return low;
}
