// signal.Notify for something that ends, without signal.Stop: the runtime keeps the channel, and the goroutine that
// ranges over it stays.
import { NodeKind } from '../../../model/go-syntax.ts';
import type { CallOperation, Place, SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
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
      // Only a field of something that ends by a method of its own is known to come more than once in a process;
      // locals of main, run and the like are registered once and kept on purpose.
      if (place.path.length === 0) continue;
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
