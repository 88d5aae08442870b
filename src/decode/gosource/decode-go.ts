// Go source bytes → `GoFile`: scan, parse, put in walking order, give problems their lines. Grammar of Go 1.27, which
// holds all earlier ones.
import type { GoFile, GoNames, SourceProblem } from '../../model/go-syntax.ts';
import { GoKernel } from './go-kernel.ts';
import { problemsOf } from './raw-fault.ts';

/** Reads Go files one after the other, with one table of names for all. */
export class GoDecoder {
  readonly #kernel = new GoKernel();

  get names(): GoNames {
    return this.#kernel;
  }

  /**
   * The syntax tree of one file. Never throws for what is in `source`; a file without package clause has no nodes.
   * Codes: `source/syntax`, `source/too-deep`, `source/too-large`. `name` is what the problems call the file. Linear
   * in the bytes.
   */
  decode(source: Uint8Array, name?: string): GoFile {
    const kernel = this.#kernel;
    const tree = kernel.parse(source);
    const count = tree?.count ?? 0;
    const columns = tree?.columns ?? new ArrayBuffer(0);
    const faults = tree?.faults ?? [];
    const problems = tree ? this.#problems(faults, source, name) : [tooLarge(source, name)];
    kernel.shrink();
    return {
      source,
      names: kernel,
      count,
      start: new Int32Array(columns, 0, count),
      end: new Int32Array(columns, count * 4, count),
      size: new Int32Array(columns, count * 8, count),
      aux: new Int32Array(columns, count * 12, count),
      kind: new Uint8Array(columns, count * 16, count),
      op: new Uint8Array(columns, count * 17, count),
      comments: tree?.comments ?? new Int32Array(0),
      problems,
      problemCount: tree ? faults.length : 1,
    };
  }

  #problems(faults: Parameters<typeof problemsOf>[0], source: Uint8Array, name: string | undefined) {
    if (faults.length === 0) return [];
    return problemsOf(faults, source, name, (index) => this.#kernel.describeToken(index));
  }
}

function tooLarge(source: Uint8Array, name: string | undefined): SourceProblem {
  return {
    code: 'source/too-large',
    message: `${source.length} bytes are too much for one file`,
    ...(name === undefined ? {} : { source: name }),
    line: 1,
    column: 1,
    offset: 0,
  };
}
