// One process of the dump bench. Prints one JSON line.
//   child.ts time FILE ENGINE RUNS   decode + group from memory, two runs to warm up, then RUNS timed ones
//   child.ts file FILE|-             decode + group a file or standard input once, as the command line tool reads it
//   child.ts many DUMPS EACH         decode + group made-up text: DUMPS dumps of EACH goroutines, one after the other
import { openSync, readFileSync, readSync } from 'node:fs';
import { newDumpDecoder } from '../../src/decode/dump/decode-dump.ts';
import type { Decoded, StreamDecoder } from '../../src/model/decoded.ts';
import { distinctRecords, seeded } from './corpus.ts';

type Engine = 'kernel' | 'twin' | 'scanner';

/** Counts of each (stack, state), the groups that gostackparse users make with a map. */
function countGroups(decoded: Decoded): number {
  let groups = 0;
  for (const { rows, stacks, states } of decoded.snapshots) {
    const counts = new Uint32Array(stacks.length * states.length);
    for (let row = 0; row < rows.length; row++)
      if (counts[rows.stack[row] * states.length + rows.state[row]]++ === 0) groups++;
  }
  return groups;
}

const rowsOf = (decoded: Decoded) => decoded.snapshots.reduce((sum, s) => sum + s.rows.length, 0);

function decodeMemory(bytes: Uint8Array, engine: Engine): Decoded {
  const decoder = newDumpDecoder({ name: 'memory' }, { engine });
  for (let at = 0; at < bytes.length; at += 1 << 18) {
    const piece = bytes.subarray(at, at + (1 << 18));
    decoder.reserve(piece.length).set(piece);
    decoder.commit(piece.length);
  }
  return decoder.end();
}

function decodeFile(name: string, decoder: StreamDecoder): Decoded {
  const file = name === '-' ? 0 : openSync(name, 'r');
  for (;;) {
    const into = decoder.reserve(1 << 18);
    const length = readSync(file, into, 0, 1 << 18, null);
    if (length === 0) return decoder.end();
    decoder.commit(length);
  }
}

function decodeMany(dumps: number, each: number): Decoded {
  const decoder = newDumpDecoder({ name: 'many' });
  const encoder = new TextEncoder();
  for (let dump = 0; dump < dumps; dump++) {
    const random = seeded(19);
    for (let id = 1; id <= each; id += 200) {
      const bytes = encoder.encode(distinctRecords(id, Math.min(200, each + 1 - id), random));
      decoder.reserve(bytes.length).set(bytes);
      decoder.commit(bytes.length);
    }
  }
  return decoder.end();
}

const [mode, what, more, count] = process.argv.slice(2);
const milliseconds: number[] = [];
let decoded: Decoded;
let groups: number;
if (mode === 'time') {
  const bytes = readFileSync(what);
  const runs = Number(count);
  for (let run = -2; run < runs; run++) {
    const start = performance.now();
    decoded = decodeMemory(bytes, more as Engine);
    groups = countGroups(decoded);
    if (run >= 0) milliseconds.push(performance.now() - start);
  }
} else {
  decoded = mode === 'many' ? decodeMany(Number(what), Number(more)) : decodeFile(what, newDumpDecoder({ name: what }));
  groups = countGroups(decoded);
}
console.log(
  JSON.stringify({
    milliseconds,
    goroutines: rowsOf(decoded!),
    groups: groups!,
    stacks: decoded!.snapshots.reduce((most, s) => Math.max(most, s.stacks.length), 0),
    bytes: decoded!.bytes,
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
