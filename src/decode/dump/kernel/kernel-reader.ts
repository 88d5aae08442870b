// The WASM kernel as a FastReader: one compiled module, instances taken from a shelf and put back, synchronously.
import { kernelModule } from '../../../base/kernel-module.ts';
import { BATCH, type FastReader, PADDING, type Stop } from '../fast-reader.ts';
import { kernelWasm } from './kernel-wasm.ts';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  reset(): void;
  room(bytes: number): number;
  read(from: number, to: number): number;
  stopReason(): number;
  recordCount(): number;
  columns(): number;
  textEntry(number: number): number;
  stackEntry(number: number): number;
}

/** Instances whose memory stayed small wait here for the next decoder; larger ones are left to the collector. */
const shelf: KernelExports[] = [];
const SHELF_SIZE = 2;
const SHELF_MEMORY = 1 << 24;
const stops: readonly Stop[] = ['more', 'odd', 'full'];

const moduleOf = kernelModule(kernelWasm);

/** A reader with empty tables; undefined where there is no WebAssembly with SIMD. */
export function takeKernel(): FastReader | undefined {
  const compiled = moduleOf();
  if (!compiled) return undefined;
  const kernel = shelf.pop() ?? (new WebAssembly.Instance(compiled, {}).exports as unknown as KernelExports);
  return new KernelReader(kernel);
}

class KernelReader implements FastReader {
  private readonly kernel: KernelExports;
  private readonly columnsAt: number;
  private buffer: ArrayBuffer | undefined;
  private windowAt = 0;
  private words = new Uint32Array(0);
  private all = new Uint8Array(0);
  window = new Uint8Array(0);
  capacity = 0;
  ids = new Float64Array(0);
  creators = new Float64Array(0);
  tails = new Uint32Array(0);
  stacks = new Uint32Array(0);
  lines = new Uint32Array(0);
  offsets = new Uint32Array(0);
  stop: Stop = 'more';
  count = 0;

  constructor(kernel: KernelExports) {
    this.kernel = kernel;
    kernel.reset();
    this.columnsAt = kernel.columns();
    this.renew();
  }

  /** Takes the views anew when memory has grown, which detaches the old ones. */
  private renew(): void {
    const { buffer } = this.kernel.memory;
    if (buffer === this.buffer) return;
    this.buffer = buffer;
    this.all = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer);
    let at = this.columnsAt;
    this.ids = new Float64Array(buffer, at, BATCH);
    at += BATCH * 8;
    this.creators = new Float64Array(buffer, at, BATCH);
    at += BATCH * 8;
    this.tails = new Uint32Array(buffer, at, BATCH);
    at += BATCH * 4;
    this.stacks = new Uint32Array(buffer, at, BATCH);
    at += BATCH * 4;
    this.lines = new Uint32Array(buffer, at, BATCH);
    at += BATCH * 4;
    this.offsets = new Uint32Array(buffer, at, BATCH);
    this.window = new Uint8Array(buffer, this.windowAt, this.capacity + PADDING);
  }

  room(capacity: number): void {
    if (capacity <= this.capacity) return;
    this.windowAt = this.kernel.room(capacity);
    this.capacity = capacity;
    this.buffer = undefined;
    this.renew();
  }

  read(from: number, to: number): number {
    const end = this.kernel.read(from, to);
    this.stop = stops[this.kernel.stopReason()];
    this.count = this.kernel.recordCount();
    this.renew();
    return end;
  }

  tailText(tail: number): Uint8Array {
    return this.frameText(tail).functionText;
  }

  stackWords(stack: number): Uint32Array {
    const entry = this.kernel.stackEntry(stack) >> 2;
    const at = this.words[entry] >> 2;
    return this.words.subarray(at, at + this.words[entry + 1]);
  }

  frameText(frame: number): { readonly functionText: Uint8Array; readonly placeText: Uint8Array } {
    const entry = this.kernel.textEntry(frame) >> 2;
    const start = this.words[entry];
    const middle = start + this.words[entry + 1];
    return {
      functionText: this.all.subarray(start, middle),
      placeText: this.all.subarray(middle, middle + this.words[entry + 2]),
    };
  }

  release(): void {
    if (shelf.length < SHELF_SIZE && this.kernel.memory.buffer.byteLength <= SHELF_MEMORY) shelf.push(this.kernel);
    this.window = this.all = new Uint8Array(0);
    this.words = new Uint32Array(0);
    this.buffer = undefined;
  }
}
