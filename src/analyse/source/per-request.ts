// Functions that run once for each request or connection: by what they are given, by who calls them, or in the turns of a loop.
import { NodeKind } from '../../model/go-syntax.ts';
import { forParts } from '../../model/go-tree.ts';
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

/** What stands for one connection or stream of a server. */
const connections =
  /^(net\.(Conn|TCPConn|UnixConn)|google\.golang\.org\/grpc\.ServerStream|golang\.org\/x\/crypto\/ssh\.Channel|github\.com\/gorilla\/websocket\.Conn|github\.com\/gliderlabs\/ssh\.Session)$/;

/** Callers are followed this far. */
const MAX_CALLERS = 2;

/** How a function comes to run again and again while the process lives: for each request, for each connection that it is given,
 * or in the turns of a loop of this package; undefined when nothing says so. Literals run as often as what is around them. */
export function runsAgain(
  facts: PackageFacts,
  fn: SourceFunction,
  depth = 0,
): 'request' | 'connection' | 'loop' | undefined {
  if (isPerRequest(facts, fn)) return 'request';
  if (fn.params.some((p) => connections.test(typeNameOf(singleType(facts.typeOf(p.file, p.node))))))
    return 'connection';
  if (fn.parent) return runsAgain(facts, fn.parent, depth);
  if (depth >= MAX_CALLERS) return undefined;
  for (const { fn: caller, block } of facts.operations.callsTo(fn)) {
    if (caller === fn) continue;
    // A loop over a few things at the start is not told from one that goes on: only `for { … }` and `for cond { … }` count.
    if (block.loop >= 0 && caller.file.tree.kind[block.loop] === NodeKind.ForStmt && !isCounted(caller, block.loop))
      return 'loop';
    const again = runsAgain(facts, caller, depth + 1);
    if (again) return again;
  }
  return undefined;
}

/** `for i := 0; i < n; i++`. */
function isCounted({ file: { tree } }: SourceFunction, loop: number): boolean {
  return forParts(tree, loop).post >= 0;
}
