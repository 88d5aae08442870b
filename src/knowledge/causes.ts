// The index of causes: every id of DESIGN §12 with its texts; one file a family in causes/.
import type { CauseEntry } from './causes/cause.ts';
import { channelCauses } from './causes/channels.ts';
import { contextCauses } from './causes/contexts.ts';
import { lifetimeCauses } from './causes/lifetimes.ts';
import { lockCauses } from './causes/locks.ts';
import { resourceCauses } from './causes/resources.ts';
import { suppressionCauses } from './causes/suppressions.ts';

export type { CauseEntry } from './causes/cause.ts';
export { fillPlaceholders } from './causes/cause.ts';

export const causes: readonly CauseEntry[] = [
  ...channelCauses,
  ...lockCauses,
  ...lifetimeCauses,
  ...contextCauses,
  ...resourceCauses,
  ...suppressionCauses,
];

const byWord = new Map<string, CauseEntry>(
  causes.flatMap((cause) => [
    [cause.id.toLowerCase(), cause],
    [cause.name, cause],
  ]),
);

/** A cause by its id or its name, `GL003` or `abandoned-send`, whatever the case; undefined when there is none. */
export function causeOf(word: string): CauseEntry | undefined {
  return byWord.get(word.toLowerCase());
}

/** Page of a cause, relative to the root of the package. */
export function causePage(id: string): string {
  return `docs/causes/${id}.md`;
}
