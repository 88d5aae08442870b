// Rows that prove: the runtime's own leak detector, its deadlock report, and waits that end by definition never.
import type { Frame } from '../../model/stack.ts';
import type { EvidenceMaker } from '../evidence-maker.ts';
import { goroutines } from '../evidence-maker.ts';

/** A mark proves its whole exact group; never main, never a record without frames (DESIGN §5). */
export const runtimeProof: EvidenceMaker = (f) => {
  if (f.proven === 0 || f.group.role === 'main' || f.group.identity.names.length === 0) return [];
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
 * Nil channels and `select {}`. Once in the process and not growing, it may be meant: a wait on the Done of
 * context.Background() stands on a nil channel, too. Unless whoever started it has ended: then nobody holds it open.
 */
export const byDefinition: EvidenceMaker = (f) => {
  const { group, creator } = f;
  if (!forEver.has(group.primitive) || group.role === 'main') return [];
  const left = creator !== undefined && creator.known > 0 && creator.over === creator.known;
  const once = group.count === 1 && !(f.trend && f.trend.gain >= 1) && (!left || isByMain(group.stack.createdBy));
  return [
    {
      kind: 'by-definition',
      class: once ? 'strong' : 'certain',
      for: 'leak',
      text: once
        ? `parked for ever in ${group.primitive}, once in the process; it may be meant to hold main open`
        : `${goroutines(group.count)} parked in ${group.primitive}: nothing in Go can wake that`,
      numbers: { count: group.count },
    },
  ];
};

function isByMain(createdBy: Frame | undefined): boolean {
  const creator = createdBy?.function ?? '';
  return /^main\.(main|init)(\.|$)/.test(creator) || /\.init(\.\d+)?(\.|$)/.test(creator);
}
