// What the loop and its kernel tell each other: words at one place in the memory they share.

/** Words of the control block: addresses of columns, sizes, and what the kernel gives back. */
export const control = {
  BUFFER: 0,
  HEAP: 1,
  CURSOR_TIME: 2,
  CURSOR_POS: 3,
  CURSOR_AT: 4,
  CURSOR_END: 5,
  CURSOR_M: 6,
  M_P: 7,
  M_G: 8,
  M_SEEN: 9,
  G_STATUS: 10,
  G_SEQ: 11,
  G_MARKED: 12,
  G_IDS: 13,
  G_FREE: 14,
  G_ROOM: 15,
  G_KEYS: 16,
  G_SLOTS: 17,
  G_MASK: 18,
  P_STATUS: 19,
  P_SEQ: 20,
  P_KEYS: 21,
  P_SLOTS: 22,
  P_MASK: 23,
  STACKS: 24,
  STACK_COUNT: 25,
  STRINGS: 26,
  STRING_COUNT: 27,
  TIMES: 28,
  WORDS: 29,
  CAPACITY: 30,
  COUNTS: 31,
  DOUBLES: 32,
  HEAP_SIZE: 33,
  G_FREE_COUNT: 34,
  G_TOP: 35,
  G_SIZE: 36,
  COUNT: 37,
  NEXT: 38,
} as const;

export const controlWords = 40;

/** Why the kernel has returned. `STEP`: the next event is for the careful loop; `NEXT`: what follows an event is. */
export const why = { STEP: 0, FULL: 1, NEXT: 2 } as const;
