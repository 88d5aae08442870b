// Goroutines that send to a local channel whose receiver may leave first: capacity, sends and receives are counted on every
// path of the function that made the channel. One thing: the count, with the senders it counts.
import { NodeKind } from '../../model/go-syntax.ts';
import { forParts, ifParts } from '../../model/go-tree.ts';
import type { FlowBlock, FlowEdge, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { activityOf, runsOfLiteral, runsRepeatedly } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { onlyValue } from './callee.ts';
import type { ChannelUse } from './channel-uses.ts';
import { calleeBinding, capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathEnd } from './paths.ts';
import { explorePaths } from './paths.ts';

/** A goroutine (or all started by one `go` statement) that sends to the channel. */
export interface Sender {
  /** GoStmt, or the call that starts it. */
  readonly start: SourcePlace;
  readonly fn: SourceFunction;
  /** Sends that wait until taken: a send statement, a select without other case. */
  readonly sends: readonly SourcePlace[];
  /** Sends on the path with most of them, for one start; `many` and above for a loop. */
  readonly count: number;
}

/** What is left behind on one path of the function that made the channel. */
export interface AbandonedSend {
  readonly channel: Variable;
  /** The call of make. */
  readonly made: SourcePlace;
  readonly capacity: number;
  readonly owner: SourceFunction;
  /** Those of which something may be left, in order. */
  readonly senders: readonly Sender[];
  /** Sends and receives counted on the path, as far as they are finite. */
  readonly sent: number;
  /** A sender is started in a loop that does not make the channel anew: `sent` may be any number. */
  readonly repeats: boolean;
  readonly received: number;
  /** The return (or the function's end) by which the receiver leaves. */
  readonly leave: SourcePlace;
  /** Why it can: another case of a select, an error return before the receive, a loop left early, too few receives on every
   * path. */
  readonly way: 'select' | 'return' | 'loop' | 'always';
  /** The select case or condition that decides, -1 for none. */
  readonly decision: number;
  /** The receiver ranges over the channel. */
  readonly ranges: boolean;
}

/** Counts stop here; more is `many`. */
export const many = 9;

interface SenderInfo extends Sender {
  /** Most sends that can follow its last signal on another channel, by key of that channel. */
  readonly after: ReadonlyMap<string, number>;
}

/** True for a send that waits until it is taken: no case of a select with another way out. */
export const isBlockingSend = (facts: PackageFacts, use: ChannelUse): boolean => {
  if (use.kind !== 'send') return false;
  const { tree } = use.file;
  const parent = facts.parentsOf(use.file)[use.node];
  if (tree.kind[parent] !== NodeKind.CommClause || tree.start[parent + 1] !== tree.start[use.node]) return true;
  if (parent + 1 !== use.node) return true;
  // The case of a select: it waits only when it is the only one.
  const body = facts.parentsOf(use.file)[parent];
  return tree.size[body] === tree.size[parent] + 1;
};

interface SendState {
  /** Sends so far. */
  readonly n: number;
  /** The channel after which is counted was fed; from the start when there is none. */
  readonly fed: boolean;
  /** Sends that a deferred function adds when it recovers from a panic. */
  readonly rescue: number;
}

class SendCounter {
  readonly #facts: PackageFacts;
  readonly #uses: readonly ChannelUse[];
  readonly #counts = new Map<SourceFunction, number>();
  readonly #blocking: ReadonlyMap<number, ChannelUse>;
  readonly #passes: ReadonlyMap<number, ChannelUse>;

  constructor(facts: PackageFacts, uses: readonly ChannelUse[]) {
    this.#facts = facts;
    this.#uses = uses;
    this.#blocking = new Map(uses.filter((use) => isBlockingSend(facts, use)).map((use) => [use.node, use]));
    this.#passes = new Map(uses.filter((use) => use.kind === 'pass').map((use) => [use.node, use]));
  }

  /** Functions in which something is done with the channel, calls of them included. */
  sendsWithin(fn: SourceFunction): ChannelUse[] {
    const sends = [...this.#blocking.values()].filter((use) => {
      for (let f: SourceFunction | undefined = use.fn; f; f = f.parent) if (f === fn) return true;
      return this.#uses.some((p) => p.kind === 'pass' && p.callee === use.fn && isInside(p.fn, fn));
    });
    // What is sent after a panic is not what comes to mind first.
    return sends.sort((a, b) => Number(this.#rescuer(a.fn)) - Number(this.#rescuer(b.fn)));
  }

  /** Most blocking sends on one path of `fn`, up to `many`. */
  most(fn: SourceFunction): number {
    const known = this.#counts.get(fn);
    if (known !== undefined) return known;
    this.#counts.set(fn, 0);
    const count = this.#explore(fn, '').most;
    this.#counts.set(fn, count);
    return count;
  }

  /** Most sends after a send to or close of the place with this key. */
  mostAfter(fn: SourceFunction, key: string): number {
    return this.#explore(fn, key).most;
  }

  /** True when a path of `fn` returns without a send. */
  maySendNothing(fn: SourceFunction): boolean {
    return this.#explore(fn, '').none;
  }

  #weight(operation: Operation, file: SourceFunction['file']): number {
    if (operation.kind === 'send') {
      const use = this.#blocking.get(operation.node);
      return use && use.file === file ? 1 : 0;
    }
    if (operation.kind !== 'call') return 0;
    const pass = this.#passes.get(operation.node);
    if (pass && pass.file === file && pass.callee) return this.most(pass.callee);
    const { literal } = operation.callee;
    if (literal) return this.most(literal);
    // `g.Go(func() { … })` and the like: what the literal sends is sent sooner or later.
    let sum = 0;
    for (const arg of operation.args)
      if (file.tree.kind[arg] === NodeKind.FuncLit) {
        const inner = this.#facts.functionAt(file, arg);
        const count = inner ? this.most(inner) : 0;
        sum += count > 0 && runsRepeatedly(operation.callee.name) ? many : count;
      }
    return sum;
  }

  /** Most sends of a deferred literal that sends only after a panic: it has recovered from one, or a flag says that the rest of
   * the function was not reached. */
  #rescues(operation: Operation): number {
    if (operation.kind !== 'call' || operation.mode !== 'defer') return 0;
    const { literal } = operation.callee;
    if (!literal || !this.#rescuer(literal)) return 0;
    const { most, none } = this.#explore(literal, '');
    return none ? most : 0;
  }

  #rescuer(fn: SourceFunction): boolean {
    const { blocks } = this.#facts.flowOf(fn);
    return (
      blocks.some(({ operations }) => operations.some((o) => o.kind === 'call' && o.callee.name === 'recover')) ||
      (runsOfLiteral(this.#facts, fn).every(({ kind }) => kind === 'defer') &&
        blocks.some(({ edges }) => edges.some(({ condition }) => this.#isFlagAround(fn, condition))))
    );
  }

  /** `if !done`, where `done` is a variable of the function around. */
  #isFlagAround(fn: SourceFunction, condition: number): boolean {
    if (condition < 0 || fn.file.tree.kind[condition] !== NodeKind.Ident) return false;
    const flag = this.#facts.variableOf(fn.file, condition);
    return flag?.owner !== undefined && flag.owner === fn.parent;
  }

  #explore(fn: SourceFunction, key: string): { most: number; none: boolean } {
    const binding = calleeBinding(this.#facts, fn);
    let most = 0;
    if (!binding || fn.body < 0) return { most, none: true };
    const graph = this.#facts.flowOf(fn);
    const visitor = {
      operation: (operation: Operation, state: SendState) => {
        const rescue = state.fed ? this.#rescues(operation) : 0;
        if (rescue > 0) {
          most = Math.max(most, rescue);
          return { ...state, rescue };
        }
        const n = state.fed ? Math.min(many, state.n + this.#weight(operation, fn.file)) : 0;
        // A panic comes before the last of the other sends, or there is nothing left that could panic.
        most = Math.max(most, n, Math.min(many, n > 0 && state.rescue > 0 ? n + state.rescue - 1 : 0));
        const isFeed =
          (operation.kind === 'send' || operation.kind === 'close') &&
          operation.mode === 'now' &&
          operation.place?.key === key;
        return isFeed ? { ...state, n: 0, fed: true } : n === state.n ? state : { ...state, n };
      },
      key: (state: SendState) => `${state.n}${state.fed}${state.rescue}`,
    };
    const initial: SendState = { n: 0, fed: key === '', rescue: 0 };
    const ends = explorePaths(graph, fn.file, binding, { block: 0, index: 0 }, initial, visitor);
    if (!ends) return { most: many, none: true };
    return { most, none: ends.some(({ end, state }) => end === 'return' && state.n === 0) };
  }
}

function isInside(inner: SourceFunction, fn: SourceFunction | undefined): boolean {
  for (let f: SourceFunction | undefined = inner; f; f = f.parent) if (f === fn) return true;
  return false;
}

const isWait = (operation: Operation): boolean =>
  operation.kind === 'call' && /(^sync\.WaitGroup|errgroup\.Group|conc\.WaitGroup)\.Wait$/.test(operation.callee.name);

const known = new WeakMap<SourceFunction, readonly AbandonedSend[]>();

/** Every local channel of the function whose sender may be left behind; one entry for each channel. */
export function abandonedSends(facts: PackageFacts, fn: SourceFunction): readonly AbandonedSend[] {
  let found = known.get(fn);
  if (!found) known.set(fn, (found = findAbandoned(facts, fn)));
  return found;
}

function findAbandoned(facts: PackageFacts, fn: SourceFunction): AbandonedSend[] {
  const binding = makesChannel(facts, fn) ? facts.bindingAt(fn.file, fn.node) : undefined;
  if (!binding || fn.body < 0) return [];
  const found: AbandonedSend[] = [];
  for (const [variable, origin] of binding.origins) {
    if (variable.owner !== fn || (origin.kind !== 'value' && origin.kind !== 'type')) continue;
    const value = onlyValue(binding, variable);
    if (value < 0) continue;
    const capacity = capacityAt(facts, binding, value);
    if (typeof capacity !== 'number' || capacity >= many) continue;
    if (facts.typeOf(fn.file, value).kind !== 'chan') continue;
    const abandoned = judgeChannel(facts, binding, fn, variable, value, capacity);
    if (abandoned) found.push(abandoned);
  }
  return found;
}

/** Senders of a channel, or undefined when its uses are not all understood. */
export function sendersOf(
  facts: PackageFacts,
  owner: SourceFunction,
  uses: readonly ChannelUse[],
): { senders: SenderInfo[]; counter: SendCounter } | undefined {
  const counter = new SendCounter(facts, uses);
  const starts = new Map<number, { start: SourcePlace; fn: SourceFunction }>();
  for (const use of uses) {
    if (use.kind === 'escape') return undefined;
    // A function that the channel was passed to: its uses belong to whoever called it.
    if (!isInside(use.fn, owner)) continue;
    const own = activityOf(facts, use.fn, owner);
    if (!own) return undefined;
    const { tree } = use.file;
    if (use.kind === 'pass' && use.callee) {
      const statement = facts.parentsOf(use.file)[use.node];
      if (tree.kind[statement] === NodeKind.GoStmt) {
        if (receivesFrom(uses, use.callee, use.parameter)) return undefined;
        if (own !== owner) continue;
        starts.set(statement, { start: { file: use.file, node: statement }, fn: use.callee });
        continue;
      }
      // Goroutines that the function starts itself use it, too.
      const inner = uses.filter((other) => isInside(other.fn, use.callee) && other.variable === use.parameter);
      if (own === owner ? inner.some((other) => other.kind !== 'look') : receivesFrom(uses, use.callee, use.parameter))
        return undefined;
    }
    if (own === owner) {
      if (use.kind === 'send') return undefined;
      continue;
    }
    if (use.kind === 'receive' || use.kind === 'range') return undefined;
    // A timer may be stopped before it sends.
    for (const run of runsOfLiteral(facts, own))
      if (run.kind === 'go' && isTimer(facts, own.file, run.node)) return undefined;
      else if (run.kind === 'go' && activityOf(facts, run.from, owner) === owner)
        starts.set(run.node, { start: { file: own.file, node: run.node }, fn: own });
  }
  const senders: SenderInfo[] = [];
  for (const { start, fn } of starts.values()) {
    const count = counter.most(fn);
    if (count === 0) continue;
    const sends = counter.sendsWithin(fn).map((use) => ({ file: use.file, node: use.node }));
    const after = new Map<string, number>();
    for (const block of facts.flowOf(fn).blocks)
      for (const operation of block.operations)
        if ((operation.kind === 'send' || operation.kind === 'close') && operation.place) {
          const { key } = operation.place;
          if (operation.mode === 'defer') after.set(key, Math.max(after.get(key) ?? 0, 0));
          else if (!after.has(key)) after.set(key, counter.mostAfter(fn, key));
        }
    senders.push({ start, fn, sends, count, after });
  }
  // Several starts of one function that sends only for some of its arguments: for which is not known.
  for (const sender of senders)
    if (
      sender.fn.params.length > 0 &&
      senders.some((other) => other !== sender && other.fn === sender.fn) &&
      counter.maySendNothing(sender.fn)
    )
      return undefined;
  return { senders, counter };
}

/** True when a function, or one that it calls, receives from its parameter; functions may call each other in a circle. */
function receivesFrom(
  uses: readonly ChannelUse[],
  callee: SourceFunction,
  parameter: Variable | undefined,
  seen = new Set<unknown>(),
): boolean {
  const of = parameter ?? callee;
  if (seen.has(of)) return false;
  seen.add(of);
  return uses.some(
    (use) =>
      isInside(use.fn, callee) &&
      use.variable === parameter &&
      (use.kind === 'receive' ||
        use.kind === 'range' ||
        (use.kind === 'pass' && use.callee && receivesFrom(uses, use.callee, use.parameter, seen))),
  );
}

function isTimer(facts: PackageFacts, file: SourcePlace['file'], node: number): boolean {
  if (file.tree.kind[node] !== NodeKind.CallExpr) return false;
  return /\.AfterFunc$/.test(facts.calleeOf(file, node).name);
}

interface Count {
  /** Sends that may still come, by sender. */
  readonly pending: readonly number[];
  readonly received: number;
  /** What an earlier turn left of a channel that each turn makes anew. */
  readonly lost: Count | undefined;
}

function judgeChannel(
  facts: PackageFacts,
  binding: Binding,
  owner: SourceFunction,
  channel: Variable,
  made: number,
  capacity: number,
): AbandonedSend | undefined {
  const uses = usesOfChannel(facts, binding, channel);
  if (!uses.some((use) => use.kind === 'send')) return undefined;
  const all = sendersOf(facts, owner, uses);
  if (!all || all.senders.length === 0) return undefined;
  const { senders } = all;
  const { tree } = owner.file;
  const receives = uses.filter((use) => use.kind === 'receive' || use.kind === 'range');
  if (receives.length === 0) return undefined;
  const received = new Set(receives.map((use) => use.node));
  const loops = receivingLoops(facts, receives);
  const joins = joiningChannels(facts, owner, senders);
  const startOf = new Map(senders.map((sender, k) => [sender.start.node, k]));
  const startCalls = new Map<number, number>();
  const repeated = new Set<number>();
  const madeIn = facts.flowOf(owner).blocks.find((block) => block.operations.some((o) => o.node === made))?.loop ?? -1;
  for (const block of facts.flowOf(owner).blocks)
    for (const operation of block.operations) {
      if (operation.kind !== 'call') continue;
      const k = startOf.get(operation.node) ?? startOf.get(facts.parentsOf(owner.file)[operation.node]);
      if (k === undefined) continue;
      startCalls.set(operation.node, k);
      if (block.loop !== madeIn) repeated.add(senders[k].start.node);
    }
  const none: Count = { pending: senders.map(() => 0), received: 0, lost: undefined };
  const isTooMany = ({ pending, received }: Count): boolean =>
    pending.reduce((sum, n) => sum + n, 0) - received > capacity;
  const isMade = (operation: Operation): boolean =>
    operation.kind === 'assign' && operation.place?.root === channel && operation.place.path.length === 0;

  // A turn that received all it was sent before the channel was made anew.
  let served = false;
  const explored = explorePaths<Count>(facts.flowOf(owner), owner.file, binding, { block: 0, index: 0 }, none, {
    operation(operation, state) {
      if (isMade(operation) && state.received > 0 && !isTooMany(state)) served = true;
      if (isMade(operation)) return { ...none, lost: isTooMany(state) ? { ...state, lost: undefined } : state.lost };
      if (operation.kind === 'call') {
        const k = startCalls.get(operation.node);
        if (k !== undefined) {
          const pending = state.pending.slice();
          pending[k] = Math.min(many, pending[k] + senders[k].count);
          return { ...state, pending };
        }
        if (isWait(operation)) return operation.mode === 'defer' ? undefined : none;
        const { literal } = operation.callee;
        // A literal called or deferred here that receives: how often is not counted.
        if (literal && receives.some((use) => isInside(use.fn, literal))) return undefined;
        return state;
      }
      if (operation.kind !== 'receive' && operation.kind !== 'range') return state;
      if (received.has(operation.node))
        return state.pending.every((n) => n === 0) ? state : { ...state, received: Math.min(many, state.received + 1) };
      const key = operation.place?.key;
      if (key === undefined) return state;
      if (joins.has(key)) return none;
      if (!senders.some((sender) => sender.after.has(key))) return state;
      return { ...state, pending: state.pending.map((n, k) => Math.min(n, senders[k].after.get(key) ?? n)) };
    },
    edge(edge, state, block) {
      return leavesLoop(tree, block, edge, loops) ? { ...none, lost: state.lost } : state;
    },
    key: ({ pending, received, lost }) =>
      `${pending.join()};${received}${lost ? `;${lost.pending.join()};${lost.received}` : ''}`,
  });
  if (!explored) return undefined;
  const ends = explored.map((end) => ({
    ...end,
    state: isTooMany(end.state) ? end.state : (end.state.lost ?? end.state),
  }));
  const leftBehind = (end: PathEnd<Count>): boolean => isTooMany(end.state);
  const returns = ends.filter((end) => end.end === 'return' && end.state.pending.some((n) => n > 0));
  const bad = returns.filter(leftBehind);
  if (bad.length === 0) return undefined;
  const always =
    !served && bad.length === returns.length && !ends.some((end) => end.end === 'return' && !leftBehind(end));
  const ranges = receives.some((use) => use.kind === 'range');
  for (const end of bad) {
    const decision = decisionOf(facts, owner, end, received);
    const isMany = end.state.pending.some((n) => n >= many);
    const repeats = isMany || senders.some((sender, k) => end.state.pending[k] > 0 && repeated.has(sender.start.node));
    // How many a loop starts is not known; there may be room for just as many.
    if (repeats && capacity > 0) continue;
    const inLoop = loops.some((loop) => isInSubtree(tree, loop, leaveNode(owner, end)));
    // How often a loop with a count of its own receives is not known either.
    if (repeats && !always && !ranges && decision.way === 'return' && !isErrorTest(tree, decision.node)) continue;
    return {
      channel,
      made: { file: owner.file, node: made },
      capacity,
      owner,
      senders: senders.filter((_, k) => end.state.pending[k] > 0),
      sent: end.state.pending.reduce((sum, n) => sum + n, 0),
      repeats,
      received: end.state.received,
      leave: { file: owner.file, node: leaveNode(owner, end) },
      way: always ? 'always' : decision.way === 'select' ? 'select' : inLoop ? 'loop' : 'return',
      decision: decision.node,
      ranges,
    };
  }
  return undefined;
}

/** Loops of the owner in which the channel is received from. */
function receivingLoops(facts: PackageFacts, receives: readonly ChannelUse[]): number[] {
  const loops = new Set<number>();
  for (const use of receives) {
    const parents = facts.parentsOf(use.file);
    const { tree } = use.file;
    for (let at = use.node; at >= 0 && at !== use.fn.node; at = parents[at])
      if (tree.kind[at] === NodeKind.ForStmt || tree.kind[at] === NodeKind.RangeStmt) loops.add(at);
  }
  return [...loops];
}

const isInSubtree = (tree: SourcePlace['file']['tree'], root: number, node: number): boolean =>
  root <= node && node < root + tree.size[root];

/** True for the edge by which a receiving loop ends as its head says: condition false, range exhausted. */
function leavesLoop(
  tree: SourcePlace['file']['tree'],
  block: FlowBlock,
  edge: FlowEdge,
  loops: readonly number[],
): boolean {
  for (const loop of loops) {
    if (tree.kind[loop] === NodeKind.RangeStmt) {
      if (block.head === loop && edge === block.edges[1]) return true;
    } else {
      const { condition } = forParts(tree, loop);
      if (condition >= 0 && !edge.holds && isInSubtree(tree, condition, edge.condition)) return true;
    }
  }
  return false;
}

/** Channels whose signal means that all senders are through: fed by a goroutine after it waited for them. */
function joiningChannels(facts: PackageFacts, owner: SourceFunction, senders: readonly Sender[]): Set<string> {
  const keys = new Set<string>();
  for (const fn of facts.bindingAt(owner.file, owner.node)?.functions ?? []) {
    if (fn === owner || senders.some((sender) => sender.fn === fn) || !isInside(fn, owner)) continue;
    const operations = facts.flowOf(fn).blocks.flatMap((block) => block.operations);
    if (!operations.some(isWait)) continue;
    for (const operation of operations)
      if ((operation.kind === 'close' || operation.kind === 'send') && operation.place) keys.add(operation.place.key);
  }
  return keys;
}

function leaveNode(owner: SourceFunction, end: PathEnd<unknown>): number {
  const { operations } = end.last.block;
  const last = operations[operations.length - 1];
  return last?.kind === 'return' ? last.node : owner.body;
}

/** The last choice on the path that led away: a select case that is not the channel's, else a condition. */
function decisionOf(
  facts: PackageFacts,
  owner: SourceFunction,
  end: PathEnd<unknown>,
  received: ReadonlySet<number>,
): { way: 'select' | 'return'; node: number } {
  const { tree } = owner.file;
  for (let step: typeof end.last | undefined = end.last; step; step = step.before) {
    const { edge } = step;
    if (!edge) break;
    if (edge.clause >= 0 && tree.kind[edge.clause] === NodeKind.CommClause) {
      const own = step.block.operations.some((o) => received.has(o.node));
      if (!own) return { way: 'select', node: edge.clause };
    }
    if (edge.condition >= 0) {
      const parent = facts.parentsOf(owner.file)[edge.condition];
      const isIf = tree.kind[parent] === NodeKind.IfStmt && ifParts(tree, parent).condition === edge.condition;
      return { way: 'return', node: isIf ? parent : edge.condition };
    }
  }
  return { way: 'return', node: -1 };
}

/** `if err != nil` and the like: a condition that compares with nil. */
function isErrorTest(tree: SourcePlace['file']['tree'], node: number): boolean {
  if (node < 0) return false;
  const condition = tree.kind[node] === NodeKind.IfStmt ? ifParts(tree, node).condition : node;
  const nil = tree.names.find('nil');
  for (let i = condition; i < condition + tree.size[condition]; i++)
    if (tree.kind[i] === NodeKind.Ident && tree.aux[i] === nil) return true;
  return false;
}
