// "Did you mean": the known word nearest to a mistyped one.
import { nearestWords } from '../base/edit-distance.ts';

/** ` (did you mean X?)`, or nothing when no word is near. */
export function suggest(word: string, known: readonly string[]): string {
  const [nearest] = nearestWords(word.slice(0, 64), known, 1);
  return nearest ? ` (did you mean ${nearest}?)` : '';
}
