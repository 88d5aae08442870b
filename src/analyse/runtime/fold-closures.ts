// Folds a symbol to its enclosing declared function plus closure depth, so that one closure has one name under every
// Go version and inlining (DESIGN §6, stack key). Forms seen with Go 1.20–1.27 (reference/goroutine-dumps.md §2.2):
//   main.nest.func1.2.1 (<= 1.23) = main.nest.nest.func1.func3.1 (1.24–1.26) = main.nest.func1.func2.1 (1.27)
//   main.run.func1.local.1 (<= 1.26: `local` inlined into a closure of `run`) = main.local.1 (1.27)
//   main.run.W.Start.func11 (<= 1.26) = main.W.Start.func1 (1.27) = main.W.Start.func1 (-gcflags=-l)
//   pen.glob..func1 (<= 1.21) = pen.init.func1 (>= 1.22), closures of package variables
import { packageOf } from '../../knowledge/standard-library.ts';

export interface FoldedSymbol {
  /** Package in the symbol; of the function it was inlined into when `inlined`. */
  readonly package: string;
  /** Declared function with its receiver, then `+depth` inside a closure: `(*T).M+1`. */
  readonly function: string;
  /** The name tells that the function was inlined into another one, whose package the symbol carries. */
  readonly inlined: boolean;
}

const closureSegment = /^(?:func|gowrap|deferwrap)?\d+$/;
const rangeSuffix = /-range\d+/g;

/** Splits at dots outside brackets and parentheses: `(*T[...]).M.func1` → `(*T[...])`, `M`, `func1`. */
function splitSegments(text: string): string[] {
  const segments: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91) depth++;
    else if (c === 41 || c === 93) depth--;
    else if (c === 46 && depth === 0) {
      segments.push(text.slice(from, i));
      from = i + 1;
    }
  }
  segments.push(text.slice(from));
  return segments;
}

/**
 * The folded form of a symbol with type arguments already written as `[...]`. Bodies of range-over-func loops count as
 * their function (1.23 names closures in them after it), ordinals of `init.0` are dropped with those of closures. Where
 * a name can be read as a value method's closure or as that of an inlined function, the method wins.
 */
export function foldClosures(symbol: string): FoldedSymbol {
  const path = packageOf(symbol);
  if (path === '') return { package: '', function: symbol, inlined: false };
  const segments = splitSegments(symbol.slice(symbol.indexOf('.', symbol.lastIndexOf('/', path.length)) + 1));
  // The package may hold dots of its own (`yaml.v3`); cut by its length where it was written without escapes.
  const rest = symbol.startsWith(`${path}.`) ? splitSegments(symbol.slice(path.length + 1)) : segments;

  let declared = '';
  let elements = 0;
  let depth = 0;
  let names: string[] = [];
  const close = (): void => {
    if (names.length === 0) return;
    declared = declaredOf(names);
    elements++;
    names = [];
  };
  for (let i = 0; i < rest.length; i++) {
    const segment = rest[i];
    if (i > 0 && closureSegment.test(segment)) {
      if (names.length === 1 && names[0] === 'init' && /^\d+$/.test(segment)) {
        close(); // `init.0` is a declared function, not a closure
        depth = 0;
        continue;
      }
      if (names.length > 0) depth = 0;
      close();
      depth++;
    } else if (segment === '' || (segment === 'glob' && rest[i + 1] === '')) {
      if (segment !== '') names.push('init');
    } else if (segment.startsWith('(')) {
      close();
      declared = i + 1 < rest.length ? `${segment}.${rest[i + 1].replace(rangeSuffix, '')}` : segment;
      elements++;
      depth = 0;
      i++;
    } else {
      const plain = segment.replace(rangeSuffix, '');
      names.push(plain);
      if (plain !== segment) {
        close();
        depth = 0;
      }
    }
  }
  if (names.length > 0) depth = 0;
  close();
  const name = declared.replace(/-fm$/, '');
  return { package: path, function: depth > 0 ? `${name}+${depth}` : name, inlined: elements > 1 };
}

/**
 * The function that a run of names ends in: `W`, `Start` → `W.Start`; `nest`, `nest` → `nest` (inlined into itself);
 * `run`, `Gen[...]` → `Gen[...]` (before 1.27 a method has no type arguments of its own).
 */
function declaredOf(names: readonly string[]): string {
  const last = names.length - 1;
  if (names[last].endsWith(']') && last > 0 && !names[last - 1].endsWith(']')) return names[last];
  const earlier = names.indexOf(names[last]);
  if (earlier < last)
    return earlier > 0 && names[earlier - 1] === names[last - 1] ? `${names[earlier - 1]}.${names[last]}` : names[last];
  return last > 0 ? `${names[last - 1]}.${names[last]}` : names[0];
}
