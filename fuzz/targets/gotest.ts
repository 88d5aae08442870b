// Output of go test, plain and -json.
import { checkDecoded } from '../check-decoded.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';
import { feedDump } from './dump.ts';

export const target: FuzzTarget = {
  seeds: () => realInputs('crash', /(test|goleak|synctest|race|hang|json).*\.txt$|\.json$/, 60),
  words: [
    '{"Time":"2026-11-21T10:00:00Z","Action":"output","Package":"a","Test":"T","Output":"goroutine 7 [select]:\\n"}\n',
    '{"Action":"fail","Package":"a","Test":"T","Elapsed":0.01}\n',
    '{"Action":"output","Output":null}\n',
    '--- FAIL: TestX (0.00s)\n',
    'panic: test timed out after 1s\nrunning tests:\n\tTestX (1s)\n\n',
    'found unexpected goroutines:\n[Goroutine 7 in state chan receive, with a.b on top of the stack:\n',
    '\\u0000',
    '"Action":7',
  ],
  run(input) {
    checkDecoded(feedDump(input, { form: 'gotest' }, 1 << 20));
    checkDecoded(feedDump(input, { form: 'gotest' }, 1 + (input.length % 61)));
  },
};
