// What a goroutine waits on, from the words of its header where they say it, else from its frames (DESIGN §9).
import {
  foldedWaits,
  linkedParkFunctions,
  nilChannelWait,
  runnableFunctions,
  runtimeParkFunctions,
  visibleParkFunctions,
  wrapperPackages,
} from '../../knowledge/park-frames.ts';
import { profileTakers } from '../../knowledge/system-goroutines.ts';
import { waitReasonInfo } from '../../knowledge/wait-reasons.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { GoroutineState } from '../../model/snapshot.ts';
import type { Frame } from '../../model/stack.ts';
import { isInvisible, symbolFacts } from './normalise-frames.ts';

/**
 * The primitive of a goroutine in this state with these frames (leaf first). A header's wait reason decides, refined by
 * the frames where it names less than they do: `semacquire` of Go <= 1.23, `sync.Mutex.Lock` inside RWMutex.Lock.
 * Without a header (profiles) the frames decide; `showsRuntime` says that they hold the runtime's own frames (debug=0),
 * so that a stack without any of them is not parked. `unknown` where the form hides it (channel operations, debug=1).
 */
export function derivePrimitive(
  state: Pick<GoroutineState, 'status' | 'waitReason'>,
  frames: readonly Frame[],
  showsRuntime = false,
): Primitive {
  switch (state.status) {
    case 'running':
      return 'running';
    case 'runnable':
    case 'preempted':
    case 'copystack':
      return 'runnable';
    case 'syscall':
      return 'syscall';
    case 'idle':
    case 'dead':
      return 'runtime';
  }
  if (state.waitReason === '') return fromFrames(frames, showsRuntime);
  const told = waitReasonInfo(state.waitReason)?.primitive;
  if (told === undefined) return fromFrames(frames, showsRuntime);
  return told === 'semacquire' || told === 'sync.Mutex.Lock' ? refineByStdFrames(told, frames) : told;
}

/** Narrows a semaphore or mutex to the std type whose method the user called. */
function refineByStdFrames(told: Primitive, frames: readonly Frame[]): Primitive {
  let narrowed = told;
  for (const frame of frames) {
    const facts = symbolFacts(frame.function);
    if (facts.kind === 'plain' || facts.kind === 'runtime') {
      if (facts.kind === 'plain' || narrowed !== told) break;
      continue;
    }
    if (facts.kind !== 'wait') continue;
    const primitive = foldedWaits[frame.function]?.primitive;
    // Cond.Wait takes its lock again after the signal: then it waits for a mutex, and the header says so.
    if (primitive !== undefined && primitive !== 'sync.Cond.Wait') narrowed = primitive;
  }
  return narrowed;
}

function fromFrames(frames: readonly Frame[], showsRuntime: boolean): Primitive {
  let parked = false;
  for (const frame of frames) {
    const name = frame.function;
    const byRuntime = nilChannelWait(name, frame.line) ?? runtimeParkFunctions[name];
    // A semaphore has a better name further out (`sync.runtime_SemacquireMutex`).
    if (byRuntime !== undefined && byRuntime !== 'semacquire') return byRuntime;
    if (runnableFunctions.has(name)) return 'runnable';
    const linked = linkedParkFunctions[name];
    if (linked !== undefined) {
      return linked === 'semacquire' || linked === 'sync.Mutex.Lock' ? refineByStdFrames(linked, frames) : linked;
    }
    const facts = symbolFacts(name);
    if (isInvisible(facts, frame)) continue;
    if (facts.kind === 'hidden' || facts.kind === 'runtime') {
      parked = true;
      continue;
    }
    if (visibleParkFunctions[name] !== undefined) return visibleParkFunctions[name];
    if (profileTakers.has(name)) return 'running';
    if (facts.package === 'syscall' || facts.package.startsWith('internal/syscall/')) return 'syscall';
    if (facts.name.includes('._Cfunc_') || facts.name.includes('._C2func_')) return 'syscall';
    if (facts.package === 'iter' && wrapperPackages.has('iter')) return 'coroutine';
    break;
  }
  return showsRuntime && !parked && frames.length > 0 ? 'runnable' : 'unknown';
}
