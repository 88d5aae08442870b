// A series as a row of block characters, highest value full.
const blocks = '▁▂▃▄▅▆▇█';

/** At most `cells` characters; longer series are thinned by the largest value of each slice. The floor is the least value. */
export function sparkline(values: readonly number[], cells: number): string {
  const slices: number[] = [];
  const step = Math.max(1, values.length / cells);
  for (let i = 0; i < Math.min(values.length, cells); i++) {
    const part = values.slice(Math.floor(i * step), Math.max(Math.floor(i * step) + 1, Math.floor((i + 1) * step)));
    slices.push(Math.max(...part));
  }
  const low = Math.min(...slices);
  const high = Math.max(...slices);
  return slices
    .map((v) => blocks[high === low ? 0 : Math.round(((v - low) / (high - low)) * (blocks.length - 1))])
    .join('');
}
