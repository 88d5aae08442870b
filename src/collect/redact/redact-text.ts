// Takes argument words and label values out of text dumps and text profiles; names, places and ids stay.

const quoted = '"(?:[^"\\\\]|\\\\.)*"';
/** 1.26: `[chan send labels:{"k": "v", "x": "y"}]`; debug=1: `# labels: {"k":"v"}`. */
const quotedPair = new RegExp(`(${quoted}):( ?)${quoted}`, 'g');
/** 1.27: `] {handler: "get user", shard: 1}:`; a bare word holds letters, digits, `.`, `/`, `_`, or nothing. */
const loosePair = new RegExp(`(${quoted}|[\\w./]*): (?:${quoted}|[\\w./]*)(?=, |\\}:?$)`, 'gu');
const headerLine = /^\s*goroutine \d+ .*\[/;

/** The text of a debug=2 or debug=1 answer without argument words and label values. */
export function redactText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (headerLine.test(line)) return redactHeader(line);
      if (/^\s*# labels: \{/.test(line)) return line.replace(quotedPair, '$1:$2"<redacted>"');
      return redactCall(line);
    })
    .join('\n');
}

function redactHeader(line: string): string {
  const inside = line.indexOf('labels:{');
  if (inside >= 0) return line.slice(0, inside) + line.slice(inside).replace(quotedPair, '$1:$2"<redacted>"');
  const after = line.indexOf('] {');
  if (after < 0) return line;
  return line.slice(0, after + 3) + line.slice(after + 3).replace(loosePair, '$1: "<redacted>"');
}

/** `main.(*T).run(0xc000012345, {0x1, 0x2})` → `main.(*T).run(...)`; `created by` lines end without parentheses. */
function redactCall(line: string): string {
  const body = line.trimEnd();
  if (!body.endsWith(')') || /^\s/.test(line) || body.startsWith('#')) return line;
  const open = body.lastIndexOf('(');
  return open <= 0 ? line : `${body.slice(0, open)}(...)${line.slice(body.length)}`;
}

/** Prometheus text: only series without labels stay, and what tells the Go version. */
export function redactMetrics(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('#') || !line.includes('{') || /^go_(build_)?info\{/.test(line))
    .map((line) => (/^go_info\{/.test(line) ? line : line.replace(/^go_build_info\{.*/, '')))
    .join('\n');
}

/** expvar JSON: numbers stay, texts go; of the command line only the program. Undefined when it is no JSON. */
export function redactVars(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { cmdline, ...others } = value as { cmdline?: unknown };
  const redacted = JSON.parse(JSON.stringify(others), (_key, v) => (typeof v === 'string' ? '<redacted>' : v));
  const program = Array.isArray(cmdline) ? { cmdline: cmdline.slice(0, 1).map(String) } : {};
  return JSON.stringify({ ...program, ...redacted });
}

/** Command line: only the program stays. */
export function redactCommandLine(commandLine: string): string {
  return commandLine.split(' ', 1)[0];
}
