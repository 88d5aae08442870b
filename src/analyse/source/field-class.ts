// One name for a field of a type, whatever variable and path lead to it: where the field is declared.
import type { Place } from '../../model/source-function.ts';
import type { GoType } from '../../model/source-type.ts';
import { unknownType } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { stepOf } from './function-values.ts';
import { typeOfVariable } from './infer-type.ts';
import { isLockType } from './lock-owners.ts';
import type { PackageFacts } from './package-facts.ts';
import { withoutPointers } from './type-expression.ts';
import { memberOf } from './type-members.ts';

export interface FieldClass {
  /** The same for the same declared field: `q.ready` and `d.q.ready`, `s.mu` and `view.store.mu`. */
  readonly name: string;
  /** The type whose field it is, as it stands on the path; an embedded one is a field of the type that embeds it, too. */
  readonly owner: GoType;
  /** Fields from the variable to the owner. */
  readonly link: readonly string[];
}

const known = new WeakMap<PackageFacts, Map<string, FieldClass | undefined>>();

/** The declared field that a place ends in; of a lock that is wrapped in a type of its own, the field of that type. Undefined for
 * variables, elements and where a type on the way is not known. */
export function fieldClass(facts: PackageFacts, place: Place): FieldClass | undefined {
  if (place.path.length === 0 || !place.root.owner) return undefined;
  let all = known.get(facts);
  if (!all) known.set(facts, (all = new Map()));
  let found = all.get(place.key);
  if (found === undefined && !all.has(place.key)) all.set(place.key, (found = findClass(facts, place)));
  return found;
}

function findClass(facts: PackageFacts, { root, path }: Place): FieldClass | undefined {
  const binding = root.owner && calleeBinding(facts, root.owner);
  if (!binding) return undefined;
  let type: GoType = withoutPointers(typeOfVariable(facts.program, binding, root));
  let owner: GoType = type;
  let link: readonly string[] = [];
  let name: string | undefined;
  for (const [k, step] of path.entries()) {
    if (step.startsWith('(')) {
      type = stepOf(facts, step)?.type ?? unknownType;
      continue;
    }
    const member = memberOf(facts.program, type, root.file.tree.names.find(step), step);
    if (member?.kind !== 'field') return undefined;
    // What lies in a lock is that lock; what lies in a struct without a name is its owner's.
    if (!isLockType(facts, type)) {
      name = `${member.scope.file.path}:${member.field}:${step}`;
      if (type.kind === 'named') {
        owner = type;
        link = path.slice(0, k);
      }
    }
    type = withoutPointers(member.type);
  }
  return name === undefined ? undefined : { name, owner, link };
}
