// Listings of a debugger, stacks folded by hand, stacks without headers: written again as the text that they stand for,
// line by line, and read by the decoder of that. What they leave out stays out: they are parts (limit `filtered`).
import type { Provenance } from '../../model/capture.ts';
import type { Decoded } from '../../model/decoded.ts';
import type { Problem } from '../../model/problem.ts';
import type { SnapshotLimit } from '../../model/snapshot.ts';
import { decodeCountText } from '../count/decode-count-text.ts';
import { stripColours } from '../dump/clean-text.ts';
import { newDumpDecoder } from '../dump/decode-dump.ts';
import { forEachLine } from '../text-lines.ts';
import { countHeaderlessStacks } from './headerless-stacks.ts';
import { type Emit, newDelveRewriter } from './rewrite-delve.ts';
import { newGroupedRewriter } from './rewrite-grouped.ts';

/** How a rewriter is fed: every line, then the end. */
export interface LineRewriter {
  line(text: string): void;
  end(): void;
  /** Goroutines that were left out, because there would be too much text. */
  leftFolded?(): number;
}

/** What a listing of a debugger or a folded dump holds. */
export function decodePasted(kind: 'delve' | 'grouped', bytes: Uint8Array, provenance: Provenance): Decoded {
  const decoder = newDumpDecoder(provenance);
  const encoder = new TextEncoder();
  const emit: Emit = (text) => {
    const part = encoder.encode(text);
    decoder.reserve(part.length).set(part);
    decoder.commit(part.length);
  };
  const rewriter = kind === 'delve' ? newDelveRewriter(emit) : newGroupedRewriter(emit);
  // Delve prints functions and lines in bold, into files too.
  forEachLine(bytes, (line) => rewriter.line(line.includes('\x1b') ? stripColours(line) : line));
  rewriter.end();
  const decoded = { ...decoder.end(), bytes: bytes.length };
  if (kind === 'delve') return asPart(decoded, ['decode/delve-listing', delveText]);
  const left = rewriter.leftFolded?.() ?? 0;
  return asPart(decoded, left > 0 ? ['decode/folded', `names ${left} more goroutines than are unfolded`] : undefined);
}

const delveText = 'is a listing of Delve: no waits in minutes, no creators, and a stack only with -t';

/** Stacks without a header, counted: nobody says which goroutines they are of, what they wait for, or since when. */
export function decodeHeaderless(bytes: Uint8Array, provenance: Provenance): Decoded {
  const text = countHeaderlessStacks(bytes);
  const decoded = decodeCountText(new TextEncoder().encode(text), provenance);
  return asPart({ ...decoded, bytes: bytes.length }, [
    'decode/no-headers',
    'holds stacks without the lines "goroutine N [state]:": neither ids, states nor waits are known',
  ]);
}

function asPart(decoded: Decoded, note: readonly [string, string] | undefined): Decoded {
  const limit: SnapshotLimit = 'filtered';
  const snapshots = decoded.snapshots.map((s) =>
    s.limits.includes(limit) ? s : { ...s, limits: [...s.limits, limit] },
  );
  if (!note) return { ...decoded, snapshots, pasted: true };
  const name = decoded.snapshots[0]?.provenance.name ?? decoded.name ?? 'the text';
  const problem: Problem = { code: note[0], message: `${name} ${note[1]}`, source: name };
  return { ...decoded, snapshots, problems: [...decoded.problems, problem], pasted: true };
}
