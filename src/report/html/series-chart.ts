// The counts of a series as a small SVG: area, line, last value, span. Attributes only, so that the policy needs no inline style.
import { formatCount, formatSpan } from '../words.ts';

const width = 340;
const height = 110;
const pad = { left: 6, right: 6, top: 20, bottom: 20 };

/** The chart, or nothing for fewer than two points. Times are ms since 1970. */
export function seriesChart(series: { readonly times: readonly number[]; readonly counts: readonly number[] }): string {
  const { times, counts } = series;
  const size = Math.min(times.length, counts.length);
  if (size < 2) return '';
  const span = times[size - 1] - times[0];
  const high = Math.max(1, ...counts);
  const x = (i: number): number =>
    pad.left + (span > 0 ? (times[i] - times[0]) / span : i / (size - 1)) * (width - pad.left - pad.right);
  const y = (value: number): number => height - pad.bottom - (value / high) * (height - pad.top - pad.bottom);
  const points = Array.from({ length: size }, (_, i) => `${x(i).toFixed(1)},${y(counts[i]).toFixed(1)}`);
  const floor = (height - pad.bottom).toFixed(1);
  const first = counts[0];
  const last = counts[size - 1];
  const said = `${formatCount(first)} to ${formatCount(last)} goroutines over ${formatSpan(span)}, ${size} moments`;
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">
<line class="grid" x1="${pad.left}" x2="${width - pad.right}" y1="${floor}" y2="${floor}"/>
<polygon class="area" points="${x(0).toFixed(1)},${floor} ${points.join(' ')} ${x(size - 1).toFixed(1)},${floor}"/>
<polyline class="line" points="${points.join(' ')}"/>
<circle class="dot" cx="${x(size - 1).toFixed(1)}" cy="${y(last).toFixed(1)}" r="3.5"/>
<text x="${pad.left}" y="${Math.max(11, y(first) - 8).toFixed(1)}">${formatCount(first)}</text>
<text x="${width - pad.right}" y="${Math.max(11, y(last) - 8).toFixed(1)}" text-anchor="end">${formatCount(last)}</text>
<text x="${pad.left}" y="${height - 5}">0</text>
<text x="${width - pad.right}" y="${height - 5}" text-anchor="end">${formatSpan(span)}</text>
</svg>`;
}
