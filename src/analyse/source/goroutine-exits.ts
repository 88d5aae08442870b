// Calls that end the goroutine that makes them and no more: deferred calls run, what stands behind does not, and the process,
// or the test, goes on without it.
import type { CallOperation, SourceFunction } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

/** Package runtime: Goexit; package testing: FailNow and SkipNow call it (Go 1.27.3). */
const goexits = /^(runtime\.Goexit|testing\.(common|T|B|F|TB)\.(Fatal|Fatalf|FailNow|Skip|Skipf|SkipNow))$/;

/** Assertions that call FailNow of the test that they are given (testify v1.11.1: every function of package require). */
const assertions = /^github\.com\/stretchr\/testify\/require\.\p{Lu}/u;

const tests = /^testing\.(T|B|F|TB)$/;

/** Whether a call ends its goroutine: always, when something fails (an assertion, a helper of the package that is given the
 * test), or never as far as is known. */
export function endsGoroutine(facts: PackageFacts, call: CallOperation): 'always' | 'perhaps' | undefined {
  const { name } = call.callee;
  if (call.mode !== 'now') return undefined;
  if (goexits.test(name)) return 'always';
  if (assertions.test(name)) return 'perhaps';
  const helper = facts.functionHere(call.callee);
  return helper && !helper.parent && failsItsTest(facts, helper) ? 'perhaps' : undefined;
}

const failing = new WeakMap<SourceFunction, boolean>();

/** Whether a function calls Fatal, FailNow or Skip of a test that it is given. */
function failsItsTest(facts: PackageFacts, fn: SourceFunction): boolean {
  let answer = failing.get(fn);
  if (answer === undefined) {
    const given = fn.params.some((p) => tests.test(typeNameOf(singleType(facts.typeOf(p.file, p.node)))));
    answer =
      given &&
      facts.flowOf(fn).calls.some(({ callee, mode }) => {
        if (mode !== 'now' || !goexits.test(callee.name) || callee.receiver < 0) return false;
        const place = facts.placeOf(fn.file, callee.receiver);
        return place !== undefined && fn.params.includes(place.root);
      });
    failing.set(fn, answer);
  }
  return answer;
}
