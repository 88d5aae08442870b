// Compiles the AssemblyScript kernels of the dump reader and of the Go parser into the generated files that the package
// ships. `node scripts/build-kernel.ts` writes them; scripts/check-kernel.ts compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as walk from '../src/analyse/trace/kernel/walk-control.ts';
import { control, why } from '../src/decode/exectrace/kernel/order-control.ts';
import { gs, ps } from '../src/decode/exectrace/order-state.ts';
import { ev } from '../src/decode/exectrace/wire-events.ts';
import { faultNames, nounNames } from '../src/decode/gosource/fault-text.ts';
import { NodeKind } from '../src/model/go-syntax.ts';
import { keywords, Token } from '../src/model/go-token.ts';
import { go, proc } from '../src/model/trace-events.ts';

interface Kernel {
  readonly name: string;
  /** Folder of the `.as` files and of the generated file. */
  readonly folder: string;
  /** The first of them, without ending. */
  readonly entry: string;
  readonly generatedFile: string;
  /** Modules of constants that the sources import, by name. */
  readonly constants: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Options of the compiler beside those of all. */
  readonly options?: readonly string[];
}

/** Memory that JavaScript makes and both write to; its growth leaves all views as they are. */
const sharedMemory = [
  '--enable',
  'threads',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

const decode = fileURLToPath(new URL('../src/decode/', import.meta.url));
const walkFolder = fileURLToPath(new URL('../src/analyse/trace/kernel', import.meta.url));
const numbered = (names: readonly string[]) => Object.fromEntries(names.map((name, i) => [name, i]));

/** All kernels; those that share numbers with TypeScript get them as modules. */
export const kernels: readonly Kernel[] = [
  {
    name: 'dump',
    folder: join(decode, 'dump/kernel'),
    entry: 'kernel',
    generatedFile: join(decode, 'dump/kernel/kernel-wasm.ts'),
    constants: {},
  },
  {
    name: 'gosource',
    folder: join(decode, 'gosource/kernel'),
    entry: 'file',
    generatedFile: join(decode, 'gosource/kernel/kernel-wasm.ts'),
    constants: {
      // The keywords, then `.` and `_`, are the first names.
      tokens: { ...Token, KEYWORDS: keywords.length, DOT_NAME: keywords.length, BLANK_NAME: keywords.length + 1 },
      kinds: { ...NodeKind },
      faults: { ...numbered(faultNames), ...numbered(nounNames) },
    },
  },
  {
    name: 'exectrace',
    folder: join(decode, 'exectrace/kernel'),
    entry: 'order',
    generatedFile: join(decode, 'exectrace/kernel/kernel-wasm.ts'),
    constants: { control, why, events: ev, goStates: gs, procStates: ps },
    options: sharedMemory,
  },
  {
    name: 'walk',
    folder: walkFolder,
    entry: 'walk',
    generatedFile: join(walkFolder, 'kernel-wasm.ts'),
    constants: {
      control: walk.control,
      watch: walk.watch,
      recent: walk.recent,
      events: ev,
      states: go,
      procs: proc,
    },
    options: sharedMemory,
  },
];

interface Compiler {
  main(
    args: readonly string[],
    host: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): string[];
      stderr: { write(text: string | Uint8Array): void };
    },
  ): Promise<{ error: Error | null }>;
}

function sourceOf(kernel: Kernel, file: string): string | null {
  const name = file.replace(/\.ts$/, '');
  const constants = kernel.constants[name];
  if (constants)
    return Object.entries(constants)
      .map(([constant, value]) => `export const ${constant}: u32 = ${value};\n`)
      .join('');
  try {
    return readFileSync(join(kernel.folder, `${name}.as`), 'utf8');
  } catch {
    return null;
  }
}

/** The text of a kernel's generated file for its source as it stands; throws with the compiler's words when it does not compile. */
export async function generateKernel(kernel: Kernel): Promise<string> {
  // By a variable: the compiler's own types would replace Node's `console` and more in the whole project.
  const specifier = 'assemblyscript/asc';
  const asc: Compiler = (await import(specifier)).default;
  let wasm: Uint8Array | undefined;
  const complaints: string[] = [];
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd,bulk-memory', ...(kernel.options ?? [])];
  const { error } = await asc.main([`${kernel.entry}.ts`, '--outFile', 'kernel.wasm', ...options], {
    readFile: (name: string) => sourceOf(kernel, name),
    writeFile: (name: string, contents: Uint8Array | string) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => [],
    stderr: { write: (text: string | Uint8Array) => void complaints.push(String(text)) },
  });
  if (error || !wasm)
    throw new Error(`the ${kernel.name} kernel does not compile\n${complaints.join('')}${error?.message ?? ''}`);
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,112}/g) ?? [];
  return [
    `// Generated by scripts/build-kernel.ts from ${kernel.entry}.as; do not edit.`,
    `/** The kernel's ${wasm.length} bytes, base64. */`,
    'export const kernelWasm =',
    ...lines.map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const kernel of kernels) {
    const text = await generateKernel(kernel);
    writeFileSync(kernel.generatedFile, text);
    console.log(`${kernel.name} kernel: ${text.length} characters written`);
  }
}
