// Execution traces: the captures and the hand-written cases.
import { readdirSync, readFileSync } from 'node:fs';
import { traceFromText } from '../../test/support/trace-text.ts';
import { checkTrace } from '../check-trace.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

const cases = 'testdata/trace-cases';

export const target: FuzzTarget = {
  seeds: () => [
    ...realInputs('traces', /\.trace(\.gz)?$/, 24),
    ...readdirSync(cases).map((file) => traceFromText(readFileSync(`${cases}/${file}`, 'utf8').split('\n---\n')[0])),
  ],
  words: [
    'go 1.22 trace\0\0\0',
    'go 1.26 trace\0\0\0',
    '\x34',
    // Heads of batches: generation 1 and 2, thread 1, time 1, sizes.
    '\x01\x01\x01\x01\x10',
    '\x01\x02\x01\x01\x00',
    '\x31\x01\x01\x01\x01\x04',
    // Pieces of GoStart, GoUnblock, GoBlock, GoStatus, GoSwitch, GoSyscallBegin.
    '\x10\x01\x01\x01',
    '\x15\x01\x01\x01\x01',
    '\x14\x01\x01\x01',
    '\x19\x01\x01\x01\x02',
    '\x2d\x01\x01\x01',
    '\x16\x01\x01\x01',
  ],
  run(input) {
    checkTrace(input);
  },
};
