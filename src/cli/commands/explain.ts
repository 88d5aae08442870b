// Runs `explain`: looks a word up in the knowledge, or names the nearest words.
import { neutralise } from '../../base/neutralise.ts';
import { explain } from '../../knowledge/explain.ts';
import type { Explanation } from '../../model/explanation.ts';
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
  const shown = found.kind === 'cause' ? await withSourceRule(found) : found;
  await writeOut(flags.json ? renderExplanationJson(shown) : renderExplanation(shown, textOptions({})));
  return exitCodes.ok;
}

/** A cause with how `lint` reports it, if a rule over source does. */
async function withSourceRule(found: Explanation): Promise<Explanation> {
  const { sourceRules } = await import('../../judge/rules/source-registry.ts');
  const rule = sourceRules.find(({ id }) => found.title.startsWith(`${id} `));
  if (!rule) return found;
  const shown = rule.level === 'note' ? ', shown with `--level note`' : '';
  const trial = rule.stage === 'trial' ? ', on trial: `--trial` runs it' : '';
  const [first, ...others] = found.facts;
  return {
    ...found,
    facts: [first, ['in source', `lint reports it as ${rule.level} at most${shown}${trial}`], ...others],
  };
}
