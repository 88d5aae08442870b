// Rows that prove: the runtime's own leak detector, its deadlock report, and waits that end by definition never.
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import type { Frame } from '../../model/stack.ts';
import type { EvidenceMaker } from '../evidence-maker.ts';
import { goroutines } from '../evidence-maker.ts';
import { leastMoments } from './over-time.ts';

/**
 * A mark proves its whole exact group; never main, never a record without frames (DESIGN §5). The runtime marks every
 * wait on a nil channel: of a receive that may be meant it says no more than the wait itself (docs/decisions/0006).
 */
export const runtimeProof: EvidenceMaker = (f) => {
  if (f.proven === 0 || f.group.role === 'main' || f.group.identity.names.length === 0) return [];
  if (f.group.primitive === awaits && mayBeMeant(f)) return [];
  const rest = f.group.count - f.proven;
  return [
    {
      kind: 'runtime-proof',
      class: 'certain',
      for: 'leak',
      text: `the runtime's leak detector proved ${goroutines(f.proven)} of this group unreachable${proofRest(rest)}`,
      source: f.provenIn,
      numbers: { proven: f.proven, count: f.group.count },
    },
  ];
};

/** Proof and dump are taken one after the other, and a dump may be cut: either may hold more than the other. */
function proofRest(rest: number): string {
  if (rest > 0) return `; the other ${rest} wait in the same way`;
  return rest < 0 ? `; the dump shows ${-rest} fewer` : '';
}

/** `fatal error: all goroutines are asleep` or a synctest deadlock: nobody can ever wake any of them. */
export const runtimeDeadlock: EvidenceMaker = (f, _epoch, options) => {
  if (!options.deadlock || f.group.role === 'system' || f.group.role === 'self' || f.group.status !== 'waiting')
    return [];
  return [
    {
      kind: 'runtime-deadlock',
      class: 'certain',
      for: 'leak',
      text: `the runtime stopped the program: ${options.deadlock}`,
    },
  ];
};

const forEver = new Set(['chan receive (nil chan)', 'chan send (nil chan)', 'select (no cases)']);

/**
 * Nil channels and `select {}`: nothing in Go can wake them. A few that do not grow and whose starters live may be meant
 * to wait for ever (`mayBeMeant`); what a library is known to run until its stop channel closes waits by design.
 */
export const byDefinition: EvidenceMaker = (f) => {
  const { group } = f;
  if (!forEver.has(group.primitive) || group.role === 'main') return [];
  const meant = mayBeMeant(f);
  if (meant && group.primitive === awaits && isRunUntilStopped(f.signatures)) return [];
  return [
    {
      kind: 'by-definition',
      class: meant ? 'strong' : 'certain',
      for: 'leak',
      text: meant
        ? meantText(f)
        : `${goroutines(group.count)} parked in ${group.primitive}: nothing in Go can wake that`,
      numbers: { count: group.count },
    },
  ];
};

function meantText({ group }: GroupFacts): string {
  const wait = `parked for ever in ${group.primitive}`;
  if (group.primitive !== awaits) return `${wait}, once in the process; it may be meant to hold main open`;
  const many = group.count === 1 ? 'once in the process' : `${group.count} in the process and not growing`;
  return `${wait}, ${many}; it may be meant: the Done of context.Background() is a nil channel, too`;
}

const awaits = 'chan receive (nil chan)';

/**
 * Waits for ever that a healthy service has: main held open, or a wait for the end of a context that never ends, whose
 * Done is nil. Not growing, and whoever started it lives on or is main: what a request left behind is no such thing.
 * One of a kind; of receives also several that came early and then stayed as many, for each server and worker has one.
 */
function mayBeMeant({ group, trend, creator, signatures }: GroupFacts): boolean {
  if (!forEver.has(group.primitive)) return false;
  const watched = trend !== undefined && trend.n >= leastMoments;
  const stays = watched && (trend.flat || trend.filledEarly);
  if (trend && trend.gain >= 1 && !stays) return false;
  if (creator !== undefined && creator.known > 0 && creator.over === creator.known && !isByMain(group.stack.createdBy))
    return false;
  return group.count === 1 || (group.primitive === awaits && (stays || isRunUntilStopped(signatures)));
}

/** The library documents that its goroutine lives until its owner stops it; by a context that never ends it is not. */
function isRunUntilStopped(signatures: GroupFacts['signatures']): boolean {
  return signatures.some((s) => s.kind === 'lifetime-singleton');
}

function isByMain(createdBy: Frame | undefined): boolean {
  const creator = createdBy?.function ?? '';
  return /^main\.(main|init)(\.|$)/.test(creator) || /\.init(\.\d+)?(\.|$)/.test(creator);
}
