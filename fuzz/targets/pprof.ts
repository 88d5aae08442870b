// Profiles in protobuf, plain.
import { decodePprof } from '../../src/decode/pprof/decode-pprof.ts';
import { checkDecoded, decodeOrRefuse } from '../check-decoded.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

export const target: FuzzTarget = {
  seeds: () => [
    ...realInputs('captures', /\.pb\.gz$/, 30),
    ...realInputs('rules', /heap.*\.pb\.gz$|m7.*\.pb\.gz$/, 20),
  ],
  words: [
    '\u0012\u0000',
    '\u001a\u0002\b\u0001',
    '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01',
    'go::goroutine',
    '2\u0000',
  ],
  run(input) {
    const decoded = decodeOrRefuse(() => decodePprof(input, { name: 'fuzz' }));
    if (decoded) checkDecoded(decoded);
  },
};
