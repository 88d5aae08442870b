// Takes a goroutine header line apart, as a reader pastes it: `goroutine 18 [chan receive, 5 minutes]:`.
// Grammar: reference/goroutine-dumps.md §2.1. It answers questions of people; the decoder of dumps is decode/dump.

export interface HeaderParts {
  readonly id: string;
  /** `gp=…`, `m=…` and the like, as written. */
  readonly pointers: string;
  readonly reason: string;
  readonly flags: readonly string[];
  readonly minutes?: number;
  readonly locked: boolean;
  readonly bubble?: string;
  readonly labels: string;
  /** Parts of the bracket that no release prints. */
  readonly unknown: readonly string[];
}

/** The parts of a header line; undefined when the line is none. Anything before `goroutine` (log prefixes) is passed over. */
export function readHeaderParts(line: string): HeaderParts | undefined {
  const found = /(?:^|[\s"])goroutine (\d+)((?: [a-z]+=\S+)*) \[(.*)$/.exec(line.slice(0, 4096));
  if (!found) return undefined;
  const [, id, pointers, rest] = found;
  const { inside, after } = splitBracket(rest);
  const at = inside.indexOf(' labels:{');
  const body = at >= 0 ? inside.slice(0, at) : inside;
  const labels = at >= 0 ? inside.slice(at + 8) : (/^\s*(\{.*\})\s*:?/.exec(after)?.[1] ?? '');
  const [head, ...attributes] = body.split(', ');
  const flags: string[] = [];
  let reason = head;
  for (let flag = / \((leaked|scan|durable)\)$/.exec(reason); flag; flag = / \((leaked|scan|durable)\)$/.exec(reason)) {
    flags.unshift(flag[1]);
    reason = reason.slice(0, flag.index);
  }
  let minutes: number | undefined;
  let locked = false;
  let bubble: string | undefined;
  const unknown: string[] = [];
  for (const attribute of attributes) {
    const wait = /^(\d+) minutes$/.exec(attribute);
    if (wait) minutes = Number(wait[1]);
    else if (attribute === 'locked to thread') locked = true;
    else if (/^synctest (?:group|bubble) \d+$/.test(attribute)) bubble = attribute;
    else unknown.push(attribute);
  }
  return { id, pointers: pointers.trim(), reason, flags, minutes, locked, bubble, labels, unknown };
}

/** Splits at the bracket that closes the header: labels of Go 1.26 may hold `]` inside quotes. */
function splitBracket(rest: string): { readonly inside: string; readonly after: string } {
  let quoted = false;
  for (let i = 0; i < rest.length; i++) {
    if (quoted && rest[i] === '\\') i++;
    else if (rest[i] === '"') quoted = !quoted;
    else if (rest[i] === ']' && !quoted) return { inside: rest.slice(0, i), after: rest.slice(i + 1) };
  }
  return { inside: rest, after: '' };
}
