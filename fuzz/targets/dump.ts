// Goroutine text: kernel, twin and careful scanner must agree, whole and in pieces.
import { isDeepStrictEqual } from 'node:util';
import { type DumpDecoderOptions, newDumpDecoder } from '../../src/decode/dump/decode-dump.ts';
import type { Decoded } from '../../src/model/decoded.ts';
import { checkDecoded } from '../check-decoded.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

/** What the dump decoder makes of `bytes`, fed in pieces of `size`. */
export function feedDump(bytes: Uint8Array, options: DumpDecoderOptions, size: number): Decoded {
  const decoder = newDumpDecoder({ name: 'fuzz' }, options);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    decoder.reserve(part.length).set(part);
    decoder.commit(part.length);
  }
  return decoder.end();
}

const pointersOf = (name: string) => name.includes('.(*');

export const target: FuzzTarget = {
  seeds: () => [
    ...realInputs('captures', /debug2\.txt(\.gz)?$|crash-.*\.txt$/, 30),
    ...realInputs('crash', /\.txt$/, 40),
  ],
  words: [
    'goroutine 7 [chan receive, 3 minutes, locked to thread]:\n',
    'goroutine 0 gp=0xc000002380 m=3 mp=0x1 [idle]:\n',
    'goroutine running on other thread; stack unavailable\n',
    'created by main.main in goroutine 1\n\t/a/b.go:5 +0x10\n',
    '...additional frames elided...\n',
    '[originating from goroutine 3]:\n',
    'fatal error: all goroutines are asleep - deadlock!\n\n',
    'panic: x [recovered]\n\tpanic: y\n',
    'WARNING: DATA RACE\n',
    '\r\n',
    '\ufeff',
    '\0',
    '[leaked]',
    'labels:{"a":"b"}',
    '2026-11-21T10:00:00Z app[7]: ',
    '{"log":"goroutine 1 [select]:\\n"}\n',
  ],
  run(input) {
    const whole = feedDump(input, { pointersOf, engine: 'scanner' }, 1 << 20);
    checkDecoded(whole);
    for (const engine of ['kernel', 'twin'] as const) {
      const other = feedDump(input, { pointersOf, engine }, engine === 'twin' ? 1 + (input.length % 997) : 1 << 20);
      if (!isDeepStrictEqual(other, whole)) throw new Error(`${engine} and scanner differ`);
    }
  },
};
