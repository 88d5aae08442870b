// A goroutine receives from a channel on which the function that started it has a path without a send or a close.

import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { unkeptPromises } from '../../../analyse/source/unkept-promises.ts';
import { unmatchedWaits } from '../../../analyse/source/unmatched-waits.ts';
import { unservedReceives } from '../../../analyse/source/unserved-receives.ts';
import type { UnservingGoroutine } from '../../../analyse/source/unserving-goroutines.ts';
import { unservingGoroutines } from '../../../analyse/source/unserving-goroutines.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';
import { unkeptFinding } from '../../source/unkept-finding.ts';
import { unmatchedFinding } from '../../source/unmatched-finding.ts';
import { unservedFinding } from '../../source/unserved-finding.ts';

/** A goroutine that ends without the send or close that its starter waits for. */
function unservingFinding(found: UnservingGoroutine): SourceFinding {
  const { channel, made, wait, waiter, start, worker, leave, by, served } = found;
  const ends = by === 'return' ? 'returns' : 'ends';
  return {
    ...wait,
    // That t.Fatal ends the goroutine and not the test is a mistake in tests; else a test ends soon.
    level: waiter.file.isTestCode && by !== 'goexit' ? 'note' : 'suspect',
    message: `this waits on ${channel.name} for ever when the goroutine ${ends} without serving it`,
    reasons: [
      `${channel.name} is known to ${shortName(waiter.name)} and what it starts only, and its goroutine alone serves it`,
      `a path of the goroutine ${ends} before any send or close, which stand on other paths`,
    ],
    assumption: 'the path can be taken',
    function: waiter,
    symbol: channel.name,
    related: [
      { ...start, message: 'the goroutine is started here' },
      { ...leave, message: leave.node === worker.body ? 'it ends here' : `it ${ends} here` },
      { ...served, message: 'another path serves the channel here' },
    ],
    path: [
      { ...made, message: `${channel.name} is made` },
      { ...start, message: 'the goroutine starts' },
      { ...leave, message: `it ${ends} without a send or a close` },
      { ...wait, message: 'waits for ever' },
    ],
  };
}

/** `<-make(chan struct{})` in a function of a command that is called, not started, is another way to write `select {}`. */
function keepsRunning(facts: PackageFacts, fn: SourceFunction): boolean {
  if (fn.package.name !== 'main' || fn.parent) return false;
  return facts.operations.callsTo(fn).every(({ operation: { mode } }) => mode !== 'go');
}

export const sourceRule = defineSourceRule({
  id: 'GL006',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      // What main starts lives as long as the process.
      if (fn.name === 'main.main') continue;
      for (const found of unservedReceives(facts, fn))
        if (found.kind === 'receive')
          report({
            ...unservedFinding(fn, found, 'a send or a close'),
            ...(!found.channel && keepsRunning(facts, fn) ? { level: 'note' } : {}),
          });
      for (const found of unservingGoroutines(facts, fn)) report(unservingFinding(found));
      // Each place is told once, by what knows more of it.
      for (const found of unmatchedWaits(facts, fn))
        if (found.operations.some(({ kind }) => kind === 'receive')) report(unmatchedFinding(found));
    }
    for (const found of unkeptPromises(facts)) if (found.how === 'close') report(unkeptFinding(found));
  },
});
