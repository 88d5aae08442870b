// How many edits lie between two words, and the nearest of many: for "did you mean".

/**
 * Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, at most `limit + 1`. Case counts.
 * Optimal string alignment; O(length²) with an early end, so cut long words before.
 */
export function editDistance(a: string, b: string, limit = 64): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length];
}

/**
 * Up to `most` words near to `word`, nearest first, whatever the case: those that begin with or hold it, then those
 * within a third of its length in edits. Empty when nothing is near.
 */
export function nearestWords(word: string, words: readonly string[], most = 5): readonly string[] {
  const want = word.toLowerCase().slice(0, 64);
  if (want === '') return [];
  const limit = Math.max(1, Math.floor(want.length / 3));
  const scored: { readonly text: string; readonly score: number }[] = [];
  for (const text of new Set(words)) {
    const have = text.toLowerCase();
    const held = want.length >= 3 && have.includes(want);
    const score = held ? (have.startsWith(want) ? 0.25 : 0.5) + have.length / 1000 : editDistance(want, have, limit);
    if (held || score <= limit) scored.push({ text, score });
  }
  return scored
    .sort((a, b) => a.score - b.score || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ text }) => text);
}
