// Park site and user site of a stack (DESIGN §6): which frame blocks, and which frame is the user's own.
import {
  descriptorFunctions,
  descriptorPackages,
  sitelessPackages,
  wrapperPackages,
} from '../../knowledge/park-frames.ts';
import type { Frame } from '../../model/stack.ts';
import { factsOf, isInvisible, type SymbolFacts } from './normalise-frames.ts';

function isRuntimes(facts: SymbolFacts, frame: Frame): boolean {
  return isInvisible(facts, frame) || facts.kind === 'hidden' || facts.kind === 'runtime';
}

/**
 * Index of the innermost frame that is not the runtime's, sync's or the poller's. In a stack that ends in the poller,
 * at a descriptor's lock or in a system call, the layers that hand a descriptor's bytes up (`net`, `os`, `bufio`,
 * `crypto/tls` …, `net/http.(*persistConn).Read`) are the poller's too: the site is the function that reads, writes or
 * accepts. A stack with no other frames (`go mu.Lock()`) has its outermost frame as site; undefined when all are the
 * runtime's or there is none.
 */
export function findParkSite(
  frames: readonly Frame[],
  facts: readonly SymbolFacts[] = factsOf(frames),
): number | undefined {
  let onDescriptor: boolean | undefined;
  let fallback: number | undefined;
  for (let i = 0; i < frames.length; i++) {
    const own = facts[i];
    if (isRuntimes(own, frames[i])) continue;
    onDescriptor ??= isDescriptorWait(own);
    fallback = i;
    if (own.kind === 'linked' || own.kind === 'wait') continue;
    if (sitelessPackages.has(own.package) || wrapperPackages.has(own.package)) continue;
    if (onDescriptor && (descriptorPackages.has(own.package) || descriptorFunctions.has(own.name))) continue;
    return i;
  }
  return fallback;
}

/** The innermost frame outside the runtime is the poller's or a system call. */
function isDescriptorWait(facts: SymbolFacts): boolean {
  switch (facts.package) {
    case 'internal/poll':
    case 'syscall':
    case 'internal/syscall/unix':
    case 'internal/syscall/windows':
    case 'golang.org/x/sys/unix':
    case 'golang.org/x/sys/windows':
      return true;
    case 'net':
      return facts.name === 'net.runtime_pollWait';
    default:
      return false;
  }
}

/**
 * Index of the innermost frame of the main module (package `main` included), or, when the main module is not known, of
 * the innermost frame outside the standard library; undefined if there is none. Functions that cgo wrote do not count.
 */
export function findUserSite(
  frames: readonly Frame[],
  mainModule: string | undefined,
  facts: readonly SymbolFacts[] = factsOf(frames),
): number | undefined {
  for (let i = 0; i < frames.length; i++) {
    const own = facts[i];
    if (!isUsers(own, mainModule) || isInvisible(own, frames[i]) || own.name.includes('._C')) continue;
    return i;
  }
  return undefined;
}

function isUsers(facts: SymbolFacts, mainModule: string | undefined): boolean {
  if (facts.package === 'main') return true;
  if (facts.standard || facts.package === '') return false;
  if (mainModule === undefined) return !descriptorPackages.has(facts.package); // golang.org/x/sys is the system's
  return (
    facts.package === mainModule || facts.package.startsWith(`${mainModule}/`) || facts.package === `${mainModule}_test`
  );
}
