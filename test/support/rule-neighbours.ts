// Which fixtures a run-time capture cannot tell from a neighbour's: a closed list, each entry with its reason. The source
// tells them apart; `check --source` and lint do.

export interface Neighbours {
  /** Ids that may lead instead of the fixture's own. Empty: nothing is found, and the reason says why. */
  readonly accepts: readonly string[];
  readonly reason: string;
  /** Captures, below testdata/rules, on which the rule does lead; for ids with a rule only. */
  readonly firesOn?: string;
}

/** By fixture id. What is not here must lead by its own id. */
export const ruleNeighbours: Readonly<Record<string, Neighbours>> = {
  GL004: {
    accepts: ['GL003'],
    reason:
      'a closure of a function that has returned sends: whether that function ever received is in its source only',
    firesOn: 'GL021-send-in-select-arm/leaks/capture',
  },
  GL007: {
    accepts: ['GL006'],
    reason: 'the loop that lacks its stop case blocks in a plain receive, as a wait for one answer does',
    firesOn: 'CX011-detached-work/leaks/capture',
  },
  GL022: {
    accepts: ['GL004'],
    reason: 'the server around the wedged pipeline lives, so the world is not closed; without it the runtime says so',
    firesOn: 'GL022-wedged/leaks/crash',
  },
  GL008: { accepts: ['GL003'], reason: 'how many values the ended function took is in its source only' },
  GL017: { accepts: ['GL004'], reason: 'why there are more senders than the receiver can serve is in the source only' },
  GL018: { accepts: ['GL003'], reason: 'that the consumer broke off its loop is in its source only' },
  GL021: { accepts: ['GL004'], reason: 'the frame of a send inside a select arm is that of any send' },
  CX003: {
    accepts: ['RS005'],
    reason: 'a receive from ctx.Done() is a plain receive; the name of its birth site remains',
  },
  CX006: {
    accepts: ['GL006'],
    reason: 'a context parks nothing; the worker that waits for it stands in a plain receive',
  },
  CX007: { accepts: ['GL016'], reason: 'a loop that sleeps: whether a context reaches it is in the source only' },
  CX011: { accepts: ['GL007'], reason: 'work that outlived its request waits in select, like any loop without stop' },
  RS001: { accepts: ['GL005'], reason: 'a range over a ticker is a range over a channel' },
  RS002: { accepts: [], reason: 'pending timers are no goroutines: only the heap profile shows them' },
  RS008: { accepts: ['GL016'], reason: 'which path left it behind is in the source only' },
  RS010: {
    accepts: ['GL005'],
    reason: 'os/signal keeps the channel in a global; the receive from it is a plain receive',
  },
};
