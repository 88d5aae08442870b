// Tells whether a profile's stacks were cut at the root by the runtime's depth limit.

/** Frames at which the runtime cuts: 32 for Go <= 1.22, 128 from Go 1.23 (GODEBUG=profstackdepth, default). */
const cutDepths: readonly number[] = [32, 128];

/** Inlined calls at the cut are expanded afterwards, so a cut stack may come out a little deeper. */
const expansion = 8;

/**
 * True when a stack has exactly a cut depth and none is much deeper (then the limit lies elsewhere).
 * `depths` are frames or program counters, one per distinct stack.
 */
export function isDepthLimited(depths: Iterable<number>): boolean {
  let deepest = 0;
  let cut = 0;
  for (const depth of depths) {
    if (depth > deepest) deepest = depth;
    if (depth > cut && cutDepths.includes(depth)) cut = depth;
  }
  return cut > 0 && deepest <= cut + expansion;
}
