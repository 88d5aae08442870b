// Waiters at a lock, or behind the leader of a single flight, whose probable holder is itself blocked.
import type { EpochFacts } from '../../../analyse/runtime/facts.ts';
import type { MomentGroup } from '../../../model/history.ts';
import type { Primitive } from '../../../model/primitive.ts';
import { isLock } from '../../lock-primitives.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL013',
  stage: 'stable',
  needs: ['group', 'queue'],
  match({ group, queue }, epoch) {
    if (group.primitive === 'sync.WaitGroup.Wait' || group.primitive === 'chan receive')
      return behindLeader(group, epoch);
    if (group.primitive === 'chan send') return behindLimit(group);
    if (!isLock(group.primitive) || !queue?.holder) return undefined;
    const { holder } = queue;
    const id = Number.isNaN(holder.id) ? 'a goroutine' : `goroutine ${holder.id}`;
    return {
      score: 80,
      joinBy: queue.lock ? `@${queue.lock}` : queue.site,
      title: `held by ${id}, which ${stateOf(holder.group.primitive)}${holder.group.parkSite ? ` at ${holder.group.parkSite.function}` : ''}`,
      why: `Told by ${holder.how === 'pointer' ? 'the receiver in its frame' : holder.how === 'type' ? 'a method of the same type on its stack' : 'the same function on its stack'} (${holder.frame}).`,
    };
  },
});

/** `waits in select`, `is running`: what a holder does. */
function stateOf(primitive: Primitive): string {
  return primitive === 'running' || primitive === 'runnable' ? `is ${primitive}` : `waits in ${primitive}`;
}

/** Followers of golang.org/x/sync/singleflight (and its copy in the standard library) wait for the one who makes the call. */
const follows = /\/singleflight\.\(\*Group\)\.Do$/;
const leads = /\/singleflight\.\(\*Group\)\.doCall/;

function behindLeader(group: MomentGroup, epoch: EpochFacts) {
  const place = group.stack.frames[group.identity.parkIndex ?? 0]?.function ?? '';
  if (!follows.test(place)) return undefined;
  for (const { group: leader } of epoch.byKey.values()) {
    if (!leader.stack.frames.some((f) => leads.test(f.function))) continue;
    const site = leader.parts[0]?.userSite ?? leader.parts[0]?.parkSite;
    const id = leader.ids?.length === 1 ? `goroutine ${leader.ids[0]}` : 'a goroutine';
    return {
      score: 80,
      joinBy: 'singleflight',
      title: `wait for one call that ${id} makes and that does not come back`,
      why: `The leader of the single flight waits in ${leader.primitive}${site ? ` at ${site.function}` : ''}; everybody who asks for the same key waits for it, and none of them has a limit of its own.`,
      search: site
        ? `what ${site.function} calls, without a deadline; DoChan with a context for those who wait`
        : undefined,
    };
  }
  return undefined;
}

/** golang.org/x/sync errgroup/errgroup.go@v0.18.0: Go sends to a channel with SetLimit places; done receives from it. */
const limited = /^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.Go$/;
const member = /^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.(Go|TryGo|add)\.(func|gowrap)\d/;

function behindLimit({ stack, identity }: MomentGroup) {
  if (!limited.test(stack.frames[identity.parkIndex ?? 0]?.function ?? '')) return undefined;
  const inside = stack.frames.some((f) => member.test(f.function)) || limited.test(stack.createdBy?.function ?? '');
  return {
    score: 80,
    title: inside
      ? 'wait for a place of an errgroup while they hold one'
      : 'wait for a place of an errgroup whose goroutines do not end',
    why: inside
      ? 'They are goroutines of an errgroup with SetLimit and call Go themselves: when all places are held like that, none comes free.'
      : 'Go of an errgroup with SetLimit waits until one of its goroutines returns: look at what those wait for.',
    search: 'SetLimit( and the calls of Go from inside of a function that was given to Go',
  };
}
