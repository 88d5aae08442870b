// signal.Notify for something that ends, without signal.Stop: the runtime keeps the channel, and the goroutine that
// ranges over it stays.
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { mentionsOf } from '../../../analyse/source/package-mentions.ts';
import { runsAgain } from '../../../analyse/source/per-request.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { Token } from '../../../model/go-token.ts';
import { assignParts } from '../../../model/go-tree.ts';
import type { CallOperation, Place, SourceFunction, Variable } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

const registrations = ['os/signal.Notify', 'os/signal.Stop', 'os/signal.Reset'];

/** Methods by which a value says that it ends. */
const endings = new Set(['Close', 'Stop', 'Shutdown', 'Release', 'Dispose', 'Cancel']);

export const sourceRule = defineSourceRule({
  id: 'RS010',
  stage: 'stable',
  level: 'suspect',
  imports: ['os/signal'],
  run(facts, context) {
    const calls: { fn: SourceFunction; call: CallOperation; place: Place | undefined }[] = [];
    /** Last field names (or variable keys) of channels that some signal.Stop of the package takes out. */
    const stopped = new Set<string>();
    for (const { fn, operation: op } of facts.operations.callsOf(registrations)) {
      if (op.args.length === 0) continue;
      if (op.callee.name === 'os/signal.Notify')
        calls.push({ fn, call: op, place: facts.placeOf(fn.file, op.args[0]) });
      if (op.callee.name === 'os/signal.Stop') stopped.add(nameOfPlace(facts.placeOf(fn.file, op.args[0])));
      // Reset and Ignore undo all registrations.
      if (op.callee.name === 'os/signal.Reset') stopped.add('*');
    }
    for (const { fn, call, place } of calls) {
      if (!place || stopped.has('*') || stopped.has(nameOfPlace(place))) continue;
      // A field of something that ends by a method of its own comes more than once in a process, and so does a local of what
      // serves a request; locals of main, run and the like are registered once and kept on purpose.
      if (place.path.length === 0) {
        const again = place.root.kind === 'local' && place.root.owner === fn ? runsAgain(facts, fn) : undefined;
        if (again && staysHere(facts, fn, place.root)) context.report(localFinding(fn, call, place.root, again));
        continue;
      }
      const owner = typeNameOf(ownerType(fn.file, call, facts.typeOf));
      const closer = facts.functions.find(
        (f) =>
          f.receiver !== undefined &&
          endings.has(f.name.slice(f.name.lastIndexOf('.') + 1)) &&
          owner !== '' &&
          typeNameOf(facts.typeOf(f.receiver.file, f.receiver.node)) === owner,
      );
      if (!closer) continue;
      const field = place.path[place.path.length - 1];
      context.report({
        file: fn.file,
        node: call.node,
        level: fn.file.isTestCode ? 'note' : 'suspect',
        message: `signals are sent to ${place.root.name}.${place.path.join('.')} for ever: no signal.Stop takes the channel out`,
        reasons: [
          `the channel is a field of ${owner.slice(owner.lastIndexOf('/') + 1)}, which ends by ${closer.name.slice(closer.name.lastIndexOf('/') + 1)}`,
          `no function of the package calls signal.Stop on a channel ${field}`,
        ],
        assumption: `more than one ${owner.slice(owner.lastIndexOf('.') + 1)} is made in the life of the process`,
        function: fn,
        symbol: field,
        related: [{ file: closer.file, node: closer.node, message: 'ends it without signal.Stop' }],
        fix: {
          summary: `call signal.Stop(${field}) and close the channel where the value ends`,
          safe: false,
          edits: [],
        },
      });
    }
  },
});

/** Whether the channel is only made, registered and received from: who is given it may take it out. */
function staysHere(facts: PackageFacts, fn: SourceFunction, channel: Variable): boolean {
  const binding = facts.bindingAt(fn.file, fn.node);
  if (!binding) return false;
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  return mentionsOf(binding, channel).every((at) => {
    const parent = parents[at];
    switch (tree.kind[parent]) {
      case NodeKind.CallExpr:
        return /^(os\/signal\.Notify|len|cap|close)$/.test(facts.calleeOf(fn.file, parent).name);
      case NodeKind.AssignStmt:
        return assignParts(tree, parent).left.includes(at);
      case NodeKind.UnaryExpr:
        return tree.op[parent] === Token.ARROW;
      case NodeKind.RangeStmt:
      case NodeKind.ValueSpec:
        return true;
      default:
        return false;
    }
  });
}

/** A channel of a function that runs again and again. */
function localFinding(
  fn: SourceFunction,
  call: CallOperation,
  channel: Variable,
  again: NonNullable<ReturnType<typeof runsAgain>>,
): SourceFinding {
  const by = fn.name.slice(fn.name.lastIndexOf('/') + 1);
  const each = { request: 'each request', connection: 'each connection', loop: 'each turn of the loop that calls it' };
  return {
    file: fn.file,
    node: call.node,
    level: fn.file.isTestCode ? 'note' : 'suspect',
    message: `${each[again]} registers another ${channel.name} for signals: no signal.Stop takes it out`,
    reasons: [
      `${by} makes the channel, and nothing in it calls signal.Stop(${channel.name})`,
      'the runtime keeps each channel that was registered, and sends to all of them',
    ],
    assumption: `${by} returns while the process lives`,
    function: fn,
    symbol: channel.name,
    fix: { summary: `defer signal.Stop(${channel.name})`, safe: false, edits: [] },
  };
}

/** The type of `d` in `d.hup`, the first argument of the call. */
function ownerType(
  file: SourceFile,
  call: CallOperation,
  typeOf: (file: SourceFile, node: number) => Parameters<typeof typeNameOf>[0],
): Parameters<typeof typeNameOf>[0] {
  const [channel] = call.args;
  return file.tree.kind[channel] === NodeKind.SelectorExpr ? typeOf(file, channel + 1) : { kind: 'unknown' };
}

function nameOfPlace(place: Place | undefined): string {
  if (!place) return '';
  return place.path.length === 0 ? place.key : place.path[place.path.length - 1];
}
