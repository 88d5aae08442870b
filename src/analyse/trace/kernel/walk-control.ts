// What the walk and its kernel tell each other: words at one place in the memory they share.

const names = [
  // The run of events, and the numbers that stacks and reasons have over all generations, by their ids of this one.
  'TIMES',
  'WORDS',
  'STACK_NUMBERS',
  'STACK_ROOM',
  'REASONS',
  'REASON_ROOM',
  // Lives (goroutine-life.ts).
  'STATE',
  'SINCE',
  'SINCE_START',
  'REASON',
  'STACK',
  'CELL',
  'NAMED',
  'SLOTS',
  'IN_STATE',
  'PEAK',
  'MOVES',
  'BLOCKS_FOR',
  'STOPS_FOR',
  'ENTERED',
  'REASON_ENTERED',
  'REASON_NS',
  'CELL_NS',
  'CELL_STACK',
  'ALIAS',
  'SEEN',
  'BORN_BEFORE',
  'CELL_COUNT',
  'CELL_OF_START',
  'START_ROOM',
  // Cancellations (cancellations.ts).
  'WATCH',
  'WATCH_ROOM',
  'TOP_IS_CANCEL',
  'TOP_ROOM',
  'AFTER_FUNC',
  'AFTER_ROOM',
  // Wakes (wake-edges.ts).
  'RECENT',
  'EDGE_COUNT',
  'EDGE_NS',
  'EDGE_START',
  'PLACE_COUNT',
  'PLACE_NS',
  'PLACE_START',
  'LAST_WAKER',
  'LAST_STACK',
  'LAST_ROOM',
  // Latencies, processors and system calls (scheduler-facts.ts).
  'LATENCY',
  'LATENCY_OF',
  'LATENCY_ROOM',
  'CALL_COUNT',
  'CALL_NS',
  'CALL_ROOM',
  'PROC_MOVES',
  'PROC_RUNNING',
  'PROC_SINCE',
  'PROC_NS',
  'PROCS',
  // Births (birth-growth.ts).
  'SITE_OF',
  'BEFORE',
  'SITE_ROOM',
  'ENDED',
  'CREATED',
  'RECENT_SITES',
] as const;

/** Index of each word of the control block: addresses of columns and how many places they have. */
export const control = Object.fromEntries(names.map((name, i) => [name, i])) as Readonly<
  Record<(typeof names)[number], number>
>;

export const controlWords = names.length;

/** Bits by goroutine: it is told to JavaScript when it starts, blocks or ends next. */
export const watch = { START: 1, BLOCK: 2, END: 4, CALL: 8 } as const;

/** Wakes that are remembered, eight numbers each, and births, four each. */
export const recent = { MASK: 16383, SITE_MASK: 1023 } as const;
