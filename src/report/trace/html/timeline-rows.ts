// Which rows the timeline shows, one below the other. Runs in the browser, sent as its own text.
import type { TimelineData } from './timeline-data.ts';
import type { TimelineIndex } from './timeline-index.ts';

export interface TimelineRow {
  readonly kind: 'group' | 'lane' | 'proc' | 'spans';
  /** Number of the group, lane, processor or line of spans. */
  readonly at: number;
  readonly group: number;
  /** Pixels from the top of all rows. */
  readonly y: number;
  readonly h: number;
  readonly label: string;
  readonly open: boolean;
}

export interface RowOptions {
  readonly mode: 'groups' | 'procs';
  /** 1: lanes shown, 0: not; by group. */
  readonly open: Uint8Array;
  /** 1: shown, by group. */
  readonly shown: Uint8Array;
  readonly spanLines: number;
}

/** Groups in the order of the page: the program's by time that they ran or were ready, then the runtime's own. */
export function orderGroups(data: TimelineData, index: TimelineIndex): number[] {
  const { groupBusy, groupSize } = index.lane;
  const order = data.groupNames.map((_name, g) => g).filter((g) => groupSize[g] > 0);
  return order.sort(
    (a, b) =>
      Number(data.groupSystem[a]) - Number(data.groupSystem[b]) ||
      groupBusy[b] - groupBusy[a] ||
      groupSize[b] - groupSize[a] ||
      a - b,
  );
}

export function arrangeRows(
  data: TimelineData,
  index: TimelineIndex,
  order: readonly number[],
  options: RowOptions,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let y = 0;
  const put = (kind: TimelineRow['kind'], at: number, group: number, h: number, label: string, open = false): void => {
    rows.push({ kind, at, group, y, h, label, open });
    y += h;
  };
  for (let line = 0; line < options.spanLines; line++)
    put('spans', line, -1, 16, line === 0 ? 'Tasks and regions' : '');
  if (options.mode === 'procs') {
    for (let p = 0; p < data.procIds.length; p++)
      if (index.proc.start[p + 1] > index.proc.start[p]) put('proc', p, -1, 30, `P ${data.procIds[p]}`);
    return rows;
  }
  const { groupLane, groupSize } = index.lane;
  for (const g of order) {
    if (options.shown[g] === 0) continue;
    const open = options.open[g] === 1;
    put('group', g, g, open ? 20 : 26, `${data.groupLabels[g]}`, open);
    if (!open) continue;
    const single = groupSize[g] === 1;
    for (let l = groupLane[g]; l < groupLane[g + 1]; l++)
      put('lane', l, g, 17, single ? '' : `${l - groupLane[g] + 1}`);
  }
  return rows;
}

/** Lines for spans that overlap: the first line that is free; at most `most`, the last one takes what is left. */
export function lineUpSpans(
  spans: TimelineData['spans'],
  toNs: number,
  most: number,
): { line: number[]; lines: number } {
  const ends: number[] = [];
  const order = spans.map((_span, i) => i).sort((a, b) => spans[a].at - spans[b].at);
  const line: number[] = new Array(spans.length).fill(0);
  for (const i of order) {
    let at = ends.findIndex((end) => end <= spans[i].at);
    if (at < 0) at = Math.min(ends.length, most - 1);
    ends[at] = spans[i].ns < 0 ? toNs : spans[i].at + spans[i].ns;
    line[i] = at;
  }
  return { line, lines: ends.length };
}
