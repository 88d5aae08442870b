// Two locks of one object that are taken in both orders: two goroutines can each hold what the other one waits for.
import { nameOfPlace } from '../../../analyse/source/held-locks.ts';
import type { LockOrder } from '../../../analyse/source/lock-orders.ts';
import { lockInversions } from '../../../analyse/source/lock-orders.ts';
import { rankInversions } from '../../../analyse/source/lock-ranks.ts';
import type { SourceStep } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

const firstOf = ({ fn, held }: LockOrder) => ({ file: fn.file, node: held.lock.call.node });
const secondOf = ({ second }: LockOrder) => ({ file: second.at.fn.file, node: second.at.node });
const isCertain = ({ second }: LockOrder) => second.always && !second.isIndirect;
const isHere = ({ fn, second, by }: LockOrder) => second.at.fn === fn && second.at.node === by.node;

function stepsOf(order: LockOrder, a: string, b: string): SourceStep[] {
  return [
    { ...firstOf(order), message: `${a} is locked` },
    ...(isHere(order) ? [] : [{ ...order.by, message: 'and held over this call' }]),
    { ...secondOf(order), message: `then ${b}` },
  ];
}

const shortType = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export const sourceRule = defineSourceRule({
  id: 'GL010',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const { order, other, isOnePair } of lockInversions(facts)) {
      const a = nameOfPlace(order.held.lock.place);
      const b = nameOfPlace(order.second.place);
      const always = isCertain(order) && isCertain(other);
      const isTest = order.fn.file.isTest || other.fn.file.isTest;
      report({
        ...secondOf(order),
        level: isTest || !always ? 'note' : 'suspect',
        message: `${b} is locked here while ${a} is held, and ${other.fn.name} takes them in the other order`,
        reasons: [
          `a path of ${order.fn.name} holds ${a} and takes ${b}`,
          `a path of ${other.fn.name} holds ${nameOfPlace(other.held.lock.place)} and takes ${nameOfPlace(other.second.place)}`,
          'no lock is held over both that would keep the two apart',
        ],
        assumption: always
          ? `two goroutines can be on the two paths at once${isOnePair ? '' : ' with the same object'}`
          : 'the called function takes the path on which it locks, and two goroutines can meet',
        function: order.second.at.fn,
        symbol: `${a}, ${b}`,
        related: [
          { ...firstOf(order), message: `${a} is locked here first` },
          ...(isHere(order) ? [] : [{ ...order.by, message: `this call leads to the lock of ${b}` }]),
          ...stepsOf(other, nameOfPlace(other.held.lock.place), nameOfPlace(other.second.place)).map((step, k) =>
            k === 0 ? { ...step, message: `the other order: ${step.message}` } : step,
          ),
        ],
        path: stepsOf(order, a, b),
      });
    }
    for (const { order, other } of rankInversions(facts)) {
      // What a test holds to look at, the program does not.
      if (order.fn.file.isTestCode || other.fn.file.isTestCode) continue;
      const [a, b] = order.names.map(shortType);
      report({
        file: order.second.at.fn.file,
        node: order.second.at.node,
        level: 'note',
        message: `${b} is locked here while ${a} is held, and ${other.fn.name} takes them in the other order`,
        reasons: [
          `a path of ${order.fn.name} holds ${a} and takes ${b}`,
          `a path of ${other.fn.name} holds ${b} and takes ${a}`,
          'one of the two objects is reached from the other',
        ],
        assumption: 'both are the same two objects, and two goroutines are on the two paths at once',
        function: order.second.at.fn,
        symbol: `${a}, ${b}`,
        related: [
          { file: order.fn.file, node: order.held.lock.call.node, message: `${a} is locked here first` },
          { ...order.by, message: `this leads to the lock of ${b}` },
          { file: other.fn.file, node: other.held.lock.call.node, message: `the other order: ${b} is locked` },
          { ...other.by, message: `and held over this, which leads to ${a}` },
        ],
      });
    }
  },
});
