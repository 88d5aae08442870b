// The index of documented library leaks; one file a family in known-leaks/.
import { clientLeaks } from './known-leaks/clients.ts';
import { instanceLeaks } from './known-leaks/instances.ts';
import { messagingLeaks } from './known-leaks/messaging.ts';
import { standardLibraryLeaks } from './known-leaks/standard-library.ts';
import { createMatcher } from './matcher.ts';
import type { KnownLeak } from './signature.ts';

export const knownLeaks: readonly KnownLeak[] = [
  ...standardLibraryLeaks,
  ...clientLeaks,
  ...messagingLeaks,
  ...instanceLeaks,
];

/**
 * Documented leaks whose goroutines look like this one; arguments as for `matchSignatures`. A match alone proves
 * nothing: compare the count with `atLeast` and the version with `fixedIn` (`analyse/runtime/module-version.ts`).
 */
export const matchKnownLeaks = createMatcher(knownLeaks);

/** `…/pkg/mod/github.com/redis/go-redis/v9@v9.14.0/pubsub.go` → module path (as in the cache, `!x` escaped) and version. */
export function moduleOfFile(file: string): { readonly module: string; readonly version: string } | undefined {
  const found = /(?:^|\/pkg\/mod\/|\/vendor\/)([^@]+)@(v\d+[^/]*)\//.exec(file);
  if (!found) return undefined;
  const module = found[1]
    .replace(/^.*\/pkg\/mod\//, '')
    .replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { module, version: found[2] };
}
