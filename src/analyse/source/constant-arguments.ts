// What a call tells of its callee's parameters by constants.
import { nameOf } from '../../model/go-tree.ts';
import type { CallOperation, SourceFunction } from '../../model/source-function.ts';
import type { InitialFacts } from './paths.ts';

/** What constant arguments tell of the parameters: `f(true, nil)`. */
export function constantArguments(
  fn: SourceFunction,
  call: CallOperation,
  callee: SourceFunction,
  known?: InitialFacts,
): InitialFacts | undefined {
  if (callee.params.length !== call.args.length) return undefined;
  let given: Map<string, { value: boolean; variable: number }> | undefined;
  for (let k = 0; k < call.args.length; k++) {
    const text = nameOf(fn.file.tree, call.args[k]);
    const fact = known?.get(text);
    if (text !== 'true' && text !== 'false' && text !== 'nil' && !fact) continue;
    const { name, node } = callee.params[k];
    given ??= new Map();
    if (text === 'nil') given.set(`${name} == nil`, { value: true, variable: node });
    else given.set(name, { value: fact?.value ?? text === 'true', variable: node });
  }
  return given;
}
