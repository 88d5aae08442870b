// A fix is only offered when the source still parses with it: its diff is dropped otherwise.
import { applyEdits, editsOverlap } from '../../base/unified-diff.ts';
import type { GoDecoder } from '../../decode/gosource/decode-go.ts';
import { editsByFile } from '../../judge/source/fix-diff.ts';
import type { Reported } from '../../judge/source/judge-source.ts';
import type { LintFinding } from '../../model/lint-result.ts';

interface Made {
  readonly finding: LintFinding;
  readonly from: Reported;
}

/** The findings, without the diffs that would put a syntax error into a file that has none. */
export function dropBrokenDiffs(decoder: GoDecoder, made: readonly Made[]): Made[] {
  return made.map((one) => {
    const { fix } = one.from.finding;
    if (!fix || one.finding.fix.diff === undefined) return one;
    for (const [file, edits] of editsByFile(fix)) {
      if (
        editsOverlap(edits) ||
        decoder.decode(applyEdits(file.tree.source, edits)).problemCount > file.tree.problemCount
      ) {
        const { diff: _, ...rest } = one.finding.fix;
        return { ...one, finding: { ...one.finding, fix: { ...rest, safe: false } } };
      }
    }
    return one;
  });
}
