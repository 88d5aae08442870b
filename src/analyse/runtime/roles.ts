// What the tables of libraries know of each group: signatures, documented leaks, goroutines that are the load.
import { matchKnownLeaks } from '../../knowledge/known-leaks.ts';
import type { KnownLeak, Signature, TrafficBound } from '../../knowledge/signature.ts';
import { matchSignatures } from '../../knowledge/signatures.ts';
import { matchTrafficBound } from '../../knowledge/traffic-bound.ts';
import type { Epoch, MomentGroup } from '../../model/history.ts';
import { groupsWith } from './frame-index.ts';
import { isMended } from './module-version.ts';

/** What the tables know of a group. */
export interface Roles {
  readonly signatures: readonly Signature[];
  readonly knownLeaks: readonly KnownLeak[];
  readonly traffic: readonly TrafficBound[];
}

const noRoles: Roles = { signatures: [], knownLeaks: [], traffic: [] };

/** The roles of every group; most hold no function that any table knows, and are not looked at one by one. */
export function classifyAll(epoch: Epoch, groups: ReadonlyMap<string, MomentGroup>): Map<string, Roles> {
  const answers = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = matchSignatures.knows(name) || matchKnownLeaks.knows(name) || matchTrafficBound.knows(name);
      answers.set(name, answer);
    }
    return answer;
  };
  const known = new Set<MomentGroup>();
  for (const m of epoch.moments) for (const group of groupsWith(m, isKnown)) known.add(group);
  const roles = new Map<string, Roles>();
  for (const [key, group] of groups) {
    const creator = group.stack.createdBy?.function;
    roles.set(key, known.has(group) || (creator !== undefined && isKnown(creator)) ? classify(group) : noRoles);
  }
  return roles;
}

function classify(group: MomentGroup): Roles {
  const names = group.stack.frames.map((f) => f.function);
  const root = names.at(-1) ?? '';
  const args = [names, root, group.stack.createdBy?.function, group.primitive] as const;
  return {
    signatures: matchSignatures(...args),
    knownLeaks: matchKnownLeaks(...args).filter((leak) => !isMended(leak, group.stack.frames)),
    traffic: matchTrafficBound(...args),
  };
}
