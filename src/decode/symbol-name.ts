// Turns a linker symbol into the name that goroutine dumps print, so that one function has one name in every form.

/**
 * `main.F[go.shape.int]` → `main.F[...]`, nested brackets too; each outermost pair gives one `[...]`
 * (Go >= 1.27 prints two for generic methods). `gopkg.in/yaml%2ev3.X` → `gopkg.in/yaml.v3.X`: the linker escapes
 * dots of the last path element and `%`, `"` (cmd/internal/objabi.PathToPrefix).
 * Names that are not Go's keep their brackets: `operator[]`, `[unknown]`, unbalanced ones.
 */
export function symbolName(symbol: string): string {
  let name = symbol;
  if (name.includes('%')) name = name.replace(/%(2e|25|22)/gi, (_, hex: string) => unescapes[hex.toLowerCase()]);
  const open = name.indexOf('[');
  return open > 0 ? foldTypeArguments(name, open) : name;
}

const unescapes: Readonly<Record<string, string>> = { '2e': '.', '25': '%', '22': '"' };

function foldTypeArguments(name: string, firstOpen: number): string {
  let out = name.slice(0, firstOpen);
  let depth = 0;
  let from = firstOpen;
  for (let i = firstOpen; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === 0x5b) {
      if (depth++ === 0) {
        out += name.slice(from, i);
        from = i;
      }
    } else if (c === 0x5d && depth > 0) {
      if (--depth === 0) {
        out += i === from + 1 ? '[]' : '[...]';
        from = i + 1;
      }
    }
  }
  return out + name.slice(from);
}
