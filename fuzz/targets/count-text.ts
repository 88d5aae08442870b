// The text of debug=1: goroutine, threadcreate, heap and other count profiles.
import { decodeCountText } from '../../src/decode/count/decode-count-text.ts';
import { checkDecoded, decodeOrRefuse } from '../check-decoded.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

export const target: FuzzTarget = {
  seeds: () => [...realInputs('captures', /debug1\.txt$/, 40), ...realInputs('rules', /debug1\.txt$/, 20)],
  words: [
    'goroutine profile: total 12\n',
    '3 @ 0x1 0x2\n#\t0x1\tmain.f+0x1\t/a/b.go:3\n\n',
    '# labels: {"a":"b"}\n',
    '# runtime.MemStats\n# Alloc = 1\n',
    'heap profile: 1: 2 [3: 4] @ heap/1048576\n',
    '99999999999999999999 @\n',
    '\r\n',
  ],
  run(input) {
    const decoded = decodeOrRefuse(() => decodeCountText(input, { name: 'fuzz' }));
    if (decoded) checkDecoded(decoded);
  },
};
