// A WebAssembly kernel that is compiled when it is first wanted, once for the process.
import { decodeBase64 } from './base64.ts';

/** Gives the module of the bytes in `base64`, compiled at the first call; undefined where it cannot be (no WebAssembly, or
 * none with what the kernel needs). */
export function kernelModule(base64: string): () => WebAssembly.Module | undefined {
  let compiled: WebAssembly.Module | null | undefined;
  return () => {
    if (compiled === undefined)
      try {
        compiled = new WebAssembly.Module(decodeBase64(base64));
      } catch {
        compiled = null;
      }
    return compiled ?? undefined;
  };
}
