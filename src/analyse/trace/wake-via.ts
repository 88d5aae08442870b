// How a goroutine was woken, read from the stack of the one that woke it and the reason for which it waited.
// The runtime's own top frames are cut off by the tracer, so a `close` shows the function that called it on top
// (reference/execution-traces.md §1.9 and §6.3).
import type { TraceFrame } from '../../model/trace-events.ts';
import type { WakeVia } from '../../model/trace-result.ts';

/** The wake of one `close(done)` inside a context; deeper in the stack is not enough. */
export const cancelFrame = 'context.(*cancelCtx).cancel';

const byTop: Readonly<Record<string, WakeVia>> = {
  [cancelFrame]: 'cancel',
  'runtime.chansend1': 'send',
  'runtime.selectgo': 'send',
  'runtime.selectnbsend': 'send',
  'runtime.chanrecv1': 'receive',
  'runtime.chanrecv2': 'receive',
  'runtime.selectnbrecv': 'receive',
  'internal/poll.runtime_Semrelease': 'unlock',
};
const unlocks =
  /^(?:sync|internal\/sync)\.(?:\(\*(?:Mutex|RWMutex|WaitGroup|Cond|Once|Pool|Map)\)|\(\*rlocker\)|runtime_)|^internal\/poll\.\(\*fdMutex\)/;
/** A goroutine that restarts the world wakes what the poller found ready; it is not the cause. */
const worldStarters = /^runtime\.(?:systemstack_switch|traceLocker\.stack|gcStart|gcMarkTermination|startTheWorld)/;

/** `byGoroutine`: some goroutine ran when it happened. `blocked`: the stack of the one that was woken. */
export function deriveWakeVia(
  wake: readonly TraceFrame[],
  byGoroutine: boolean,
  reason: string,
  blocked: readonly TraceFrame[],
): WakeVia {
  const top = wake[0]?.function ?? '';
  const named = byTop[top];
  // A select that received frees a sender, one that sent a receiver.
  if (named === 'send' && top === 'runtime.selectgo' && reason === 'chan send') return 'receive';
  if (named) return named;
  if (reason === 'network' || (reason === '?' && blocked.some((f) => f.function === 'runtime.netpollblock')))
    return top.startsWith('internal/poll.(*pollDesc).evict') ? 'close' : 'network';
  if (/^(?:GC |system goroutine|wait until GC|wait for debug)/.test(reason)) return 'gc';
  if (reason === 'sleep') return 'timer';
  if (!byGoroutine) return reason === 'sync' || reason === 'preempted' || reason === 'forever' ? 'gc' : 'timer';
  if (worldStarters.test(top)) return 'gc';
  if (unlocks.test(top) || reason === 'sync' || reason === 'sync.(*Cond).Wait') return 'unlock';
  if (top.startsWith('time.')) return 'timer';
  if (top === '' || top.startsWith('runtime.')) return 'gc';
  return 'close';
}
