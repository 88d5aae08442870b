// A fresh process that reads about `MB` megabytes of the files in a list and prints the CPU milliseconds of compiling
// the kernel and parsing them, first to last. Child of bench/parser.ts.
import { readFileSync } from 'node:fs';

const [list, megabytes] = process.argv.slice(2);
const sources: Uint8Array[] = [];
let bytes = 0;
for (const name of readFileSync(list, 'utf8').trim().split('\n')) {
  if (bytes >= Number(megabytes) * 1e6) break;
  const source = readFileSync(name);
  sources.push(source);
  bytes += source.length;
}
const { GoDecoder } = await import('../../src/decode/gosource/decode-go.ts');
const before = process.cpuUsage();
const decoder = new GoDecoder();
let nodes = 0;
for (const source of sources) nodes += decoder.decode(source).count;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, bytes, files: sources.length, nodes }));
