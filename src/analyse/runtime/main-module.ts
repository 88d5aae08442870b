// Guesses the import path of the main module from the frames of snapshots: no dump states it.
import type { Snapshot } from '../../model/snapshot.ts';
import type { Frame } from '../../model/stack.ts';
import { symbolFacts } from './normalise-frames.ts';

/** Hosts whose module paths have three elements. */
const hostsOfOwners: ReadonlySet<string> = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'gitee.com',
]);

/**
 * The import path of the main module, or undefined when nothing tells. In this order: what the process says of itself;
 * the folder of `main.main` in a build with trimmed paths, cut at `/cmd/` and `/internal/` and to what it shares with the
 * module's other packages; else the module root that
 * the folder of `main.main` shares with packages built from the same place (not from the module cache or a vendor
 * folder).
 */
export function guessMainModule(snapshots: readonly Snapshot[]): string | undefined {
  for (const { provenance } of snapshots) if (provenance.process?.mainModule) return provenance.process.mainModule;
  const mainFolders = new Set<string>();
  const packages = new Map<string, string>();
  // Stacks share their frames: a dump has a few hundred.
  const seen = new Set<Frame>();
  const noteOnce = (frame: Frame) => {
    if (seen.has(frame)) return;
    seen.add(frame);
    note(frame, mainFolders, packages);
  };
  for (const { stacks } of snapshots) {
    for (const stack of stacks) {
      for (const frame of stack.frames) noteOnce(frame);
      if (stack.createdBy) noteOnce(stack.createdBy);
    }
  }
  const votes = new Map<string, number>();
  for (const folder of mainFolders) {
    const trimmed = moduleOfTrimmedFolder(folder, packages);
    if (trimmed !== undefined) votes.set(trimmed, (votes.get(trimmed) ?? 0) + 1);
  }
  if (votes.size === 0) {
    for (const [path, folder] of packages) {
      const root = moduleRoot(path, folder);
      if (root === undefined) continue;
      for (const main of mainFolders) {
        if (main === root.folder || main.startsWith(`${root.folder}/`)) {
          votes.set(root.module, (votes.get(root.module) ?? 0) + 1);
        }
      }
    }
  }
  let best: string | undefined;
  for (const [module, count] of votes) {
    const most = best === undefined ? 0 : (votes.get(best) ?? 0);
    if (count > most || (count === most && best !== undefined && module < best)) best = module;
  }
  return best;
}

/** Notes folders of package main, and folder by import path of the packages outside the standard library. */
function note(frame: Frame, mainFolders: Set<string>, packages: Map<string, string>): void {
  if (!frame.file) return;
  const facts = symbolFacts(frame.function);
  if (facts.package === '' || facts.standard || facts.folded.inlined) return;
  if (facts.package !== 'main' && packages.has(facts.package)) return;
  const file = frame.file.replaceAll('\\', '/');
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  if (folder === '' || folder.includes('@') || folder.includes('/vendor/')) return;
  if (facts.package === 'main') mainFolders.add(folder);
  else packages.set(facts.package, folder);
}

function isAbsolute(folder: string): boolean {
  return folder.startsWith('/') || /^[A-Za-z]:/.test(folder) || folder.startsWith('.');
}

/**
 * `github.com/a/b/cmd/c` → `github.com/a/b`; elsewhere what the folder shares with packages of the same build that have no
 * version in their path, so are of the main module. Undefined for absolute folders and for `command-line-arguments`.
 */
function moduleOfTrimmedFolder(folder: string, packages: ReadonlyMap<string, string>): string | undefined {
  if (isAbsolute(folder) || folder.startsWith('command-line-arguments')) return undefined;
  const elements = folder.replace(/\/(?:cmd|internal|examples?|tools)(?:\/.*)?$/, '').split('/');
  const least = leastElements(elements[0]);
  let length = elements.length;
  if (least === 3) length = Math.min(length, /^v\d+$/.test(elements[3] ?? '') ? 4 : 3);
  for (const [path, at] of packages) {
    if (path !== at) continue; // not a trimmed path of the main module
    const other = path.split('/');
    let shared = 0;
    while (shared < elements.length && elements[shared] === other[shared]) shared++;
    if (shared >= least) length = Math.min(length, shared);
  }
  return elements.slice(0, length).join('/');
}

/** Elements that a module path has at least. */
function leastElements(first: string): number {
  return hostsOfOwners.has(first) ? 3 : first.includes('.') ? 2 : 1;
}

/** Strips the trailing elements that path and folder share, but never into the module path's first two or three. */
function moduleRoot(path: string, folder: string): { module: string; folder: string } | undefined {
  if (!isAbsolute(folder)) return undefined;
  const from = path.replace(/_test$/, '').split('/');
  const to = folder.split('/');
  const least = leastElements(from[0]);
  while (from.length > least && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return { module: from.join('/'), folder: to.join('/') };
}
