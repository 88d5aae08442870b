// The methods of a listener of trace events, as data: for whatever stands between the reader and several listeners.
import type { TraceSink } from './trace-events.ts';

/** Every method of a sink but `frequent`, which stands for several of them. */
export const sinkMethods: readonly (keyof TraceSink)[] = [
  'any',
  'sync',
  'goStatus',
  'goCreate',
  'goStart',
  'goStop',
  'goBlock',
  'goUnblock',
  'goDestroy',
  'syscallBegin',
  'syscallEnd',
  'proc',
  'stw',
  'gc',
  'sweep',
  'markAssist',
  'metric',
  'label',
  'task',
  'region',
  'log',
  'sample',
  'experimental',
];
