// What a forgotten cancel function keeps alive, and so at which level it is reported (static-analysis.md §5.4, rule 4).
import type { CancelSite } from '../../analyse/source/cancel-sites.ts';
import type { SourceLevel } from '../../model/source-package.ts';

export interface CancelWeight {
  readonly level: SourceLevel;
  readonly reason: string;
  readonly assumption?: string;
}

/** Level of a cancel function that is not called, by what the context hangs on. */
export function weighCancel(site: CancelSite): CancelWeight {
  if (site.fn.file.isTestCode) return { level: 'note', reason: 'it is a test: the process ends soon' };
  if (site.maker === 'timer')
    return {
      level: 'suspect',
      reason: 'its timer and its place in the parent stay until the time limit',
      assumption: 'the time limit is long',
    };
  switch (site.parent) {
    case 'root':
      return { level: 'note', reason: 'its parent is never cancelled: only what waits on it is kept' };
    case 'request':
      return { level: 'suspect', reason: 'it stays in its parent until the request ends', assumption: 'requests last' };
    case 'parameter':
      return {
        level: 'suspect',
        reason: 'it stays in its parent until that ends',
        assumption: 'the parent outlives this call',
      };
    case 'call':
      return {
        level: 'suspect',
        reason: 'it stays in its parent until that ends',
        assumption: 'the parent can be cancelled, and lives long',
      };
    default:
      return { level: 'leak', reason: 'it stays in its parent until that ends' };
  }
}
