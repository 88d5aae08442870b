// Folds a symbol to the declared function it belongs to, coarser than the identity keys of DESIGN §6: no closure
// ordinals, type arguments, major versions or vendor folders, so that one line of data covers a library's versions.

export interface DeclaredFunction {
  /** Import path without major version, e.g. `github.com/redis/go-redis`. */
  readonly package: string;
  /** `package.Function`, `package.(*Type).Method` or `package.Type.Method`. */
  readonly name: string;
  /** The symbol is a closure (or `go` wrapper) inside that function. */
  readonly closure: boolean;
}

// Import paths whose last element holds a dot that is not a version: the symbol's first dot is not the package's end.
const dottedElements = ['nats.go', 'paho.mqtt.golang', 'paho.golang', 'logr.go', 'gopher-lua.go'];
const closureToken = /^(?:func|gowrap|deferwrap)?\d+$/;

/** Removes `[...]` and `[go.shape…]`, nested ones included: `a.F[b.T[int]].func1` → `a.F.func1`. */
export function withoutTypeArguments(name: string): string {
  if (!name.includes('[')) return name;
  let out = '';
  let depth = 0;
  for (const char of name) {
    if (char === '[') depth++;
    else if (char === ']') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += char;
  }
  return out;
}

/** Removes vendor folders and major versions: `a/vendor/b.com/c/v2/d.F` → `b.com/c/d.F`, `gopkg.in/x.v3.F` → `gopkg.in/x.F`. */
export function withoutMajorVersion(name: string): string {
  const vendor = name.lastIndexOf('vendor/');
  const at = vendor > 0 && name[vendor - 1] !== '/' ? -1 : vendor;
  const path = at >= 0 ? name.slice(at + 7) : name;
  return path.includes('v') ? path.replace(/(?:\/v\d+(?=[/.]))|(?:\.v\d+(?=[/.]))/g, '') : path;
}

/** Index of the dot that ends the import path. */
function packageEnd(symbol: string): number {
  const slash = symbol.lastIndexOf('/', symbol.indexOf('(') < 0 ? symbol.length : symbol.indexOf('('));
  for (const element of dottedElements)
    if (symbol.startsWith(element, slash + 1) && symbol[slash + 1 + element.length] === '.')
      return slash + 1 + element.length;
  return symbol.indexOf('.', slash + 1);
}

/**
 * The declared function of a symbol as `go tool pprof` writes it. Never fails: a name without a dot is its own package.
 * `net/http.(*Server).Serve.func1` → `{ package: 'net/http', name: 'net/http.(*Server).Serve', closure: true }`.
 * Where a name can be read as a value method's closure or an inlined function's, the method wins.
 */
export function readDeclaredFunction(symbol: string): DeclaredFunction {
  let name = symbol.includes('%2e') ? symbol.replaceAll('%2e', '.') : symbol;
  name = withoutMajorVersion(withoutTypeArguments(name)).replace(/-(?:fm|range\d+)/g, '');
  const end = packageEnd(name);
  if (end < 0) return { package: name, name, closure: false };
  const path = name.slice(0, end);
  const rest = name.slice(end + 1);
  // The last pointer method in the name owns the closure: `F.(*T).M.func1` is M's closure inlined into F.
  const pointer = rest.lastIndexOf('(');
  if (pointer >= 0) {
    const method = /^\(\*?[^)]*\)\.?[^.]*/.exec(rest.slice(pointer));
    const declared = method ? method[0] : rest.slice(pointer);
    const closure = pointer + declared.length < rest.length;
    return { package: path, name: `${path}.${declared}`, closure };
  }
  const tokens = rest.split('.');
  const second = tokens[1];
  if (second === undefined) return { package: path, name: `${path}.${rest}`, closure: false };
  // `init.0.func1`, `F.func1`, `glob..func1`, and `F.F.func1.func3` of Go 1.24–1.26.
  if (second === '' || closureToken.test(second) || second === tokens[0])
    return { package: path, name: `${path}.${tokens[0]}`, closure: true };
  return { package: path, name: `${path}.${tokens[0]}.${second}`, closure: tokens.length > 2 };
}
