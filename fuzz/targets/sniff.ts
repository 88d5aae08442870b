// Telling what the first bytes are: any bytes have an answer, and the answer has words.
import { sniff } from '../../src/decode/sniff.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

export const target: FuzzTarget = {
  seeds: () =>
    [...realInputs('captures', /./, 60), ...realInputs('crash', /./, 20)].map((bytes) => bytes.subarray(0, 4096)),
  words: [
    '\x1f\x8b',
    '(\xb5/\xfd',
    'PK\u0003\u0004',
    '<!doctype html>',
    'go 1.27 trace\0\0\0',
    '{"Action":"',
    'package main\n',
    '404 page not found',
  ],
  run(input) {
    for (const hints of [{}, { profile: 'goroutine', contentType: 'text/html', status: 404, name: 'x.json' }]) {
      const { kind, why } = sniff(input, hints);
      if (input.length === 0 && kind !== 'empty') throw new Error(`${kind} for ${input.length} bytes`);
      if (why === '') throw new Error(`${kind} without words`);
    }
  },
};
