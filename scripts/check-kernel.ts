// Holds the `.as` sources and the generated kernel-wasm.ts files together: builds anew and compares byte for byte.
import { readFileSync } from 'node:fs';
import { generateKernel, kernels } from './build-kernel.ts';

for (const kernel of kernels) {
  const built = await generateKernel(kernel);
  if (readFileSync(kernel.generatedFile, 'utf8') === built) console.log(`${kernel.name} kernel: ok`);
  else {
    console.error(
      `${kernel.name} kernel: kernel-wasm.ts is not what its source compiles to; run node scripts/build-kernel.ts`,
    );
    process.exitCode = 1;
  }
}
