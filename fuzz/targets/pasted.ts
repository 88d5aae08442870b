// Text that people paste in the place of a dump: nothing makes its rewriters throw, or hand on what no decoder takes.
import { decodeHeaderless, decodePasted } from '../../src/decode/pasted/decode-pasted.ts';
import { pastedKindOf } from '../../src/decode/pasted/pasted-kind.ts';
import { checkDecoded } from '../check-decoded.ts';
import type { FuzzTarget } from '../target.ts';

const text = (s: string) => new TextEncoder().encode(s);

export const target: FuzzTarget = {
  seeds: () => [
    text(
      '  Goroutine 19 - User: /a/pool.go:88 main.work (0x4b1a2f) [chan send 934]\n\t0  0x43 in runtime.gopark\n\t    at /r/proc.go:4\n',
    ),
    text(
      'goroutines 12, 15 and 19-21 [chan receive]:\nmain.f(0x1)\n\t/a.go:8 +0x45\ncreated by main.g in goroutine 1\n\t/a.go:4 +0x8\n\n',
    ),
    text('main.f(0x1)\n\t/a.go:8 +0x45\n...additional frames elided...\ncreated by main.g\n\t/a.go:4 +0x8\n'),
    text(
      '> goroutines 7-9 [select, 5 minutes]:\n> main.f(...)\n> \t/a.go:8\n> \n> goroutine 40 [select]:\n> main.g()\n',
    ),
    text('[3 goroutines]\n* Goroutine 1 - Current: /my app/a.go:1 main.main (0x4b) (thread 42)\n'),
  ],
  words: [
    '* Goroutine 1 - Go: /a.go:1 main.main (0x1) (thread 7)\n',
    'goroutines 1-99999999 [select]:\n',
    'goroutine 7 [select]:\n',
    '> ',
    '```\n',
    '\r\n',
    '\0',
    ' and ',
    '(0x1)',
    '[',
    ']:',
  ],
  run(input) {
    pastedKindOf(new TextDecoder().decode(input));
    checkDecoded(decodePasted('delve', input, { name: 'fuzz' }));
    checkDecoded(decodePasted('grouped', input, { name: 'fuzz' }));
    checkDecoded(decodeHeaderless(input, { name: 'fuzz' }));
  },
};
