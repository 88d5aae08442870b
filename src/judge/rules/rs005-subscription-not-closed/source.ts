// A subscription, watcher or listener that the function opened itself and leaves open on some path; a database, client or pool
// that it opens and lets go of.
import { leftSubscriptions } from '../../../analyse/source/left-subscriptions.ts';
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { memberOf } from '../../../analyse/source/type-members.ts';
import { unclosedHandles } from '../../../analyse/source/unclosed-handles.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { callParts, nameOf, selectorParts } from '../../../model/go-tree.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** Names of functions that open something which goes on by itself. */
const opens =
  /\.(Subscribe|SubscribeSync|ChanSubscribe|QueueSubscribe|PSubscribe|Watch|NewWatcher|NewListener|Listen|ListenTCP|ListenUDP|ListenUnix|ListenPacket)$/;

/** Methods that end such a thing. */
const endings = ['Close', 'Unsubscribe', 'Stop', 'Cancel', 'Drain', 'Shutdown'];

export const sourceRule = defineSourceRule({
  id: 'RS005',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const { value, unended, bus, undo } of leftSubscriptions(facts)) {
      const name = value.variable?.name ?? '';
      report(
        unendedFinding(value, unended, {
          level: 'suspect',
          message: `${name} stays in the ${shortName(bus)} when ${shortName(value.fn.name)} returns: ${undo} is not called${unended.never ? '' : ' on this path'}`,
          reasons: [
            `${shortName(bus)} has ${undo}, which takes out what was put in here`,
            `a path of ${shortName(value.fn.name)} returns without it, and ${name} is not handed on`,
          ],
          assumption: `the ${shortName(bus)} lives longer than this call`,
          symbol: name,
        }),
      );
    }
    for (const { file, node, fn, callee, opener, name } of unclosedHandles(facts)) {
      const [end] = opener.ends;
      report({
        file,
        node,
        // A command ends with what it has opened.
        level: file.isTestCode || facts.package.name === 'main' ? 'note' : 'suspect',
        assumption: `${shortName(fn.name)} runs more than once`,
        message:
          name === ''
            ? `what ${shortName(callee)} gives is used at once and has no name: nobody can call its ${end}`
            : `${name} is left open in every case: nobody calls its ${end}`,
        reasons: [
          `what ${shortName(callee)} gives has to be closed: ${opener.keeps}`,
          name === '' ? 'the result is kept nowhere' : `${name} is not returned, stored or handed on`,
        ],
        function: fn,
        symbol: name || shortName(callee),
      });
    }
    for (const value of ownedValues(facts, () => 0, opens)) {
      const { variable, file, call, fn } = value;
      if (!variable || fn.name === 'main.main') continue;
      const { tree } = file;
      // What has a context ends with it.
      const { args } = callParts(tree, call);
      if (args.some((arg) => typeNameOf(facts.typeOf(file, arg)) === 'context.Context')) continue;
      const type = facts.typeOf(file, value.assign.target);
      const own = endings.filter((name) => {
        const id = tree.names.find(name);
        return id >= 0 && memberOf(facts.program, type, id, name)?.kind === 'method';
      });
      if (own.length === 0 || endsWithItsOwner(facts, value)) continue;
      const unended = unendedPath(facts, value, { ends: new Set(own), goroutinesOwn: true, endsWhenRead: true });
      if (!unended) continue;
      report(
        unendedFinding(value, unended, {
          level: 'suspect',
          message: `${variable.name} is left open ${unended.never ? 'in every case' : 'on a path'}: nobody calls its ${own[0]}`,
          reasons: [
            `${shortName(value.callee)} gives back a ${shortName(typeNameOf(type))}, which has ${own.join(' and ')}`,
            `a path of ${shortName(fn.name)} returns without it, and ${variable.name} is not handed on`,
          ],
          assumption: `a ${shortName(typeNameOf(type))} does not end by itself`,
          symbol: variable.name,
        }),
      );
    }
  },
});

/** `nc.Subscribe(…)` where `nc` is a local, or closed in the same function: what belongs to it ends with it. */
function endsWithItsOwner(facts: PackageFacts, { file, call, binding }: OwnedValue): boolean {
  const { tree } = file;
  if (tree.kind[call + 1] !== NodeKind.SelectorExpr) return false;
  const owner = facts.placeOf(file, selectorParts(tree, call + 1).x);
  if (!owner) return false;
  // What it belongs to was made here as well (`js` of a connection): its end is followed through no more than one step.
  if (owner.root.kind === 'local') return true;
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.SelectorExpr) continue;
    const { x, name } = selectorParts(tree, i);
    if (endings.includes(nameOf(tree, name)) && facts.placeOf(file, x)?.key === owner.key) return true;
  }
  return false;
}
