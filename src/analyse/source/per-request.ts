// Functions that run once for each request or connection, by what they are given.
import type { SourceFunction } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

/** True for a handler of net/http, and for what is given the request (`*http.Request`) that it handles. Requests that a client
 * sends are made by the function itself, or come with no writer. */
export function isPerRequest(facts: PackageFacts, fn: SourceFunction): boolean {
  const types = fn.params.map((p) => typeNameOf(singleType(facts.typeOf(p.file, p.node))));
  return types.includes('net/http.Request') && types.includes('net/http.ResponseWriter');
}
