// Which package a Go symbol belongs to, and whether that package is of the standard library.
// Source: `ls $GOROOT/src` of Go 1.20–1.27; the linker's symbol names (cmd/internal/objabi.PathToPrefix).

/**
 * First path elements of the standard library, all releases 1.0–1.27 (`exp` never shipped). `cmd` is the toolchain.
 * Other paths without a dot in their first element are somebody's module (`module myapp`), so the list is closed.
 */
export const standardRoots: ReadonlySet<string> = new Set(
  (
    'archive arena bufio builtin bytes cmd cmp compress container context crypto database debug embed encoding errors ' +
    'expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp ' +
    'runtime simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

/**
 * Packages of a two-element path are the standard library's only when listed: `go/…`, `internal/…` and the like could
 * be a user's `module go`; no such module is known, so a root is enough, save for these that users do choose.
 */
const rootsWithoutFreeSubpaths: Readonly<Record<string, ReadonlySet<string>>> = {
  cmd: new Set(['go', 'compile', 'link', 'vet', 'asm', 'cgo', 'cover', 'trace', 'pprof', 'internal', 'vendor', 'dist']),
};

/** Escapes of the linker in a symbol: `%2e` for a dot in the last path element, `%22` for a quote, … */
export function decodeSymbolEscapes(symbol: string): string {
  if (!symbol.includes('%')) return symbol;
  return symbol.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

// Decoders have already turned `yaml%2ev3` and `nats%2ego` into `yaml.v3` and `nats.go`. gopkg.in keeps its version in the
// last element; no identifier is called `go`; paho is the one well-known path with two more dots.
const dotted = /^(?:\.v\d+(?:-unstable)?|\.go|\.mqtt\.golang)(?=\.)/;

/**
 * The package path of a symbol: `net/http.(*conn).serve` → `net/http`, `gopkg.in/yaml%2ev3.(*parser).peek` →
 * `gopkg.in/yaml.v3`, `example.org/pen.WaitFor[...].func1` → `example.org/pen`; empty when the symbol names none
 * (C functions, assembly).
 */
export function packageOf(symbol: string): string {
  // Type arguments may hold paths of their own; receivers and arguments never stand before the package's dot.
  let end = symbol.length;
  for (let i = 0; i < symbol.length; i++) {
    const c = symbol.charCodeAt(i);
    if (c === 91 /* [ */ || c === 40 /* ( */) {
      end = i;
      break;
    }
  }
  const slash = symbol.lastIndexOf('/', end - 1);
  let dot = symbol.indexOf('.', slash + 1);
  if (dot < 0 || dot > end) return '';
  if (slash > 0) dot += dotted.exec(symbol.slice(dot, end))?.[0].length ?? 0;
  return decodeSymbolEscapes(symbol.slice(0, dot));
}

/** True when the package path is of the standard library, its vendored copies (`vendor/golang.org/…`) or `go` itself. */
export function isStandardLibrary(path: string): boolean {
  const slash = path.indexOf('/');
  const root = slash < 0 ? path : path.slice(0, slash);
  if (!standardRoots.has(root)) return false;
  const listed = rootsWithoutFreeSubpaths[root];
  if (!listed) return true;
  if (slash < 0) return false;
  const next = path.indexOf('/', slash + 1);
  return listed.has(path.slice(slash + 1, next < 0 ? undefined : next));
}

/** True when a function's package is of the standard library; false for `main` and for symbols without a package. */
export function isStandardFunction(symbol: string): boolean {
  const path = packageOf(symbol);
  return path !== '' && isStandardLibrary(path);
}
