// Inputs of the dump bench that are made from others or from nothing, always the same bytes: all-different stacks.
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';

/** Numbers in [0, n) from a fixed seed (mulberry32). */
export function seeded(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Shuffles the frames inside each record of a dump: nearly every goroutine gets a stack of its own. */
export function makeShuffled(from: string, to: string): void {
  if (existsSync(to)) return;
  const random = seeded(13);
  const records = readFileSync(from, 'latin1').split('\n\n');
  const shuffled = records.map((record) => {
    const lines = record.trimEnd().split('\n');
    const created = lines.findIndex((line) => line.startsWith('created by '));
    const last = created < 0 ? lines.length : created;
    const frames: string[] = [];
    for (let i = 1; i + 1 < last; i += 2) frames.push(`${lines[i]}\n${lines[i + 1]}`);
    for (let i = frames.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [frames[i], frames[j]] = [frames[j], frames[i]];
    }
    return [lines[0], ...frames, ...lines.slice(last)].join('\n');
  });
  writeFileSync(`${to}.part`, `${shuffled.join('\n\n')}\n`, 'latin1');
  renameSync(`${to}.part`, to);
}

/** A dump of `goroutines` goroutines with ids from `firstId` on, each with a stack of 12 of 3,000 functions of its own. */
export function distinctRecords(firstId: number, goroutines: number, random: (n: number) => number): string {
  let text = '';
  for (let id = firstId; id < firstId + goroutines; id++) {
    text += `goroutine ${id} [chan receive, ${random(90) + 1} minutes]:\n`;
    for (let depth = 0; depth < 12; depth++) {
      const n = random(3000);
      text += `example.com/shop/internal/p${n % 40}.(*Service).handle${n}(0xc000${(id * 16 + depth).toString(16)}, {0x1?, 0x2})\n`;
      text += `\texample.com/shop/internal/p${n % 40}/file.go:${n + 7} +0x${(n & 255).toString(16)}\n`;
    }
    text += `created by main.start in goroutine 1\n\texample.com/shop/main.go:31 +0x45\n\n`;
  }
  return text;
}

/** Writes a dump whose stacks are all different. */
export function makeDistinct(to: string, goroutines: number): void {
  if (existsSync(to)) return;
  const random = seeded(17);
  const file = openSync(`${to}.part`, 'w');
  for (let id = 1; id <= goroutines; id += 500)
    writeSync(file, distinctRecords(id, Math.min(500, goroutines + 1 - id), random));
  closeSync(file);
  renameSync(`${to}.part`, to);
}
