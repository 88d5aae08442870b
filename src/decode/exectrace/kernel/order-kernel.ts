// The compiled kernel and memories for it: one module for the process, memories taken from a shelf and put back.
import { KernelRoom } from '../../../base/column-room.ts';
import { kernelModule } from '../../../base/kernel-module.ts';
import { kernelWasm } from './kernel-wasm.ts';

export interface OrderKernel {
  /** Where the loop and the kernel have their columns. */
  readonly room: KernelRoom;
  /** Orders events by the control block at this address; says why it has stopped (`why`). */
  run(control: number): number;
  /** The memory is for another trace from now on. */
  release(): void;
}

interface Instance {
  readonly room: KernelRoom;
  readonly run: (control: number) => number;
}

/** Memories that stayed small wait here for the next trace; larger ones are left to the collector. */
const shelf: Instance[] = [];
const shelfSize = 2;
const shelfMemory = 32 << 20;

const moduleOf = kernelModule(kernelWasm);

/** A kernel with an empty memory; undefined where there is no WebAssembly, or no address space for it. */
export function takeOrderKernel(): OrderKernel | undefined {
  const compiled = moduleOf();
  if (!compiled) return undefined;
  const instance = shelf.pop() ?? newInstance(compiled);
  if (!instance) return undefined;
  instance.room.reset();
  return {
    ...instance,
    release() {
      if (shelf.length < shelfSize && instance.room.size <= shelfMemory) shelf.push(instance);
    },
  };
}

function newInstance(module: WebAssembly.Module): Instance | undefined {
  try {
    const room = new KernelRoom();
    const { exports } = new WebAssembly.Instance(module, { env: { memory: room.memory } });
    return { room, run: exports.run as Instance['run'] };
  } catch {
    return undefined;
  }
}
