// What must hold of every trace that is read, whatever the bytes are: times that only grow, slots that exist, counts that
// agree, problems that are explained, and facts of finite numbers. Throws with the place that does not hold.
import { newTraceWalk, type TraceWalk } from '../src/analyse/trace/derive-trace-facts.ts';
import { decodeTrace } from '../src/decode/exectrace/trace-reader.ts';
import { judgeTrace } from '../src/judge/judge-trace.ts';
import { problemInfo } from '../src/knowledge/problems.ts';
import { DecodeError } from '../src/model/problem.ts';
import type { TraceSink, TraceSummary } from '../src/model/trace-events.ts';

function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

/** Reads the bytes with all listeners; undefined when they are refused as no trace. */
export function checkTrace(bytes: Uint8Array): TraceSummary | undefined {
  let told = 0;
  let last = Number.NEGATIVE_INFINITY;
  let walk: TraceWalk | undefined;
  let summary: TraceSummary;
  try {
    summary = decodeTrace(bytes, {
      sink: (tables) => {
        walk = newTraceWalk(tables);
        const any: TraceSink['any'] = (time, type, m, p, g, about, from, to, stack) => {
          // Above 2^53 the next ns is the same number.
          hold(time > last || (time === last && time > 2 ** 53), `event ${type} at ${time} is later than ${last}`);
          last = time;
          told++;
          for (const slot of [m, p, g, about])
            hold(Number.isInteger(slot) && slot >= -1, `slot ${slot} of event ${type}`);
          hold(from >= 0 && from <= 5 && to >= 0 && to <= 5, `states ${from} → ${to} of event ${type}`);
          for (const frame of tables.frames(tables.stackOf(stack)))
            hold(
              typeof frame.function === 'string' && Number.isFinite(frame.line),
              'a frame has a function and a line',
            );
          walk?.sink.any?.(time, type, m, p, g, about, from, to, stack);
        };
        return { ...walk.sink, any };
      },
    });
  } catch (error) {
    if (error instanceof DecodeError) {
      hold(problemInfo(error.code) !== undefined, `problem ${error.code} is explained`);
      return undefined;
    }
    throw error;
  }
  hold(summary.events === told, `${summary.events} events are counted, ${told} were told`);
  hold(summary.bytes === bytes.length, `${summary.bytes} of ${bytes.length} bytes`);
  hold(Number.isFinite(summary.durationNs) && Number.isFinite(summary.firstNs), 'the times are finite');
  hold(summary.complete || summary.problems.length > 0, 'what is not complete has a problem');
  for (const { code, message, offset } of summary.problems) {
    hold(problemInfo(code) !== undefined, `problem ${code} is explained`);
    hold(message !== '' && message.length < 600, 'a problem has a message');
    hold(offset !== undefined && offset >= 0 && offset <= bytes.length, `offset ${offset} lies in the file`);
  }
  const facts = walk?.finish(summary);
  hold(facts !== undefined, 'the listener was asked for');
  checkNumbers(facts, 'facts');
  judgeTrace(facts, 'fuzz');
  return summary;
}

/** No NaN and no infinity anywhere. */
function checkNumbers(value: unknown, path: string): void {
  if (typeof value === 'number') hold(Number.isFinite(value), `${path} is ${value}`);
  else if (Array.isArray(value)) for (let i = 0; i < value.length; i++) checkNumbers(value[i], `${path}[${i}]`);
  else if (value && typeof value === 'object')
    for (const [key, part] of Object.entries(value)) checkNumbers(part, `${path}.${key}`);
}
