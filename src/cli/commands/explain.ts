// Runs `explain`: looks a word up in the knowledge, or names the nearest words.
import { neutralise } from '../../base/neutralise.ts';
import { explain } from '../../knowledge/explain.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { renderExplanation, renderExplanationJson } from '../../report/render-explanation.ts';
import { textOptions, writeOut } from '../print-result.ts';

/** Returns 0, or 2 for a word that nothing is known of. */
export async function runExplainCommand(word: string, flags: { readonly json?: boolean }): Promise<number> {
  const found = explain(word);
  if ('suggestions' in found) {
    const near = found.suggestions.length > 0 ? `; near to it: ${found.suggestions.join(', ')}` : '';
    process.stderr.write(`parkwatch explain: nothing is known of ${neutralise(word).slice(0, 200)}${near}\n`);
    return exitCodes.usage;
  }
  await writeOut(flags.json ? renderExplanationJson(found) : renderExplanation(found, textOptions({})));
  return exitCodes.ok;
}
