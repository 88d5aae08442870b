// The scanner and parser proper, compiled from `kernel/*.as`: hands them source, hears their faults, and copies what
// they made. WebAssembly because most Go trees are smaller than what it takes to warm JavaScript up (docs/formats/gosource.md).
import { decodeBase64 } from '../../base/base64.ts';
import type { GoNames } from '../../model/go-syntax.ts';
import { keywords, Token, tokenText } from '../../model/go-token.ts';
import { kernelWasm } from './kernel/kernel-wasm.ts';
import { faultOfLineDirective } from './line-directive.ts';
import type { RawFault } from './raw-fault.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly sourceAt: WebAssembly.Global;
  readonly commentsAt: WebAssembly.Global;
  readonly commentsEnd: WebAssembly.Global;
  readonly tokensAt: WebAssembly.Global;
  readonly nameCount: WebAssembly.Global;
  readonly placesAt: WebAssembly.Global;
  readonly poolAt: WebAssembly.Global;
  readonly poolRoom: WebAssembly.Global;
  readonly poolUsed: WebAssembly.Global;
  readonly slotMask: WebAssembly.Global;
  readonly n: WebAssembly.Global;
  readonly p: WebAssembly.Global;
  init(mask: number, room: number): void;
  adopt(count: number, used: number): void;
  nameOf(length: number, add: number): number;
  place(length: number): number;
  scan(): number;
  parsePackage(): void;
  parseDecls(): void;
  skipDecl(): void;
  order(count: number): number;
}

/** Bytes of a token: start, end, name id, kind. */
const TOKEN_WORDS = 4;
const NONE = -1;
/** Room for names to begin with; both double when they are full. */
const FIRST_MASK = (1 << 14) - 1;
const FIRST_POOL = 1 << 17;
/** A memory above this is left to the collector after the file that needed it; only its names move on. */
const MOST_MEMORY = 32 << 20;

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** What the kernel throws to leave a declaration that it cannot read. */
class GivenUp extends Error {}
/** What the kernel throws when the source is too large for its memory. */
class Full extends Error {}
// One for all: faults are control flow here, and a stack trace each would make hostile files slow.
const givenUp = new GivenUp('declaration given up');
const full = new Full('no memory');

let compiled: WebAssembly.Module | undefined;

/** The compiled kernel; the same for all, and what a worker should be given so that it need not begin cold. */
export function goKernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decodeBase64(kernelWasm));
  return compiled;
}

const NAMES_AT_ONCE = 64;

/** Takes a kernel that another thread has compiled (and warmed up). */
export function shareGoKernelModule(module: WebAssembly.Module): void {
  compiled = module;
}

/** What became of one file. */
export interface KernelTree {
  readonly count: number;
  /** Columns behind each other: start, end, size, aux (4 bytes each), kind, op (1 byte each). */
  readonly columns: ArrayBuffer;
  readonly comments: Int32Array;
  /** Unordered. */
  readonly faults: readonly RawFault[];
}

/** Reads one file after the other, with the same names for all. */
export class GoKernel implements GoNames {
  #kernel: Exports;
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #faults: RawFault[] = [];
  readonly #texts: (string | undefined)[] = [];

  constructor() {
    this.#kernel = this.#instance(FIRST_MASK, FIRST_POOL);
    for (const word of [...keywords, '.', '_']) this.#idOf(word, 1);
  }

  #instance(mask: number, room: number): Exports {
    const host = {
      report: (offset: number, text: number, argument: number) =>
        this.#faults.push({ offset, text, argument, token: this.#token() }),
      scanFault: (offset: number, text: number, argument: number) => this.#faults.push({ offset, text, argument }),
      giveUp: () => {
        throw givenUp;
      },
      full: () => {
        throw full;
      },
      classOf: (rune: number) => {
        const text = String.fromCodePoint(rune);
        return letter.test(text) ? 1 : digit.test(text) ? 2 : 0;
      },
      lineDirective: (from: number, to: number) => {
        const text = decoder.decode(this.#source().subarray(from, to));
        if (!text.startsWith('line ')) return;
        const fault = faultOfLineDirective(text.slice(5));
        if (fault) this.#faults.push({ offset: from + 5 + fault.at, message: fault.message });
      },
    };
    const instance = new WebAssembly.Instance(goKernelModule(), { host });
    const kernel = instance.exports as unknown as Exports;
    kernel.init(mask, room);
    return kernel;
  }

  /** Views of the memory, which a growth replaces. */
  #look(): void {
    const { buffer } = this.#kernel.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  }

  #source(): Uint8Array {
    this.#look();
    return this.#bytes.subarray(this.#kernel.sourceAt.value >>> 0);
  }

  /** Where the parser stands, as an index of tokens. */
  #token(): number {
    return ((this.#kernel.p.value >>> 0) - (this.#kernel.tokensAt.value >>> 0)) >> 4;
  }

  /** Puts the source in place and reads its tokens; how many there are. False when it is too large. */
  #scan(source: Uint8Array): number | false {
    this.#faults = [];
    try {
      const at = this.#kernel.place(source.length) >>> 0;
      this.#look();
      this.#bytes.set(source, at);
      return this.#kernel.scan();
    } catch (error) {
      if (error !== full) throw error;
      return false;
    }
  }

  /** The tokens of a file: `kind`, `start`, `end`, `name` (id, of identifiers), with an EOF at the end; and its faults. */
  tokens(source: Uint8Array) {
    const count = this.#scan(source);
    if (count === false) throw new RangeError('the source is too large');
    this.#look();
    const at = (this.#kernel.tokensAt.value >>> 0) >> 2;
    const column = (k: number) =>
      Int32Array.from({ length: count + 1 }, (_, i) => this.#words[at + i * TOKEN_WORDS + k]);
    const faults = this.#faults;
    return {
      count,
      start: column(0),
      end: column(1),
      name: column(2),
      kind: column(3),
      comments: this.#comments(),
      faults,
    };
  }

  /** How many tokens a file has; nothing is copied. */
  countTokens(source: Uint8Array): number {
    return this.#scan(source) || 0;
  }

  /** The tree of a file; undefined when it is too large for 4 GiB with its tokens and nodes. */
  parse(source: Uint8Array): KernelTree | undefined {
    if (this.#scan(source) === false) return undefined;
    const kernel = this.#kernel;
    try {
      let count = 0;
      if (this.#attempt(kernel.parsePackage)) {
        while (!this.#attempt(kernel.parseDecls)) kernel.skipDecl();
        count = kernel.n.value;
      }
      const at = kernel.order(count) >>> 0;
      return {
        count,
        columns: kernel.memory.buffer.slice(at, at + count * 18),
        comments: this.#comments(),
        faults: this.#faults,
      };
    } catch (error) {
      if (error !== full) throw error;
      return undefined;
    }
  }

  #comments(): Int32Array {
    this.#look();
    return this.#words.slice((this.#kernel.commentsAt.value >>> 0) >> 2, (this.#kernel.commentsEnd.value >>> 0) >> 2);
  }

  /** Runs `step`; false when it gave up, which is in the faults then. */
  #attempt(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      if (error === givenUp) return false;
      // The engine's stack may end before our own limit does.
      if (!(error instanceof RangeError)) throw error;
      const token = this.#token();
      this.#look();
      const offset = this.#words[((this.#kernel.p.value >>> 0) >> 2) + 0];
      this.#faults.push({ offset, stack: true, token });
      return false;
    }
  }

  /** Token `index` of the file read last, in words, as go/parser shows it. */
  describeToken(index: number): string {
    this.#look();
    const at = ((this.#kernel.tokensAt.value >>> 0) >> 2) + index * TOKEN_WORDS;
    const [start, end, , kind] = this.#words.subarray(at, at + TOKEN_WORDS);
    if (kind === Token.SEMICOLON && start === end) return 'newline';
    if (kind >= Token.IDENT && kind <= Token.STRING)
      return decoder.decode(this.#source().subarray(start, Math.min(end, start + 60)));
    return `'${tokenText[kind]}'`;
  }

  /** Lets go of the memory that an unusually large file needed. */
  shrink(): void {
    if (this.#kernel.memory.buffer.byteLength <= MOST_MEMORY) return;
    const { nameCount, poolUsed, slotMask, poolRoom, placesAt, poolAt } = this.#kernel;
    const old = new Uint8Array(this.#kernel.memory.buffer);
    const fresh = this.#instance(slotMask.value, poolRoom.value);
    const bytes = new Uint8Array(fresh.memory.buffer);
    const copy = (from: number, to: number, length: number) => bytes.set(old.subarray(from, from + length), to);
    copy(placesAt.value >>> 0, fresh.placesAt.value >>> 0, (nameCount.value + 1) * 4);
    copy(poolAt.value >>> 0, fresh.poolAt.value >>> 0, poolUsed.value);
    fresh.adopt(nameCount.value, poolUsed.value);
    this.#kernel = fresh;
  }

  get count(): number {
    return this.#kernel.nameCount.value;
  }

  text(id: number): string {
    const known = this.#texts[id];
    if (known !== undefined) return known;
    this.#look();
    // Names asked for first are asked for in the order in which they came: a run of them is decoded at once.
    const places = (this.#kernel.placesAt.value >>> 0) >> 2;
    const pool = this.#kernel.poolAt.value >>> 0;
    const end = Math.min(id + NAMES_AT_ONCE, this.count);
    const first = this.#words[places + id];
    const length = this.#words[places + end] - first;
    const run = decoder.decode(this.#bytes.subarray(pool + first, pool + first + length));
    // Characters are bytes where all of them are ASCII.
    const last = run.length === length ? end : id + 1;
    for (let k = id; k < last; k++) {
      if (this.#texts[k] !== undefined) continue;
      const from = this.#words[places + k];
      const to = this.#words[places + k + 1];
      this.#texts[k] =
        run.length === length
          ? run.slice(from - first, to - first)
          : decoder.decode(this.#bytes.subarray(pool + from, pool + to));
    }
    return this.#texts[id] ?? '';
  }

  find(name: string): number {
    return this.#idOf(name, 0);
  }

  /** The id of a name given as text; -1 for an unknown one unless it is to be added. */
  #idOf(name: string, add: 0 | 1): number {
    const text = encoder.encode(name);
    const at = this.#kernel.place(text.length) >>> 0;
    this.#look();
    this.#bytes.set(text, at);
    const id = this.#kernel.nameOf(text.length, add);
    return id === NONE ? -1 : id;
  }
}
