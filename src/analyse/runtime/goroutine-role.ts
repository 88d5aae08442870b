// What a goroutine is to its process, as far as its frames tell: main, one of the runtime's, or the one with the camera.
import { isMainRoot, isSystemRoot, profileTakers, runtimeProfileTakers } from '../../knowledge/system-goroutines.ts';
import type { Stack } from '../../model/stack.ts';
import { isInvisible, symbolFacts } from './normalise-frames.ts';

export type GoroutineRole = 'main' | 'system' | 'self';

/** The role of the goroutines with this stack; undefined for the program's own and for stacks without frames. */
export function deriveRole(stack: Stack): GoroutineRole | undefined {
  const { frames } = stack;
  const last = frames.findLastIndex((frame) => !isInvisible(symbolFacts(frame.function), frame));
  if (last < 0) return undefined;
  const root = symbolFacts(frames[last].function).name;
  for (let i = 0; i <= last; i++) {
    const facts = symbolFacts(frames[i].function);
    if (isInvisible(facts, frames[i])) continue;
    if (facts.kind === 'hidden' || facts.kind === 'runtime') {
      if (runtimeProfileTakers.has(facts.name)) return 'self';
      continue;
    }
    // The innermost frame outside the runtime.
    if (profileTakers.has(facts.name)) return 'self';
    return isMainRoot(root) ? 'main' : undefined;
  }
  // All frames are the runtime's. A finalizer or cleanup that runs user code is the user's (runtime.isSystemGoroutine).
  return isMainRoot(root) ? 'main' : isSystemRoot(root) ? 'system' : undefined;
}
