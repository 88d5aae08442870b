// The decoders that are fuzzed, by name.
import type { FuzzTarget } from './target.ts';
import { target as bundle } from './targets/bundle.ts';
import { target as countText } from './targets/count-text.ts';
import { target as dump } from './targets/dump.ts';
import { target as exectrace } from './targets/exectrace.ts';
import { target as gosource } from './targets/gosource.ts';
import { target as gotest } from './targets/gotest.ts';
import { target as metrics } from './targets/metrics.ts';
import { target as pasted } from './targets/pasted.ts';
import { target as pprof } from './targets/pprof.ts';
import { target as sniff } from './targets/sniff.ts';

export const targets: Readonly<Record<string, FuzzTarget>> = {
  bundle,
  'count-text': countText,
  dump,
  exectrace,
  gosource,
  gotest,
  metrics,
  pasted,
  pprof,
  sniff,
};
